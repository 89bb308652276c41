"""Horus Binary v2: position and health of a high-altitude balloon, with its own sensors.

Link     4FSK at 100 Bd in the 70 cm band, Golay code, one packet a frame
Layout   30 octets, little-endian, nine of them the payload's own; the CRC that follows
         belongs to the framing
Source   Project Horus, horusdemodlib's wiki, "Customising a Horus Binary v2 Packet", and
         its packet formats (github.com/projecthorus/horusdemodlib)

The nine octets are read as the trackers of the project send them by default.  A payload
that sends something else there is a mission of its own, told apart by its payload's number.
"""

from construct import Bytes, Check, Float32l, Int8sl, Int8ul, Int16sl, Int16ul, Struct

from gateway.definition import Limits, Match, Mission, Packet, channel, linear
from gateway.missions.horus_v1 import TIME_OF_DAY, is_time_of_day

BEACON = Struct(
    "payload_id"  / Int16ul                                * "index into the published list",
    "sequence"    / Int16ul                                * "packets since power-on, wraps",
    "time"        / channel(Bytes(3), "", TIME_OF_DAY)     * "UTC, from GPS",
    Check(lambda this: is_time_of_day(this.time)),
    "latitude"    / channel(Float32l, "deg")               * "from GPS, north positive",
    "longitude"   / channel(Float32l, "deg")               * "from GPS, east positive",
    "altitude"    / channel(Int16ul, "m")                  * "from GPS",
    "speed"       / channel(Int8ul, "km/h")                * "over ground",
    "satellites"  / Int8ul                                 * "in use; 0 means no fix",
    "temperature" / channel(Int8sl, "degC")                * "internal",
    "battery"     / channel(Int8ul, "V", linear(5 / 255))  * "full scale 5 V",
    "sensors" / Struct(
        "ascent_rate" / channel(Int16sl, "m/s", linear(0.01))  * "from GPS",
        "temperature" / channel(Int16sl, "degC", linear(0.1))  * "outside",
        "humidity"    / channel(Int8ul, "%")                   * "outside, relative",
        "pressure"    / channel(Int16ul, "hPa", linear(0.1))   * "outside",
        "_spare"      / Bytes(2)                               * "spare",
    ) * "the payload's own",
)  # fmt: skip

MISSION = Mission(
    name="horus-v2",
    title="Horus Binary v2",
    packets=[
        Packet(
            "beacon",
            BEACON,
            # The trackers run from a single AA cell, which is empty at 0.8 V.
            limits={"battery": Limits(caution=(1.0, None), warning=(0.8, None))},
            match=Match(length=30),
        )
    ],
)
