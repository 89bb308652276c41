"""Raw IQ from a program: a TCP server to connect to, or datagrams to listen for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from gateway.sources.demodulation import Demodulation, Stream
from gateway.sources.receiver import Receiver
from gateway.sources.tcp import keep_alive, read_some
from gateway.sources.udp_audio import hear_datagrams
from gateway.station import IqSource, RtlTcpSource

Greet = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[str]]
"""Says what has to be said first, and returns who it is."""


async def run(options: IqSource, receiver: Receiver) -> None:
    """Hear the program until cancelled."""
    rate, frequency = options.sample_rate, options.frequency_hz
    stream = Stream(options.format, rate, frequency_hz=frequency)
    async with Demodulation(options.downlink, stream, receiver) as demodulation:
        if options.transport == "udp":
            await hear_datagrams(options, receiver, demodulation)
        else:
            await hear_server(options, receiver, demodulation, _say_nothing)


async def hear_server(
    options: IqSource | RtlTcpSource, receiver: Receiver, demodulation: Demodulation, greet: Greet
) -> None:
    """Feed what a server sends, for ever; it is connected again when it goes away."""
    where = f"{options.host}:{options.port}"
    while True:
        try:
            reader, writer = await asyncio.open_connection(options.host, options.port)
        except OSError as error:
            await receiver.lost(f"{where}: {error.strerror or error}")
            continue
        try:
            keep_alive(writer)
            receiver.opened(f"{where}{await greet(reader, writer)}")
            while data := await read_some(reader, options.idle_timeout_s or None):
                demodulation.feed(data)
            reason = "the server closed the connection"
        except OSError as error:
            reason = error.strerror or str(error)
        finally:
            writer.close()
        demodulation.cut()
        await receiver.lost(f"{where}: {reason}")


async def _say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    return ""
