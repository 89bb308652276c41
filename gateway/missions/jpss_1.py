"""JPSS-1 (NOAA-20): the spacecraft's own position and attitude, once a second.

Link     7812 MHz, OQPSK at 15 MBd, AOS transfer frames (virtual channel 0 of the direct
         broadcast); or Space Packets from a ground segment's files; APID 11
Layout   secondary header of eight octets (CDS time), then 57 octets, big-endian
Source   NASA GSFC 472-00251, "JPSS Mission Data Format Control Book", Spacecraft Diary;
         XTCE of LASP's space_packet_parser, `jpss1_geolocation_xtce_v1.xml` (BSD-3)

The link reads packets one behind the other.  A source that delivers transfer frames takes
the packets off them first.
"""

from construct import Bytes, Const, Float32b, Struct

from gateway.definition import Downlink, Match, Mission, Packet, channel, function
from gateway.links.space_packet import SpacePacket
from gateway.links.time_code import CDS

TIME_CODE = CDS(submillisecond=2)
TIME = channel(Bytes(8), "", function("CDS time", TIME_CODE.read))
SPACECRAFT = b"\x9f"

DIARY = Struct(
    "spacecraft" / Const(SPACECRAFT) * "JPSS-1 is 159",
    "ephemeris" / Struct(
        "time"     / TIME                        * "of position and velocity",
        "position" / channel(Float32b, "m")[3]   * "Earth-fixed X, Y, Z",
        "velocity" / channel(Float32b, "m/s")[3] * "Earth-fixed X, Y, Z",
    ) * "from GPS",
    "attitude" / Struct(
        "time"       / TIME        * "of the attitude",
        "quaternion" / Float32b[4] * "control frame, i, j, k and scalar",
    ) * "from star trackers and gyroscopes",
)  # fmt: skip

MISSION = Mission(
    name="jpss-1",
    title="JPSS-1 (NOAA-20)",
    norad=43013,
    downlinks=[Downlink(7.812e9, "OQPSK", 15e6, ("aos",), name="high rate data")],
    link=[SpacePacket(secondary_header=8, time=TIME_CODE, reassemble=False)],
    match=Match(header={"apid": 11}),
    packets=[
        Packet(
            "diary",
            DIARY,
            match=Match(prefix=SPACECRAFT, length=57),
            made_at="ephemeris.time",
        )
    ],
)
