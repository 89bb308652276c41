"""LightSail 2's bus: the first 147 octets of its beacon; see `lightsail_2`."""

from construct import BitStruct, Flag, Int8sb, Int8ub, Int16sb, Int16ub, Int32ub, Struct

from gateway.definition import Channel, channel, linear, timestamp

CELSIUS = channel(Int8ub, "degC", linear(0.5, -75))
VOLTS = channel(Int8ub, "V", linear(1 / 32))
CORE = channel(Int8ub, "mA", linear(1000 / 2048))
LOAD = channel(Int8ub, "mA", linear(1000 / 128))
PANEL = channel(Int8sb, "mA", linear(1000 / 64))
TIME = channel(Int32ub, "", timestamp())


def monitor(current: Channel) -> Struct:
    """What one power monitor measures."""
    return Struct("current" / current * "drawn or delivered", "voltage" / VOLTS * "supply")


TEMPERATURE = Struct(
    "daughter_a"   / CELSIUS * "daughter board A",
    "daughter_b"   / CELSIUS * "daughter board B",
    "payload_3v"   / CELSIUS * "3 V payload supply",
    "rf_amplifier" / CELSIUS * "power amplifier",
    "x_minus"      / CELSIUS * "panel -X",
    "x_plus"       / CELSIUS * "panel +X",
    "y_minus"      / CELSIUS * "panel -Y",
    "y_plus"       / CELSIUS * "panel +Y",
    "z_minus"      / CELSIUS * "panel -Z",
    "z_plus"       / CELSIUS * "panel +Z",
)  # fmt: skip

POWER = Struct(
    "atmel"            / monitor(CORE)  * "processor",
    "bus_3v"           / monitor(CORE)  * "3 V bus",
    "payload_3v"       / monitor(LOAD)  * "3 V payload bus",
    "payload_5v"       / monitor(LOAD)  * "5 V payload bus",
    "daughter_a"       / monitor(LOAD)  * "daughter board A",
    "daughter_b"       / monitor(LOAD)  * "daughter board B",
    "x_minus_internal" / monitor(PANEL) * "solar panel -X, inside",
    "x_minus_external" / monitor(PANEL) * "solar panel -X, outside",
    "x_plus_internal"  / monitor(PANEL) * "solar panel +X, inside",
    "x_plus_external"  / monitor(PANEL) * "solar panel +X, outside",
    "y_minus_internal" / monitor(PANEL) * "solar panel -Y, inside",
    "y_minus_external" / monitor(PANEL) * "solar panel -Y, outside",
    "y_plus_internal"  / monitor(PANEL) * "solar panel +Y, inside",
    "y_plus_external"  / monitor(PANEL) * "solar panel +Y, outside",
    "z_minus_external" / monitor(PANEL) * "solar panel -Z, outside",
)  # fmt: skip

COMPUTER = Struct(
    "user_time"   / Int32ub * "processor time of programs",
    "system_time" / Int32ub * "processor time of the operating system",
    "idle_time"   / Int32ub * "processor time of nobody",
    "processes"   / Int32ub * "since boot",
    "free_memory" / Int32ub * "memory",
    "buffers"     / Int32ub * "memory",
    "cached"      / Int32ub * "memory",
    "free_flash"  / Int32ub * "data partition",
    "erasures"    / Int32ub * "of flash memory",
    "beacons"     / Int16ub * "beacon counter",
    "time"        / TIME    * "board's clock",
    "boot_time"   / TIME    * "when it booted",
    "long_count"  / Int16ub * "long duration counter",
)  # fmt: skip

BATTERY = Struct(
    "current"     / channel(Int8sb, "mA", linear(1000 / 128)) * "into the cell",
    "voltage"     / VOLTS   * "one lithium-ion cell",
    "temperature" / CELSIUS * "cell",
    "flags"       / BitStruct(
        "discharge_enabled"     / Flag * "may be discharged",
        "charge_enabled"        / Flag * "may be charged",
        "discharging"           / Flag * "is being discharged",
        "charging"              / Flag * "is being charged",
        "discharge_overcurrent" / Flag * "discharge current too high",
        "charge_overcurrent"    / Flag * "charge current too high",
        "undervoltage"          / Flag * "voltage too low",
        "overvoltage"           / Flag * "voltage too high",
    )                       * "protection",
    "control"     / Int8ub  * "why charge and discharge are disabled, bits",
)  # fmt: skip

BUS = (
    "type"        / Int8ub      * "of the beacon",
    "temperature" / TEMPERATURE * "sensors",
    "power"       / POWER       * "power monitors",
    "computer"    / COMPUTER    * "on-board computer",
    "comm" / Struct(
        "received"        / Int16ub * "packets received",
        "sent"            / Int16ub * "packets sent",
        "received_octets" / Int32ub * "octets received",
        "sent_octets"     / Int32ub * "octets sent",
    ) * "transceiver",
    "battery"       / BATTERY[8] * "cells 0 to 7",
    "battery_power" / channel(Int16sb, "mW") * "into all cells",
)  # fmt: skip
