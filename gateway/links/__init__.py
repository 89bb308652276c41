"""Headers shared by missions.

A mission names the links in front of its packets, outermost first::

    link=[AX25()]
    link=[AX25(), CSP(version=1, crc="data")]
    link=[TMFrame(length=1115), SpacePacket(secondary_header=8, time=CDS(submillisecond=2))]
"""

from gateway.links.aos_frame import AOSFrame
from gateway.links.ax25 import AX25
from gateway.links.csp import CSP
from gateway.links.kiss_stream import KISSStream
from gateway.links.space_packet import SpacePacket
from gateway.links.time_code import CDS, CUC, TimeCode
from gateway.links.tm_frame import TMFrame
from gateway.links.usp import USP

__all__ = [
    "AX25",
    "CDS",
    "CSP",
    "CUC",
    "USP",
    "AOSFrame",
    "KISSStream",
    "SpacePacket",
    "TMFrame",
    "TimeCode",
]
