"""GRBBeta: a 2U CubeSat from Slovakia and Hungary that listens for gamma-ray bursts, 2024.

Link     436.785 MHz, FSK at 9600 Bd, AX.25 G3RUH
Layout   comma-separated text, one unit of the platform a frame; see `spacemanic`
Source   jradio, `grbbeta`; satnogs-decoders agrees on the order
"""

from gateway.definition import Downlink, Match, Mission, Packet
from gateway.links.ax25 import AX25
from gateway.missions.spacemanic import MESSAGE, PLATFORM

MISSION = Mission(
    name="grbbeta",
    title="GRBBeta",
    norad=60237,
    link=[AX25()],
    match=Match(header={"from": "HA2GRB"}),
    downlinks=[Downlink(436.785e6, "FSK", 9600, ("ax25_g3ruh",))],
    packets=[*PLATFORM, Packet("message", MESSAGE)],
)
