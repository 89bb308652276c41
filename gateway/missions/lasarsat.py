"""LASARsat: the Czech 2U CubeSat that is to be turned by a laser from the ground, 2025.

Link     436.925 MHz, FSK at 9600 Bd, AX.25 G3RUH
Layout   comma-separated text, one unit of the platform a frame; see `spacemanic`
Source   jradio, `lasarsat`; satnogs-decoders agrees on the order

The units of positions, fields and rates were not published: those are as sent.
"""

from construct import Const, Struct

from gateway.definition import Downlink, Match, Mission, Packet
from gateway.links.ax25 import AX25
from gateway.missions.spacemanic import CELSIUS, COUNT, LAST_COUNT, MESSAGE, PLATFORM, SECONDS

OBC = Struct(
    "_unit" / Const(b"OBC,"),
    "resets"       / COUNT      * "reset counter",
    "uptime"       / SECONDS    * "since the last reset",
    "total_uptime" / SECONDS    * "of all resets together",
    "temperature"  / CELSIUS    * "microcontroller",
    "free_memory"  / LAST_COUNT * "of the operating system",
)  # fmt: skip

MGS = Struct(
    "_unit" / Const(b"MGS,"),
    "magnetometer_temperature" / CELSIUS    * "magnetometer",
    "gyroscope_temperature"    / CELSIUS    * "gyroscope",
    "field_x"                  / COUNT      * "magnetic field",
    "field_y"                  / COUNT      * "magnetic field",
    "field_z"                  / COUNT      * "magnetic field",
    "rate_x"                   / COUNT      * "rotation; -32768 if not measured",
    "rate_y"                   / COUNT      * "rotation; -32768 if not measured",
    "rate_z"                   / LAST_COUNT * "rotation; -32768 if not measured",
)  # fmt: skip

NAV = Struct(
    "_unit" / Const(b"NAV,"),
    "week"            / COUNT      * "of the navigation satellites",
    "time"            / COUNT      * "of the week",
    "x"               / COUNT      * "position; 4294967295 without a fix",
    "y"               / COUNT      * "position; 4294967295 without a fix",
    "z"               / COUNT      * "position; 4294967295 without a fix",
    "vx"              / COUNT      * "velocity",
    "vy"              / COUNT      * "velocity",
    "vz"              / COUNT      * "velocity",
    "satellites"      / COUNT      * "used for the fix",
    "dop"             / COUNT      * "dilution of precision",
    "antenna_current" / COUNT      * "of the receiver's antenna",
    "voltage"         / COUNT      * "of the receiver",
    "max_snr"         / LAST_COUNT * "of the strongest satellite",
)  # fmt: skip

MISSION = Mission(
    name="lasarsat",
    title="LASARsat",
    norad=62391,
    link=[AX25()],
    match=Match(header={"from": "OK0LSR"}),
    downlinks=[Downlink(436.925e6, "FSK", 9600, ("ax25_g3ruh",))],
    packets=[
        *PLATFORM,
        Packet("obc", OBC),
        Packet("mgs", MGS),
        Packet("nav", NAV),
        Packet("message", MESSAGE),
    ],
)
