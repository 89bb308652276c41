"""The language of missions.

A mission file needs two imports: types and structure from `construct`, everything
else from here.
"""

from gateway.definition.calibration import (
    Calibration,
    enumeration,
    function,
    linear,
    polynomial,
    table,
    timestamp,
)
from gateway.definition.channel import Channel, channel
from gateway.definition.command import Acknowledgement, Command
from gateway.definition.limits import Limits
from gateway.definition.match import Match
from gateway.definition.mission import Mission, Packet
from gateway.definition.written import decimal, hexadecimal, text
from gateway.model import Downlink

__all__ = [
    "Acknowledgement",
    "Calibration",
    "Channel",
    "Command",
    "Downlink",
    "Limits",
    "Match",
    "Mission",
    "Packet",
    "channel",
    "decimal",
    "enumeration",
    "function",
    "hexadecimal",
    "linear",
    "polynomial",
    "table",
    "text",
    "timestamp",
]
