"""Where the world comes in: one kind a file, each with ``run(options, receiver)``.

A source opens what its table of the station file names, hands the octets to its
`Receiver` and keeps trying, for ever; it returns only when there is nothing more to come.
"""

from __future__ import annotations

from gateway.sources import audio, file, iq, rtl_tcp, serial, stdin, tcp, udp, udp_audio
from gateway.sources.receiver import Receiver
from gateway.station import (
    AudioSource,
    FileSource,
    IqSource,
    RtlTcpSource,
    SerialSource,
    StdinSource,
    TcpSource,
    UdpAudioSource,
    UdpSource,
)

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
        case AudioSource() as options:
            await audio.run(options, receiver)
        case UdpAudioSource() as options:
            await udp_audio.run(options, receiver)
        case IqSource() as options:
            await iq.run(options, receiver)
        case RtlTcpSource() as options:
            await rtl_tcp.run(options, receiver)
