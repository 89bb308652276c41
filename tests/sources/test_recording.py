"""Recordings as sources: to their end, at their speed, and what is wrong with them."""

from __future__ import annotations

import asyncio
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.shared_data import SHARED, needs_shared
from tests.sources.rig import rig
from tests.sources.samples import DOWNLINK, i16, number


def table(path: Path, more: str = "", downlink: str = DOWNLINK) -> str:
    return f'kind = "file"\nformat = "recording"\npath = "{path}"\n{more}\n{downlink}'


def write(path: Path, *places: int, count: int = 9600, rate: int = 48_000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(i16(*places, count=count))
    return path


@pytest.mark.usefixtures("stand_in")
async def test_frames_have_the_time_that_the_files_name_tells(tmp_path: Path) -> None:
    path = write(tmp_path / "satnogs_123_2020-11-22T14-00-00.wav", 4800)
    async with rig(table(path), "") as made:
        entry = await made.next()
        assert number(entry.event.data) == 4800
        assert entry.received_at == datetime(2020, 11, 22, 14, tzinfo=UTC) + timedelta(seconds=0.1)
        assert (entry.clock, entry.delivery.value) == ("recording", "replay")
        await made.until("finished")


@pytest.mark.usefixtures("stand_in")
async def test_a_recording_may_be_repeated(tmp_path: Path) -> None:
    async with rig(table(write(tmp_path / "x.wav", 7), "repeat = true"), "") as made:
        assert [number(await made.data()) for _ in range(3)] == [7, 7, 7]


@pytest.mark.usefixtures("stand_in")
async def test_a_recording_may_be_played_at_its_speed(tmp_path: Path) -> None:
    path = write(tmp_path / "x.wav", 7, count=48_000)
    async with rig(table(path, 'pace = "timestamps"'), "") as made:
        started = asyncio.get_running_loop().time()
        await made.until("finished")
        assert asyncio.get_running_loop().time() - started >= 1.0


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("rate", [1, 200_000_000])
async def test_a_rate_that_is_none_is_told_and_the_rest_goes_on(
    rate: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig(table(write(tmp_path / "x.wav", 7, rate=rate)), "") as made:
        assert number(await made.data()) == 7
        assert "48000 Hz assumed" in caplog.text


@pytest.mark.usefixtures("stand_in")
async def test_what_is_odd_about_samples_is_counted_once(tmp_path: Path) -> None:
    (tmp_path / "x.f32").write_bytes(b"\0\0\xc0\x7f" * 5 + b"\0\0\0\x40" * 3 + b"\0" * 400)
    async with rig(table(tmp_path / "x.f32", "sample_rate = 48000"), "") as made:
        await made.until("finished")
        counters = made.receiver.counters
        assert (counters["invalid_samples"], counters["clipped_samples"]) == (5, 3)


@pytest.mark.usefixtures("stand_in")
async def test_a_file_that_is_no_recording_is_told_and_ends_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "x.wav").write_bytes(b"RIFFnothing")
    async with rig(table(tmp_path / "x.wav"), "") as made:
        await made.until("finished")
        assert "no WAV file" in caplog.text


@needs_shared
async def test_dire_wolfs_frames_through_the_real_modem() -> None:
    downlink = 'downlink = [{ modulation = "FSK", baud = 9600, framing = "ax25_g3ruh" }]'
    path = SHARED / "ax25" / "direwolf_gen" / "fsk9600_ax25.wav"
    async with rig(table(path, downlink=downlink), "") as made:
        await made.until("finished")
        assert made.receiver.counters["frames"] == 5
        assert b"hello{12" in [await made.data() for _ in range(5)][-1]
