"""Octets to blocks, and frames to their times: what is between a source and its modems."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gateway.journal import Journal
from gateway.model import Entry
from gateway.modem.channel import shift
from gateway.modem_process.messages import Block
from gateway.recorder import Recorder
from gateway.sources.clock import Clock
from gateway.sources.demodulation import Demodulation, Stream
from gateway.sources.receiver import Receiver
from gateway.sources.timeline import RecordedTimeline
from gateway.sources.tracking import Tracking
from gateway.station import DownlinkTable, SiteTable
from tests.reception.test_elements import ISS
from tests.sources.rig import source
from tests.sources.samples import DOWNLINK, i16, number
from tests.sources.test_rtl_tcp import ONE, on_air

FSK = DownlinkTable(modulation="FSK", baud=1200, framing="ax25")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Sky:
    """Tracking of a satellite whose Doppler is the second of the day."""

    def shift_hz(self, norad: int, frequency_hz: float, when: datetime) -> float:
        assert (norad, frequency_hz) == (25544, 145.8e6)
        return (when - NOON).total_seconds()


def receiver(recorder: Recorder, tracking: Any = None) -> Receiver:
    options = source(f'kind = "audio"\n{DOWNLINK}')
    return Receiver(options, None, recorder, Clock(), tracking)


@pytest.fixture
async def recorder() -> Any:
    made = Recorder(Journal(Path(":memory:")), commit_s=0)
    task = asyncio.ensure_future(made.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await made.close()


def blocks_of(demodulation: Demodulation, monkeypatch: pytest.MonkeyPatch) -> list[Block]:
    """What the first modem is fed from now on."""
    blocks: list[Block] = []
    monkeypatch.setattr(demodulation._modems[0][1], "feed", blocks.append)
    return blocks


@pytest.mark.parametrize(
    ("format", "channels", "octets"),
    [("u8", 1, 1), ("i16", 2, 4), ("i16_be", 1, 2), ("cu8", 1, 2), ("ci16", 1, 4), ("cf32", 1, 8)],
)
def test_octets_of_a_sample(format: str, channels: int, octets: int) -> None:
    assert Stream(format, 48_000, channels).octets == octets


def test_a_downlink_is_where_its_frequency_is() -> None:
    assert Stream("cu8", 250_000, frequency_hz=145.8e6).offset_hz(145.85e6) == pytest.approx(50e3)
    assert Stream("cu8", 250_000).offset_hz(145.85e6) == 0
    assert Stream("i16", 48_000, frequency_hz=145.8e6).offset_hz(145.85e6) == 0


async def test_octets_in_any_pieces_become_whole_samples_in_order(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    demodulation = Demodulation([FSK], Stream("i16", 1000), receiver(recorder))
    blocks = blocks_of(demodulation, monkeypatch)
    async with demodulation:
        data = bytes(range(256)) * 10
        for at in range(0, len(data), 7):
            demodulation.feed(data[at : at + 7])
        demodulation.cut()
    assert b"".join(block.data for block in blocks) == data
    assert [block.first for block in blocks] == [
        sum(len(one.data) // 2 for one in blocks[:place]) for place in range(len(blocks))
    ]
    assert blocks[-1].pause


async def test_what_was_lost_before_leaves_a_gap(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = receiver(recorder)
    demodulation = Demodulation([FSK], Stream("i16", 1000), heard)
    blocks = blocks_of(demodulation, monkeypatch)
    async with demodulation:
        demodulation.feed(bytes(20))
        demodulation.skip(500)
        demodulation.feed(bytes(200))
    assert [(block.first, len(block.data)) for block in blocks] == [(0, 20), (510, 200)]
    assert heard.counters["lost_samples"] == 500


async def test_the_doppler_of_iq_goes_with_every_block(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = DownlinkTable(
        modulation="FSK", baud=1200, framing="ax25", frequency_hz=145.8e6, norad=25544
    )
    timeline = RecordedTimeline(1000, NOON)
    for form, expected in (("cu8", [(0, 0.1), (0.1, 0.2)]), ("i16", [(0, 0), (0, 0)])):
        heard = receiver(recorder, Sky())
        demodulation = Demodulation([table], Stream(form, 1000), heard, timeline)
        blocks = blocks_of(demodulation, monkeypatch)
        async with demodulation:
            demodulation.feed(bytes(200))
            demodulation.feed(bytes(200))
        assert [block.shift_hz for block in blocks] == [pytest.approx(pair) for pair in expected]


@pytest.mark.usefixtures("stand_in")
async def test_a_recordings_frames_have_its_times(recorder: Recorder) -> None:
    stream = Stream("i16", 1000)
    timeline = RecordedTimeline(1000, NOON)
    heard = receiver(recorder)
    async with Demodulation([FSK, FSK], stream, heard, timeline) as demodulation:
        demodulation.feed(i16(250, count=1000))
        await demodulation.room()
        await demodulation.finish()
    entries: list[Entry] = []
    async with asyncio.timeout(5):
        while len(entries) < 2:
            entries += await recorder.read(entries[-1].sequence if entries else 0)
    assert [number(entry.event.data) for entry in entries] == [250, 250], "one of each downlink"
    assert entries[0].received_at == NOON + timedelta(seconds=0.25)
    assert entries[0].clock == "recording"
    assert [line["state"] for line in demodulation.status()] == ["finished", "finished"]


@pytest.mark.parametrize("known", [True, False], ids=["elements", "none"])
async def test_a_satellite_is_followed_by_its_elements(
    known: bool, recorder: Recorder, tmp_path: Path
) -> None:
    """BPSK 1200 is searched for within 900 Hz; the station of Madrid comes 8.5 kHz higher."""
    rate, frequency, offset = 48_000.0, 437.5e6, 2_000.0
    start = datetime(2020, 7, 13, 3, 53, tzinfo=UTC)
    (tmp_path / "e.txt").write_text(ISS)
    site = SiteTable(latitude=40.4, longitude=-3.7, altitude_m=660)
    table = DownlinkTable(
        modulation="BPSK", baud=1200, framing="ax25_g3ruh", frequency_hz=frequency, norad=25544
    )
    # Skyfield at 03:53 and 03:54: the range rate grows from -5.81721 to -4.47305 km/s.
    doppler = frequency * 5.81721 / 299792.458
    drift = -frequency * (5.81721 - 4.47305) / 60 / 299792.458
    signal = shift(on_air(ONE, offset, rate), rate, doppler, drift)
    data = np.concatenate((signal, np.zeros(24_000))).astype(np.complex64).tobytes()
    heard = receiver(recorder, Tracking(site, tmp_path / "e.txt") if known else None)
    stream = Stream("cf32", rate, frequency_hz=frequency - offset)
    timeline = RecordedTimeline(rate, start)
    async with Demodulation([table], stream, heard, timeline) as demodulation:
        for at in range(0, len(data), 80_000):
            demodulation.feed(data[at : at + 80_000])
        await demodulation.finish()
    assert heard.counters["frames"] == int(known)
