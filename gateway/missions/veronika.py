"""VERONIKA: the 1U CubeSat of the Technical University of Košice, 2023.

Link     436.680 MHz, FSK at 9600 Bd, AX.25 G3RUH
Layout   comma-separated text, one unit of the platform a frame; see `spacemanic`
Source   jradio, `veronika`

The units of fields and rates were not published: those are as sent.
"""

from construct import Const, Struct

from gateway.definition import Downlink, Match, Mission, Packet
from gateway.links.ax25 import AX25
from gateway.missions.spacemanic import CELSIUS, COUNT, LAST_COUNT, MESSAGE, PLATFORM

MGS = Struct(
    "_unit" / Const(b"MGS,"),
    "magnetometer_temperature" / CELSIUS * "internal magnetometer",
    "gyroscope_temperature"    / CELSIUS * "internal gyroscope",
    "field_x"                  / COUNT   * "internal magnetometer",
    "field_y"                  / COUNT   * "internal magnetometer",
    "field_z"                  / COUNT   * "internal magnetometer",
    "rate_x"                   / COUNT   * "internal gyroscope",
    "rate_y"                   / COUNT   * "internal gyroscope",
    "rate_z"                   / COUNT   * "internal gyroscope",
    "external" / Struct(
        "magnetometer_temperature" / CELSIUS * "external magnetometer",
        "gyroscope_temperature"    / CELSIUS * "external gyroscope",
        "field_x"                  / COUNT   * "external magnetometer",
        "field_y"                  / COUNT   * "external magnetometer",
        "field_z"                  / COUNT   * "external magnetometer",
        "rate_x"                   / COUNT   * "external gyroscope",
        "rate_y"                   / COUNT   * "external gyroscope",
        "rate_z"                   / LAST_COUNT * "external gyroscope",
    ) * "external sensors",
)  # fmt: skip

MISSION = Mission(
    name="veronika",
    title="VERONIKA",
    norad=58261,
    link=[AX25()],
    match=Match(header={"from": "OM9VER"}),
    downlinks=[Downlink(436.680e6, "FSK", 9600, ("ax25_g3ruh",))],
    packets=[*PLATFORM, Packet("mgs", MGS), Packet("message", MESSAGE)],
)
