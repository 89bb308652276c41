"""Raw IQ over TCP and UDP."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from tests.sources.rig import rig
from tests.sources.samples import DOWNLINK
from tests.sources.test_rtl_tcp import ONE, downlinks, on_air
from tests.sources.test_udp import send
from tests.stage import free_port

RATE = 48_000
SIGNAL = np.concatenate((on_air(ONE, 5_000, RATE), np.zeros(RATE // 2, np.complex64)))
TABLE = f"sample_rate = {RATE}\nfrequency_hz = 436.995e6\n{downlinks(437e6)}"


async def test_a_server_is_heard_off_the_centre() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SIGNAL.tobytes())
        await reader.read()
        writer.close()

    port = free_port()
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with rig(f'kind = "iq"\nport = {port}\n{TABLE}', "") as made:
        assert await made.data() == ONE
    server.close()


async def test_datagrams_are_heard() -> None:
    port = free_port()
    flat = (SIGNAL.view(np.float32) * 16000).astype("<i2").tobytes()
    table = f'kind = "iq"\ntransport = "udp"\nformat = "ci16"\nport = {port}\n{TABLE}'
    async with rig(table, "") as made:
        await made.until("open")
        for at in range(0, len(flat), 8192):
            send(port, flat[at : at + 8192])
            await asyncio.sleep(0)
        assert await made.data() == ONE


@pytest.mark.usefixtures("stand_in")
async def test_a_server_is_found_again_and_begins_with_a_whole_sample() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes(11))
        await writer.drain()
        writer.close()

    port = free_port()
    async with rig(f'kind = "iq"\nsample_rate = 48000\nport = {port}\n{DOWNLINK}', "") as made:
        await made.until("waiting")
        server = await asyncio.start_server(serve, "127.0.0.1", port)
        async with asyncio.timeout(5):
            while made.receiver.counters["reconnects"] < 2:
                await asyncio.sleep(0.01)
        assert made.receiver.counters["octets"] >= 22
        assert made.receiver.counters["modem_restarts"] == 0
        server.close()
