"""STRaND-1 (Surrey): a satellite with a telephone on board; one measurement a frame.

Link     437.568 MHz, FSK at 9600 Bd, HDLC, packets of the modem
Layout   C0 80, sequence, length, type 2, then node, channel, number of octets and value:
         little-endian, a switch's big-endian
Source   AMSAT-UK, "STRaND-1 telemetry"
         (https://amsat-uk.org/satellites/telemetry/strand-1/strand-1-telemetry/); scales
         as in jradio, `strand1` (Apache-2.0)

A frame holds one of the values below; what other nodes and channels send is `other`.

Where we differ: satnogs-decoders takes the number of octets for the value.
"""

from construct import Const, GreedyBytes, If, Int8ub, Int24ub, Int32sl, Int32ul, Struct, this

from gateway.definition import Downlink, Limits, Match, Mission, Packet, channel, timestamp
from gateway.missions.strand_1_power import POWER

PREFIX = b"\xc0\x80"

FRAME = Struct(
    "prefix"   / Const(PREFIX)  * "of the modem",
    "sequence" / Int8ub         * "number of the frame, wraps",
    "_length"  / Int8ub         * "octets from the type on",
    "type"     / Const(b"\x02") * "of the computer, not of the modem",
    "_key"     / Int24ub        * "node, channel and number of octets of the value",
    *POWER,
    "magnetometer_xy" / If(this._key == 0x890308, Int32sl[2]) * "X, Y, uncalibrated",
    "magnetometer_z" / If(this._key == 0x890508, Struct(
        "z"     / Int32sl * "Z, uncalibrated",
        "clock" / Int32ul * "seconds, as those of the clock",
    )) * "magnetometer",
    "clock" / If(this._key == 0x800C08, Struct(
        "time"         / channel(Int32ul, "", timestamp()) * "since 1970, or since boot",
        "microseconds" / channel(Int32ul, "us")            * "of the second",
    )) * "clock on board",
    "other" / channel(GreedyBytes, absent=b"") * "of a key that is not described",
)  # fmt: skip

# Two lithium-ion cells in series: 4.2 V each when full, 3.25 V when nearly empty.
BATTERY = Limits(caution=(7.0, 8.4), warning=(6.5, 8.6))

MISSION = Mission(
    name="strand-1",
    title="STRaND-1",
    norad=39090,
    downlinks=[Downlink(437.568e6, "FSK", 9600, ("ax25_g3ruh",))],
    packets=[
        Packet(
            "measurement",
            FRAME,
            {"battery_0.voltage": BATTERY, "battery_1.voltage": BATTERY},
            Match(prefix=PREFIX),
        )
    ],
)
