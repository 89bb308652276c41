"""S-NET A to D (TU Berlin): four satellites that talk to each other in S band.

Link     435.950 MHz, AFSK at 1200 Bd, S-NET framing (BCH per block, CRC)
Layout   header of twelve octets, packed to the bit, most significant first; then the data
         of one frame class, little-endian
Source   TU Berlin, "TUBiX10-COM" (header); frame classes and scales: jradio, `snet`
         (Apache-2.0), which agrees with gr-satellites' `snet.py`

The four send alike, and nothing in a frame tells them apart.

Where we differ.  Both decoders read torques, wheel speeds, latitude and longitude as
unsigned, although 90 deg is 31950 of 32767: they are signed here.  They disagree on the
order of the sixteen attitude flags, so these are not taken apart.
"""

from construct import (
    BitsInteger,
    BitStruct,
    Const,
    Flag,
    If,
    Int8sb,
    Int8ub,
    Int16sl,
    Int16ul,
    Int32ul,
    Struct,
    this,
)

from gateway.definition import Downlink, Limits, Match, Mission, Packet, channel, linear, timestamp

SYNC = b"\xf3\x50"
TIME = channel(Int32ul, "", timestamp("2000-01-01T00:00:00Z", 0.5))
HALF_MV = channel(Int16sl, "V", linear(0.0005))
SIXTH_MA = channel(Int16sl, "mA", linear(1 / 6))
TWELFTH_MA = channel(Int16sl, "mA", linear(1 / 12))


def frame(major: int, fields: tuple[object, ...]) -> Struct:
    """A frame of class *major*, its header in front of its fields."""
    return Struct(
        "header" / BitStruct(
            "sync"            / Const(int.from_bytes(SYNC, "big") << 2, BitsInteger(18)) * "F350",
            "crc"             / BitsInteger(14)               * "of the frame, by the sender",
            "class_major"     / Const(major, BitsInteger(6))  * "what the data are",
            "class_minor"     / Const(0, BitsInteger(10))     * "what the data are",
            "urgent"          / Flag                          * "to be delivered first",
            "extended"        / Const(0, BitsInteger(1))      * "no second header follows",
            "checked"         / Flag                          * "the CRC is to be looked at",
            "multi_frame"     / Flag                          * "more frames belong to this one",
            "time_tag_asked"  / Flag                          * "time tags are switched on",
            "time_tagged"     / Flag                          * "a time follows",
            "length"          / BitsInteger(10)               * "octets of data",
        ) * "frame header",
        "time" / If(this.header.time_tagged, TIME) * "when the frame was made",
        *fields,
    )  # fmt: skip


EPS = (
    "panel_current" / channel(Int16sl, "mA", linear(1 / 50))[6] * "solar panels 1 to 6",
    "panel_voltage" / channel(Int16sl, "V", linear(0.001))      * "solar bus",
    "battery" / Struct(
        "voltage"     / HALF_MV    * "three lithium-ion cells in series",
        "current_in"  / TWELFTH_MA * "at the charger",
        "current_out" / SIXTH_MA   * "at the charger",
    )[2] * "batteries 1 and 2",
    "bus"        / HALF_MV                                        * "sum of both strings",
    "rail_3v3"   / channel(Int16sl, "V", linear(0.001 / 8))       * "supply of the computers",
    "rail_5v"    / channel(Int16sl, "V", linear(0.001 / 5))       * "supply of the radios",
    "battery_temperature" / channel(Int16sl, "degC", linear(1 / 256))[2] * "batteries 1 and 2",
    "obc_temperature" / channel(Int16sl, "degC")                  * "computer",
    "obc_current" / channel(Int16ul, "mA")                        * "computer",
    "obc_voltage" / channel(Int16ul, "V", linear(0.001))          * "computer",
    "battery_current" / Struct(
        "charge"    / TWELFTH_MA * "into the cells",
        "discharge" / TWELFTH_MA * "out of the cells",
    )[2] * "batteries 1 and 2",
)  # fmt: skip
ADCS = (
    "check_list"         / Int8sb  * "mode check list of this step",
    "estimation"         / Int8ub  * "final state of the attitude estimate",
    "gyroscopes"         / Int8ub  * "available, a bit each",
    "magnetometers"      / Int8ub  * "available, a bit each",
    "sun_sensors"        / Int8ub  * "available, a bit each",
    "wheels"             / Int8ub  * "available, a bit each",
    "magnetorquers"      / Int8ub  * "available, a bit each",
    "magnetometer_correction" / Int8ub * "mode of the distortion correction",
    "sun_sensor_correction"   / Int8ub * "mode of the distortion correction",
    "flags"              / Int16ul * "of the estimate",
    "rate"               / channel(Int16sl, "deg/s", linear(1 / 260))[3]   * "best X, Y, Z",
    "magnetic_field"     / channel(Int16sl, "uT", linear(0.01))[3]         * "best X, Y, Z",
    "sun"                / channel(Int16sl, "", linear(1 / 32000))[3]      * "best X, Y, Z",
    "wheel_torque_asked" / channel(Int8sb, "N*m", linear(1 / 38484))[3]    * "X, Y, Z",
    "moment_asked"       / channel(Int8sb, "A*m^2", linear(1 / 127))[3]    * "coils X, Y, Z",
    "wheel_torque"       / channel(Int16sl, "N*m", linear(1 / 9696969))[3] * "X, Y, Z",
    "wheel_speed"        / channel(Int16sl, "rpm")[3]                      * "X, Y, Z",
    "latitude"           / channel(Int16sl, "deg", linear(1 / 355))        * "by SGP4, north",
    "longitude"          / channel(Int16sl, "deg", linear(1 / 177))        * "by SGP4, east",
    "altitude"           / channel(Int8ub, "km", linear(4))                * "by SGP4",
    "attitude_error"     / channel(Int16ul, "deg", linear(1 / 177))        * "against the target",
    "target_distance"    / Int16ul * "to the target, uncalibrated",
    "target_control"     / Int8ub  * "control of the target",
)  # fmt: skip

# Three lithium-ion cells in series: 4.2 V each when full, 3.2 V when nearly empty.
BATTERY = Limits(caution=(10.2, 12.6), warning=(9.6, 12.75))
# Lithium-ion cells must not be charged below 0 degC.
CELLS = Limits(caution=(0, 45), warning=(-20, 60))

MISSION = Mission(
    name="s-net",
    title="S-NET A to D",
    downlinks=[Downlink(435.95e6, "AFSK", 1200, ("snet",))],
    match=Match(prefix=SYNC),
    packets=[
        Packet(
            "eps",
            frame(9, EPS),
            {"battery.*.voltage": BATTERY, "battery_temperature.*": CELLS},
            made_at="time",
        ),
        Packet("adcs", frame(0, ADCS), made_at="time"),
    ],
)
