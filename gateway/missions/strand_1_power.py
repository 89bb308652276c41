"""STRaND-1's batteries, panels, busses and switches; see `strand_1`."""

from typing import Any

from construct import If, Int8ub, Int16ub, Int16ul, Struct, this

from gateway.definition import channel, enumeration, function, linear

STATUS = {0: "off", 1: "on", 2: "off, over-current", 5: "on, over-current", 8: "off, timeout",
          16: "off, unknown"}  # fmt: skip
DIRECTION = function(
    "direction of the current",
    lambda raw: "charging" if raw < 30 else "discharging",
    text="charging below 30",
)


def at(key: int, kind: Any) -> If:
    """A value that is sent under one key: node, channel and number of octets."""
    return If(this._._key == key, kind)


def analog(node_channel: int, unit: str, scale: float, offset: float) -> If:
    """A reading of the power system's converter."""
    return at(node_channel << 8 | 2, channel(Int16ul, unit, linear(scale, offset)))


def switch(channel_number: int, current: Any, voltage: Any) -> If:
    """A switch with its measurements in mA and mV."""
    return at(0x660005 | channel_number << 8, Struct(
        "status"  / channel(Int8ub, "", enumeration(STATUS)) * "of the switch",
        "current" / channel(Int16ub, "mA", current)          * "through the switch",
        "voltage" / channel(Int16ub, "mV", voltage)          * "behind the switch",
    ))  # fmt: skip


POWER = (
    "battery_0" / Struct(
        "direction"   / at(0x2C0002, channel(Int16ul, "", DIRECTION)) * "of the current",
        "current"     / analog(0x2C01, "mA", -3.4969, 3185.1551)  * "of the battery",
        "voltage"     / analog(0x2C03, "V", -0.00945, 9.7488)     * "two lithium-ion cells",
        "temperature" / analog(0x2C04, "degC", -0.163, 111.187) * "of the battery",
    ) * "battery 0",
    "battery_1" / Struct(
        "direction"   / at(0x2C0502, channel(Int16ul, "", DIRECTION)) * "of the current",
        "current"     / analog(0x2C06, "mA", -3.4768, 3173.1106)  * "of the battery",
        "voltage"     / analog(0x2C08, "V", -0.00946, 9.7526)     * "two lithium-ion cells",
        "temperature" / analog(0x2C09, "degC", -0.163, 111.187) * "of the battery",
    ) * "battery 1",
    "panels" / Struct(
        "y_plus_current"  / analog(0x2D01, "mA", -0.542490348, 528.0441026)  * "panel +Y",
        "y_plus_temperature"  / analog(0x2D02, "degC", -0.163, 110.338) * "panel +Y",
        "y_voltage"       / analog(0x2D03, "V", -0.035254639, 34.6505381)    * "panels +Y and -Y",
        "y_minus_current" / analog(0x2D04, "mA", -0.537846059, 523.1519466)  * "panel -Y",
        "y_minus_temperature" / analog(0x2D05, "degC", -0.163, 110.338) * "panel -Y",
        "x_voltage"       / analog(0x2D06, "V", -0.035579727, 34.76510021)   * "panels +X and -X",
        "x_minus_current" / analog(0x2D07, "mA", -0.541228423, 526.8412823)  * "panel -X",
        "x_minus_temperature" / analog(0x2D08, "degC", -0.163, 110.338) * "panel -X",
        "z_voltage"       / analog(0x2D09, "V", -0.00914561, 8.782534345)    * "panels +Z and -Z",
        "z_plus_current"  / analog(0x2D0A, "mA", -0.52264946, 508.5204547)   * "panel +Z",
        "z_plus_temperature"  / analog(0x2D0B, "degC", -0.163, 110.338) * "panel +Z",
        "x_plus_current"  / analog(0x2D0D, "mA", -0.518702129, 512.807352)   * "panel +X",
        "x_plus_temperature"  / analog(0x2D0E, "degC", -0.163, 110.338) * "panel +X",
        "z_minus_temperature" / analog(0x2D1E, "degC", -0.163, 110.338) * "panel -Z",
        "z_minus_current" / analog(0x2D1F, "mA", -0.52947555, 515.5141451)   * "panel -Z",
    ) * "solar panels",
    "bus" / Struct(
        "battery_current" / analog(0x2D11, "mA", -4.926127936, 4414.027999) * "battery bus",
        "current_5v"      / analog(0x2D1A, "mA", -5.431052862, 4636.008505) * "5 V bus",
        "current_3v3"     / analog(0x2D1B, "mA", -3.626006798, 3080.538997) * "3.3 V bus",
    ) * "supply busses",
    "switches" / Struct(
        "ppt_supply" / switch(0x81, linear(0.259549, -1.516825), linear(2.300107, -1113.424579))
        * "pulsed plasma thrusters, supply",
        "ppt" / switch(0x86, linear(0.258359, -1.554162), linear(2.315349, -1136.056829))
        * "pulsed plasma thrusters 1 and 2",
        "telephone" / switch(0x8B, linear(0.259325, -1.595903), linear(2.3315, -1187.043977))
        * "telephone and its camera, 5 V",
        "warp_valve" / switch(0x90, linear(0.518526, -8.756971), linear(3.667785, -7266.803691))
        * "butane thruster, valve",
        "warp_heater" / switch(0x95, linear(0.534516, -3.25046), linear(2.603641, -0.504061))
        * "butane thruster, heater",
        "digi_wi9c" / switch(0x9A, linear(0.528245, -2.974109), linear(2.233264, -930.303516))
        * "Linux computer",
        "sgr05" / switch(0x9F, linear(0.260476, -0.91132), linear(2.254974, -993.915009))
        * "GPS receiver",
        "wheels" / switch(0xA4, linear(0.532941, -3.152331), linear(2.592693, 3.656067))
        * "reaction wheels",
        "deploy_arm"  / switch(0xA9, None, None) * "solar panels, arm; uncalibrated",
        "deploy_fire" / switch(0xAC, None, None) * "solar panels, release; uncalibrated",
    ) * "switch board",
)  # fmt: skip
