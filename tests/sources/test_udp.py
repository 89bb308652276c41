"""Datagrams are frames, or carry octets of a framing."""

from __future__ import annotations

import socket

from tests.sources.rig import rig
from tests.stage import free_port, kiss


def send(port: int, *datagrams: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for datagram in datagrams:
            sender.sendto(datagram, ("127.0.0.1", port))


async def test_a_datagram_is_a_frame() -> None:
    port = free_port()
    async with rig(f'kind = "udp"\nport = {port}', "datagram") as made:
        await made.until("open")
        send(port, b"one", bytes(60_000), b"three")
        assert [await made.data(), len(await made.data()), await made.data()] == [
            b"one",
            60_000,
            b"three",
        ]


async def test_a_frame_may_span_datagrams() -> None:
    port = free_port()
    async with rig(f'kind = "udp"\nport = {port}') as made:
        await made.until("open")
        octets = kiss(b"a frame in two")
        send(port, octets[:5], octets[5:])
        assert await made.data() == b"a frame in two"


async def test_a_port_that_is_taken_is_waited_for() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        async with rig(f'kind = "udp"\nport = {port}') as made:
            await made.until("waiting")
            assert "Address already in use" in made.receiver.error
