"""A TCP server is read, waited for, and connected again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.sources.rig import rig
from tests.stage import free_port, kiss

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def saying(*frames: bytes, stay: bool = True) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(map(kiss, frames)))
        await writer.drain()
        if stay:
            await reader.read()
        writer.close()

    return handle


async def test_a_server_is_read_and_found_again() -> None:
    port = free_port()
    async with rig(f'kind = "tcp"\nport = {port}') as made:
        await made.until("waiting")
        for text in (b"first", b"second"):
            server = await asyncio.start_server(saying(text, stay=False), "127.0.0.1", port)
            assert await made.data() == text
            server.close()
            await server.wait_closed()
        await made.until("waiting")
        assert made.receiver.counters["reconnects"] >= 1


async def test_a_server_that_falls_silent_is_left_if_asked() -> None:
    port = free_port()
    server = await asyncio.start_server(saying(b"hello"), "127.0.0.1", port)
    async with rig(f'kind = "tcp"\nport = {port}\nidle_timeout_s = 0.2') as made:
        assert [await made.data(), await made.data()] == [b"hello", b"hello"]
        assert "silent for 0.2 s" in made.receiver.error or made.receiver.state == "open"
    server.close()


async def test_a_name_that_does_not_exist_is_waited_for() -> None:
    async with rig('kind = "tcp"\nhost = "no-such-host.invalid"\nport = 1') as made:
        await made.until("waiting")
        assert "no-such-host.invalid:1" in made.receiver.error
