"""Where the world comes in: one kind a file, each with ``run(options, receiver)``.

A source opens what its table of the station file names, hands the octets to its
`Receiver` and keeps trying, for ever; it returns only when there is nothing more to come.
"""

from __future__ import annotations

from gateway.sources import file, serial, stdin, tcp, udp
from gateway.sources.receiver import Receiver
from gateway.station import FileSource, SerialSource, StdinSource, TcpSource, UdpSource

__all__ = ["Receiver", "run"]


async def run(receiver: Receiver) -> None:
    """Run the source that *receiver* was made for."""
    match receiver.options:
        case SerialSource() as options:
            await serial.run(options, receiver)
        case TcpSource() as options:
            await tcp.run(options, receiver)
        case UdpSource() as options:
            await udp.run(options, receiver)
        case FileSource() as options:
            await file.run(options, receiver)
        case StdinSource() as options:
            await stdin.run(options, receiver)
