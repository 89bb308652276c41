"""CroCube: Croatia's first satellite, a 1U CubeSat that takes pictures, 2024.

Link     436.775 MHz, FSK at 9600 Bd, AX.25 G3RUH
Layout   comma-separated text, one unit of the platform a frame; see `spacemanic`
Source   jradio, `crocube`; satnogs-decoders agrees on the order
"""

from construct import Const, Struct

from gateway.definition import Downlink, Match, Mission, Packet
from gateway.links.ax25 import AX25
from gateway.missions.spacemanic import COUNT, LAST_COUNT, MESSAGE, PLATFORM

ATR = Struct(
    "_unit" / Const(b"ATR,"),
    "master"    / COUNT      * "device that leads the others",
    "defective" / COUNT      * "devices that have failed",
    "resets1"   / COUNT      * "of device 1",
    "resets2"   / COUNT      * "of device 2",
    "resets3"   / COUNT      * "of device 3",
    "uptime1"   / COUNT      * "of device 1",
    "uptime2"   / COUNT      * "of device 2",
    "uptime3"   / COUNT      * "of device 3",
    "checksum"  / LAST_COUNT * "of the payload's memory",
)  # fmt: skip

MISSION = Mission(
    name="crocube",
    title="CroCube",
    norad=62394,
    link=[AX25()],
    match=Match(header={"from": "9A0CC"}),
    downlinks=[Downlink(436.775e6, "FSK", 9600, ("ax25_g3ruh",))],
    packets=[*PLATFORM, Packet("atr", ATR), Packet("message", MESSAGE)],
)
