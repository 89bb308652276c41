"""A TCP server is read, waited for, and connected again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import pytest

from gateway.errors import SourceError
from gateway.sources import receiver
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


async def test_what_is_sent_arrives_while_octets_are_read() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            writer.write(data)
            await writer.drain()
        writer.close()

    port = free_port()
    server = await asyncio.start_server(echo, "127.0.0.1", port)
    async with rig(f'kind = "tcp"\nport = {port}\nwired = true') as made:
        await made.until("open")
        for text in (b"first", b"second"):
            await made.receiver.send(text)
            assert await made.data() == text
    server.close()


async def test_a_server_that_takes_nothing_is_left_and_gets_nothing_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiver, "SEND_S", 0.2)
    arrived: list[bytes] = []
    blocked = asyncio.Event()

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await blocked.wait()
        with suppress(ConnectionError):
            while data := await reader.read(1 << 20):
                arrived.append(data)
        writer.close()

    port = free_port()
    server = await asyncio.start_server(deaf, "127.0.0.1", port)
    async with rig(f'kind = "tcp"\nport = {port}\nwired = true') as made:
        await made.until("open")
        with pytest.raises(SourceError, match="took no octets"):
            await made.receiver.send(bytes(50_000_000))
        await made.until("waiting")
        server.close()
        blocked.set()
        await asyncio.sleep(0.1)
    assert sum(map(len, arrived)) < 50_000_000


async def test_what_was_sent_is_with_the_kernel_and_not_with_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiver, "SEND_S", 0.2)
    leave = asyncio.Event()

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        await leave.wait()
        writer.close()

    port = free_port()
    server = await asyncio.start_server(deaf, "127.0.0.1", port)
    async with rig(f'kind = "tcp"\nport = {port}\nwired = true') as made:
        await made.until("open")
        write = made.receiver._write
        assert isinstance(write, partial)
        with suppress(SourceError):  # in the end nobody takes anything any more
            for _ in range(10_000):
                await made.receiver.send(bytes(30_000))
                assert write.args[0].transport.get_write_buffer_size() == 0
        assert made.receiver.counters["frames_sent"] < 10_000
        leave.set()
    server.close()


async def test_what_a_connection_that_breaks_had_taken_counts_as_sent() -> None:
    """It may have arrived: to say that it was not sent would invite to send it anew."""

    async def rude(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(1)
        writer.transport.abort()

    port = free_port()
    server = await asyncio.start_server(rude, "127.0.0.1", port)
    async with rig(f'kind = "tcp"\nport = {port}\nwired = true') as made:
        await made.until("open")
        write = made.receiver._write
        assert write
        await made.receiver.send(bytes(20_000_000))
        assert made.receiver.counters["frames_sent"] == 1
        await made.until("waiting")
        with pytest.raises(SourceError, match="is closed"):
            await write(b"late")
    server.close()
