"""Datagrams, each handed to the framing as it came.

With the framing `datagram` one datagram is one frame.  The kernel drops datagrams that
nobody fetches in time, so its queue is made large.
"""

from __future__ import annotations

import asyncio
import socket

from gateway.sources.receiver import Receiver
from gateway.station import UdpSource

QUEUE_OCTETS = 1 << 20
"""Half a second of IQ, or minutes of frames."""

MAX_DATAGRAM = 65535


async def run(options: UdpSource, receiver: Receiver) -> None:
    """Read datagrams until cancelled."""
    while True:
        try:
            endpoint = listen(options.host, options.port)
        except OSError as error:
            await receiver.lost(f"{options.host}:{options.port}: {error.strerror or error}")
            continue
        try:
            receiver.opened(f"{options.host}:{options.port}")
            await _read(endpoint, receiver)
        finally:
            endpoint.close()


def listen(host: str, port: int) -> socket.socket:
    """A socket that datagrams to *host* and *port* come to.

    Raises:
        OSError: There is no such address, or it is taken.
    """
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    endpoint = socket.socket(family, kind)
    endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, QUEUE_OCTETS)
    endpoint.setblocking(False)
    try:
        endpoint.bind(address)
    except OSError:
        endpoint.close()
        raise
    return endpoint


async def _read(endpoint: socket.socket, receiver: Receiver) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await receiver.octets(await loop.sock_recv(endpoint, MAX_DATAGRAM))
