"""A TCP server to read from: Dire Wolf's KISS port, gr-satellites, ser2net.

The connection is made again, for ever, when it breaks or (if asked) falls silent.  One
that does not take what is written to it is broken: nothing of a command may go out later.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from functools import partial

from gateway.errors import SourceError
from gateway.sources.receiver import Receiver
from gateway.station import TcpSource

READ_OCTETS = 65536


async def run(options: TcpSource, receiver: Receiver) -> None:
    """Read the server until cancelled."""
    where = f"{options.host}:{options.port}"
    while True:
        try:
            reader, writer = await asyncio.open_connection(options.host, options.port)
        except OSError as error:
            await receiver.lost(f"{where}: {error.strerror or error}")
            continue
        receiver.opened(where, partial(_write, writer))
        try:
            keep_alive(writer)
            reason = await _read(reader, options.idle_timeout_s or None, receiver)
        except OSError as error:
            reason = error.strerror or str(error)
        finally:
            writer.close()
        await receiver.lost(f"{where}: {reason}")


async def _read(reader: asyncio.StreamReader, idle_s: float | None, receiver: Receiver) -> str:
    """Hand on what arrives; returns why it ended."""
    while data := await read_some(reader, idle_s):
        await receiver.octets(data)
    return "the server closed the connection"


async def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    """Write *data*, and wait until the kernel has it.

    Raises:
        SourceError: The connection is closed already.
    """
    if writer.is_closing():
        raise SourceError("the connection is closed")
    # Without this, drain() is content with 64 KiB in our own buffer.
    writer.transport.set_write_buffer_limits(high=0)
    try:
        writer.write(data)
        # What a connection that breaks now has taken of it is not known: it may have arrived.
        with suppress(ConnectionError):
            await writer.drain()
    except asyncio.CancelledError:
        writer.transport.abort()
        raise


async def read_some(reader: asyncio.StreamReader, idle_s: float | None) -> bytes:
    """What a connection brings next; nothing at its end.

    Raises:
        TimeoutError: Nothing came for *idle_s*.
    """
    try:
        async with asyncio.timeout(idle_s):
            return await reader.read(READ_OCTETS)
    except TimeoutError:
        raise TimeoutError(f"silent for {idle_s:g} s") from None


def keep_alive(writer: asyncio.StreamWriter) -> None:
    """Have the kernel notice within two minutes that the far machine is gone."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 15)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4)
