"""ARMADILLO: the University of Texas's 3U CubeSat that counts space dust, 2019.

Link     437.525 MHz, FSK at 19200 Bd, AX.25 G3RUH
Layout   256 octets, little-endian
Source   jradio, `armadillo`; satnogs-decoders agrees on the order
"""

from construct import (
    BitStruct,
    Bytes,
    Flag,
    Float32l,
    Int8ub,
    Int16sl,
    Int16ul,
    Int32ul,
    Padding,
    Struct,
)

from gateway.definition import (
    Downlink,
    Limits,
    Match,
    Mission,
    Packet,
    channel,
    enumeration,
    linear,
    text,
)
from gateway.links.ax25 import AX25

CELSIUS = channel(Int16sl, "degC")
CURRENT = channel(Int16ul, "mA")
DEVICE_CELSIUS = channel(Float32l, "degC")
BOOT_CAUSES = (
    *("unknown", "dedicated watchdog", "I2C watchdog", "hard reset", "soft reset"),
    *("stack overflow", "timer overflow", "brown-out or power on", "internal watchdog"),
)

XYZ_CELSIUS = Struct(
    "x" / DEVICE_CELSIUS * "axis X",
    "y" / DEVICE_CELSIUS * "axis Y",
    "z" / DEVICE_CELSIUS * "axis Z",
)  # fmt: skip

BEACON = Struct(
    "_header" / Bytes(5),
    "time"     / channel(Int32ul, "s") * "board's clock, of an epoch that was not published",
    "uptime"   / channel(Int32ul, "s") * "since the last boot",
    "free_memory" / channel(Int32ul, "byte") * "non-volatile memory",
    "position" / channel(Float32l, "km")[3]   * "X, Y, Z",
    "velocity" / channel(Float32l, "km/s")[3] * "X, Y, Z",
    "state" / BitStruct(
        Padding(3),
        "gps"       / Flag * "GPS receiver is on",
        "adc"       / Flag * "attitude determination and control is on",
        "antenna"   / Flag * "antenna deployment is on",
        "pdd"       / Flag * "dust detector is on",
        "low_power" / Flag * "low power mode",
    ) * "of the spacecraft",
    "eps" / Struct(
        "battery_voltage" / channel(Int16ul, "V", linear(0.001))
                          * "four lithium-ion cells in series",
        "input_current"   / CURRENT    * "from the solar panels",
        "output_current"  / CURRENT    * "to the loads",
        "boots"           / Int32ul    * "boot counter",
        "boot_cause"      / channel(Int8ub, "", enumeration(dict(enumerate(BOOT_CAUSES))))
                          * "of the last boot",
        "temperature"         / CELSIUS[4] * "board, sensors 1 to 4",
        "battery_temperature" / CELSIUS[2] * "battery pack, sensors A and B",
        "load_current"        / CURRENT[6] * "outputs 1 to 6",
    ) * "power system",
    "wheel_temperature" / XYZ_CELSIUS * "reaction wheels",
    "gyro_temperature"  / XYZ_CELSIUS * "gyroscopes",
    "desired_attitude"   / Float32l[4] * "quaternion",
    "estimated_attitude" / Float32l[4] * "quaternion",
    "rate"               / Float32l[3] * "rotation about X, Y, Z",
    "sun_sensor"         / Int8ub      * "address",
    "message"  / channel(Bytes(110), "", text()) * "to radio amateurs",
)  # fmt: skip

MISSION = Mission(
    name="armadillo",
    title="ARMADILLO",
    norad=44352,
    link=[AX25()],
    match=Match(header={"from": "KE5DTW"}),
    downlinks=[Downlink(437.525e6, "FSK", 19200, ("ax25_g3ruh",))],
    packets=[
        Packet(
            "beacon",
            BEACON,
            limits={
                # Four lithium-ion cells in series: 4.2 V each when full, 3.0 V when empty.
                "eps.battery_voltage": Limits(caution=(13.2, 16.8), warning=(12.0, 17.2)),
                # Lithium-ion cells must not be charged below 0 degC.
                "eps.battery_temperature.*": Limits(caution=(0, 45), warning=(-20, 60)),
            },
        )
    ],
)
