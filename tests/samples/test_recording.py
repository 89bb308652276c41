"""Any file of samples is recognised, and read in blocks."""

from __future__ import annotations

import json
import struct
import wave
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from gateway.errors import SourceError
from gateway.samples.recording import SampleRecording, open_recording
from tests.shared_data import SHARED, needs_shared

soundfile = pytest.importorskip("soundfile")

RAMP = np.arange(-500, 500, dtype=np.int16) * 60


def whole(recording: SampleRecording, size: int = 300) -> np.ndarray:
    return np.concatenate(list(recording.blocks(size)))


def write_wav(path: Path, values: np.ndarray, rate: int = 48000, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(values.astype("<i2").tobytes())
    return path


def noise(size: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(-9000, 9000, size).astype(np.int16)


def test_a_wav_of_audio(tmp_path: Path) -> None:
    recording = open_recording(write_wav(tmp_path / "x.wav", RAMP, 44100))
    assert (recording.sample_rate, recording.iq) == (44100, False)
    assert recording.duration_s == 1000 / 44100
    for _ in range(2):
        assert np.array_equal(whole(recording), RAMP / np.float32(32768))
    assert recording.notes == []


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_a_wav_of_any_width(subtype: str, tmp_path: Path) -> None:
    levels = RAMP / 32768
    soundfile.write(tmp_path / "x.wav", levels, 48000, subtype=subtype)
    found = whole(open_recording(tmp_path / "x.wav"))
    assert found == pytest.approx(levels, abs=1.1 / 128 if subtype == "PCM_U8" else 1e-6)


def test_two_channels_that_differ_are_iq(tmp_path: Path) -> None:
    values = noise(8000)
    recording = open_recording(write_wav(tmp_path / "x.wav", values, channels=2))
    assert recording.iq
    expected = (values[::2] + 1j * values[1::2]).astype(np.complex64) / 32768
    assert np.array_equal(whole(recording), expected)
    assert "taken for IQ" in recording.notes[0]


def test_two_channels_of_one_sound_are_audio(tmp_path: Path) -> None:
    values = np.repeat(noise(4000), 2)
    recording = open_recording(write_wav(tmp_path / "x.wav", values, channels=2))
    assert not recording.iq
    assert np.array_equal(whole(recording), values[::2] / np.float32(32768))
    assert recording.duration_s == 4000 / 48000


def test_the_caller_knows_best(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "x_IQ.wav", noise(4000), 96000, channels=2)
    assert open_recording(path).iq
    recording = open_recording(path, rate=24000, iq=False)
    assert (recording.iq, recording.sample_rate) == (False, 24000)


@pytest.mark.parametrize("rate", [0, 1, 10**9])
def test_a_rate_that_is_none_is_replaced_and_told(rate: int, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "x.wav", RAMP)
    data = bytearray(path.read_bytes())
    data[24:28] = struct.pack("<I", rate)
    path.write_bytes(data)
    recording = open_recording(path)
    assert recording.sample_rate == 48000
    assert recording.notes == [f"{rate:g} Hz is no rate: 48000 Hz assumed"]
    assert open_recording(path, rate=22050).notes == []


@pytest.mark.parametrize("missing", [1, 2, 3, 1001])
def test_a_file_cut_in_mid_sample_is_read_to_there(missing: int, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "x.wav", RAMP)
    path.write_bytes(path.read_bytes()[:-missing])
    assert len(whole(open_recording(path))) == (2000 - missing) // 2


def test_a_stream_that_was_never_closed_is_read_to_its_end(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "x.wav", RAMP)
    data = bytearray(path.read_bytes())
    data[40:44] = b"\xff" * 4
    path.write_bytes(data)
    recording = open_recording(path)
    assert len(whole(recording)) == 1000
    assert recording.duration_s == 1000 / 48000


def test_octets_behind_the_samples_are_none(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "x.wav", RAMP)
    path.write_bytes(path.read_bytes() + b"LIST" + bytes(100))
    assert len(whole(open_recording(path))) == 1000


def test_flac(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.flac", RAMP, 48000)
    recording = open_recording(tmp_path / "x.flac")
    assert np.array_equal(whole(recording), RAMP / np.float32(32768))
    assert recording.duration_s == 1000 / 48000


def test_an_observation_of_satnogs(tmp_path: Path) -> None:
    path = tmp_path / "satnogs_123_2020-11-22T14-00-00.ogg"
    tone = 0.5 * np.sin(2 * np.pi * 1200 * np.arange(48000) / 48000)
    soundfile.write(path, tone, 48000, format="OGG", subtype="VORBIS")
    recording = open_recording(path)
    assert recording.started_at == datetime(2020, 11, 22, 14, tzinfo=UTC)
    found = whole(recording, 10_000)
    assert len(found) == 48000
    assert np.abs(np.fft.rfft(found)).argmax() == 1200


def test_sigmf(tmp_path: Path) -> None:
    meta = {"global": {"core:datatype": "ci16_le", "core:sample_rate": 96000}}
    (tmp_path / "x.sigmf-meta").write_text(json.dumps(meta))
    (tmp_path / "x.sigmf-data").write_bytes(noise(2000).astype("<i2").tobytes())
    recording = open_recording(tmp_path / "x.sigmf-meta")
    assert (recording.sample_rate, recording.iq, recording.duration_s) == (
        96000,
        True,
        1000 / 96000,
    )
    assert len(whole(recording)) == 1000


@pytest.mark.parametrize(
    ("name", "octets", "iq"),
    [("x.cf32", 8, True), ("x.cs16", 4, True), ("x.CU8", 2, True), ("x.s16", 2, False)],
)
def test_a_suffix_tells_the_format(name: str, octets: int, iq: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(bytes(800))
    recording = open_recording(tmp_path / name, rate=48000)
    assert recording.iq is iq
    assert len(whole(recording)) == 800 // octets


def test_raw_samples_are_told_from_floats_by_their_look(tmp_path: Path) -> None:
    levels = np.random.default_rng(2).standard_normal(2000).astype("<f4")
    (tmp_path / "f.raw").write_bytes(levels.tobytes())
    (tmp_path / "i.raw").write_bytes(noise(2000).astype("<i2").tobytes())
    assert np.array_equal(whole(open_recording(tmp_path / "f.raw")), levels)
    assert len(whole(open_recording(tmp_path / "i.raw"))) == 2000
    assert len(whole(open_recording(tmp_path / "i.raw", iq=True))) == 1000
    assert len(whole(open_recording(tmp_path / "i.raw", format="cu8"))) == 2000


def test_gqrx_tells_everything_in_the_name(tmp_path: Path) -> None:
    path = tmp_path / "gqrx_20201122_140000_145900000_96000_fc.raw"
    path.write_bytes(noise(400).tobytes())
    recording = open_recording(path)
    assert (recording.sample_rate, recording.frequency_hz) == (96000, 145.9e6)
    assert recording.iq


def test_not_a_number_is_silence_and_counted(tmp_path: Path) -> None:
    (tmp_path / "x.cf32").write_bytes(struct.pack("<4f", float("nan"), 0.5, float("inf"), 0))
    recording = open_recording(tmp_path / "x.cf32")
    assert whole(recording).tolist() == [0.5j, 0]
    assert recording.counters == {"invalid_samples": 2}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.wav", b"RIFF", "no WAV file"),
        ("x.txt", b"hello", "no recording that is known"),
        ("x.flac", b"fLaC", "x.flac"),
        ("x.sigmf-data", b"", "is missing"),
    ],
)
def test_what_is_no_recording_is_told(name: str, data: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=reason):
        open_recording(tmp_path / name)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        open_recording(tmp_path / "x.wav")


@pytest.mark.parametrize("name", ["x.wav", "x.cf32", "x.raw", "x.iq"])
def test_nothing_at_all_is_nothing_or_an_error(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    try:
        assert list(open_recording(tmp_path / name).blocks(100)) == []
    except SourceError:
        assert name == "x.wav"


@needs_shared
@pytest.mark.parametrize(
    ("name", "iq"), [("delfic3", False), ("is7spino", True), ("orbicraft-z", True)]
)
def test_two_channels_of_real_receivers(name: str, iq: bool) -> None:
    assert open_recording(SHARED / "recordings-2" / f"{name}.wav").iq is iq
