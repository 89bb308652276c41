"""Horus Binary v1: position and health of a high-altitude balloon.

Link     4FSK at 100 Bd in the 70 cm band, Golay code, one packet a frame
Layout   20 octets, little-endian; the CRC that follows belongs to the framing
Source   Project Horus, horusdemodlib's wiki, "Customising a Horus Binary v2 Packet", and
         its packet formats (github.com/projecthorus/horusdemodlib)
"""

from construct import Bytes, Check, Float32l, Int8sl, Int8ul, Int16ul, Struct

from gateway.definition import Limits, Match, Mission, Packet, channel, function, linear

TIME_OF_DAY = function(
    "time of day",
    lambda octets: "{:02d}:{:02d}:{:02d}".format(*octets),
    lambda text: bytes(int(part) for part in text.split(":")),
    "hours, minutes, seconds",
)


def is_time_of_day(octets: bytes) -> bool:
    """Whether a clock can show this: only that and the length tell these packets from noise."""
    hour, minute, second = octets
    return hour < 24 and minute < 60 and second < 60


BEACON = Struct(
    "payload_id"  / Int8ul                                 * "index into the published list",
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
)  # fmt: skip

MISSION = Mission(
    name="horus-v1",
    title="Horus Binary v1",
    packets=[
        Packet(
            "beacon",
            BEACON,
            # The trackers run from a single AA cell, which is empty at 0.8 V.
            limits={"battery": Limits(caution=(1.0, None), warning=(0.8, None))},
            match=Match(length=20),
        )
    ],
)
