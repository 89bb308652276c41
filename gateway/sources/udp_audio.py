"""Audio in datagrams, as gqrx sends it with its UDP button (port 7355).

Nothing in a datagram says which it is: one that is lost cannot be told from a pause.
"""

from __future__ import annotations

import asyncio

from gateway.sources.demodulation import Demodulation, Stream
from gateway.sources.receiver import Receiver
from gateway.sources.udp import MAX_DATAGRAM, listen
from gateway.station import IqSource, UdpAudioSource


async def run(options: UdpAudioSource, receiver: Receiver) -> None:
    """Hear datagrams until cancelled."""
    stream = Stream("i16", options.sample_rate, options.channels)
    async with Demodulation(options.downlink, stream, receiver) as demodulation:
        await hear_datagrams(options, receiver, demodulation)


async def hear_datagrams(
    options: UdpAudioSource | IqSource, receiver: Receiver, demodulation: Demodulation
) -> None:
    """Feed what comes to a port, until cancelled."""
    where = f"{options.host}:{options.port}"
    loop = asyncio.get_running_loop()
    while True:
        try:
            endpoint = listen(options.host, options.port)
        except OSError as error:
            await receiver.lost(f"{where}: {error.strerror or error}")
            continue
        try:
            receiver.opened(where)
            while True:
                demodulation.feed(await loop.sock_recv(endpoint, MAX_DATAGRAM))
        except OSError as error:
            await receiver.lost(f"{where}: {error.strerror or error}")
        finally:
            endpoint.close()
