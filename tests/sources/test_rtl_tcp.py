"""A dongle behind rtl_tcp: a server of our own speaks its protocol, for want of a dongle."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest

from gateway.errors import StationError
from gateway.framing.radio.ax25 import Ax25
from gateway.modem.psk_modulator import bpsk
from gateway.sources.rtl_tcp import centre_hz, commands
from gateway.station import RtlTcpSource
from tests.sources.rig import rig, source
from tests.stage import free_port

HEADER = struct.pack(">4sII", b"RTL0", 5, 29)
"""An R820T with its 29 gains."""

ONE = bytes.fromhex("82a088ae626ee0ae84649ea6b4f603f0") + b"on the first frequency"
TWO = bytes.fromhex("82a088ae626ee0ae84649ea6b4f603f0") + b"on the second frequency"


def rtl(table: str) -> RtlTcpSource:
    found = source(f'kind = "rtl_tcp"\n{table}')
    assert isinstance(found, RtlTcpSource)
    return found


def downlinks(*frequencies: float) -> str:
    lines = (
        f'{{ modulation = "BPSK", baud = 1200, framing = "ax25_g3ruh", frequency_hz = {f} }}'
        for f in frequencies
    )
    return f"downlink = [{', '.join(lines)}]"


class Dongle:
    """What clients said, and what they are sent."""

    def __init__(self, header: bytes, samples: bytes):
        self.header, self.samples = header, samples
        self.commands: list[tuple[int, int]] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(self.header)
        try:
            while len(self.commands) % 4 or not self.commands:
                self.commands.append(struct.unpack(">BI", await reader.readexactly(5)))
            writer.write(self.samples)
            await writer.drain()
            # A server that goes away ends; one that stays says nothing more.
        except (asyncio.IncompleteReadError, OSError):
            pass
        writer.close()


@asynccontextmanager
async def dongle(header: bytes = HEADER, samples: bytes = b"") -> AsyncIterator[tuple[Any, int]]:
    port = free_port()
    made = Dongle(header, samples)
    server = await asyncio.start_server(made.serve, "127.0.0.1", port)
    try:
        yield made, port
    finally:
        server.close()
        await server.wait_closed()


def on_air(data: bytes, offset: float, rate: float) -> np.ndarray:
    """A BPSK frame beside the centre of a band."""
    bits = Ax25(g3ruh=True).encode(data)
    padded = np.concatenate((np.zeros(200, np.uint8), bits, np.zeros(200, np.uint8)))
    signal = bpsk(padded, rate, 1200, rolloff=0.5)
    turns = offset * np.arange(len(signal)) / rate
    return np.asarray(signal * np.exp(2j * np.pi * turns), np.complex64)


def as_cu8(signal: np.ndarray) -> bytes:
    flat = np.ascontiguousarray(signal.astype(np.complex64)).view(np.float32)
    return np.clip(np.round(127.5 + 100 * flat), 0, 255).astype(np.uint8).tobytes()


async def test_two_downlinks_are_heard_at_once() -> None:
    rate, first, second = 240_000.0, 437.2e6, 437.25e6
    table = rtl(f"sample_rate = 240000\n{downlinks(first, second)}")
    centre = centre_hz(table)
    parts = [on_air(ONE, first - centre, rate), on_air(TWO, second - centre, rate)]
    length = max(map(len, parts)) + 24_000
    rng = np.random.default_rng(1)
    both = 0.02 * (rng.standard_normal((length, 2)) @ [1, 1j])
    for part in parts:
        both[: len(part)] += 0.4 * part
    async with dongle(samples=as_cu8(both)) as (server, port):
        text = f'kind = "rtl_tcp"\nport = {port}\nsample_rate = 240000\n{downlinks(first, second)}'
        async with rig(text, "") as made:
            heard: set[bytes] = set()
            while heard < {ONE, TWO}:
                heard.add(await made.data())
            assert heard == {ONE, TWO}
            assert server.commands[:2] == [(2, 240_000), (1, round(centre))]


def test_the_dongle_is_told_what_the_file_says() -> None:
    told = commands(rtl(f"gain_db = 28.0\nppm = -2\nbias_tee = true\n{downlinks(437e6)}"), 436.9e6)
    # The commands of rtl_tcp: 02 rate, 01 frequency, 05 ppm, 03 mode, 04 gain, 0e bias tee.
    assert told.hex(" ", 5).split() == [
        *("020003d090", "011a0a90a0", "05fffffffe", "0300000001", "0400000118", "0e00000001"),
    ]
    assert commands(rtl(downlinks(437e6)), 1).hex(" ", 5).split()[2:] == [
        *("0300000000", "0e00000000"),
    ]


@pytest.mark.parametrize("frequencies", [[437e6], [437e6, 437.1e6], [437e6, 437.05e6, 437.1e6]])
def test_no_downlink_is_in_the_middle_where_the_dongles_own_carrier_is(
    frequencies: list[float],
) -> None:
    centre = centre_hz(rtl(downlinks(*frequencies)))
    distances = [abs(frequency - centre) for frequency in frequencies]
    assert min(distances) > 15e3
    assert max(distances) <= 100e3


def test_the_centre_is_no_farther_away_than_it_has_to_be() -> None:
    for rate in (250_000, 2_400_000):
        centre = centre_hz(rtl(f"sample_rate = {rate}\n{downlinks(437e6)}"))
        assert 40e3 <= abs(centre - 437e6) < 60e3


def test_what_does_not_fit_into_the_band_is_told() -> None:
    with pytest.raises(StationError, match="200 kHz"):
        centre_hz(rtl(downlinks(437e6, 437.3e6)))
    with pytest.raises(StationError, match="frequency_hz"):
        centre_hz(rtl('downlink = [{ modulation = "FSK", baud = 9600, framing = "ax25" }]'))
    with pytest.raises(StationError, match="200 kHz"):
        centre_hz(rtl(f"frequency_hz = 436e6\n{downlinks(437e6)}"))
    assert centre_hz(rtl(f"frequency_hz = 437.01e6\n{downlinks(437e6)}")) == 437.01e6


@pytest.mark.usefixtures("stand_in")
async def test_a_server_that_goes_away_is_found_again() -> None:
    async with (
        dongle(samples=bytes(1000)) as (server, port),
        rig(f'kind = "rtl_tcp"\nport = {port}\n{downlinks(437e6)}', "") as made,
    ):
        async with asyncio.timeout(5):
            while server.connections < 3:
                await asyncio.sleep(0.01)
        assert made.receiver.counters["octets"] >= 2000
        assert made.receiver.counters["reconnects"] >= 2


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("header", [b"HTTP/1.1 200", b"RTL"])
async def test_a_server_that_is_something_else_is_told(
    header: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.sources.rtl_tcp.HEADER_S", 0.2)
    async with (
        dongle(header) as (_, port),
        rig(f'kind = "rtl_tcp"\nport = {port}\n{downlinks(437e6)}', "") as made,
    ):
        await made.until("waiting")
        assert "rtl_tcp" in made.receiver.error


@pytest.mark.usefixtures("stand_in")
async def test_a_dongle_that_was_pulled_out_is_noticed() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEADER + bytes(100))
        await reader.read()
        writer.close()

    port = free_port()
    server = await asyncio.start_server(silent, "127.0.0.1", port)
    table = f'kind = "rtl_tcp"\nport = {port}\nidle_timeout_s = 0.2\n{downlinks(437e6)}'
    async with rig(table, "") as made:
        await made.until("waiting")
        assert "silent for 0.2 s" in made.receiver.error
    server.close()
