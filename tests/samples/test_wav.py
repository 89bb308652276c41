"""WAV headers of libsndfile, and those that recorders leave behind."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from gateway.errors import SourceError
from gateway.samples.formats import SampleFormat, sample_format
from gateway.samples.wav import read_wav_header

soundfile = pytest.importorskip("soundfile")


def chunk(name: bytes, data: bytes, size: int | None = None) -> bytes:
    length = len(data) if size is None else size
    return name + struct.pack("<I", length) + data + b"\0" * (len(data) % 2)


def pcm(channels: int = 1, rate: int = 48000, bits: int = 16, tag: int = 1) -> bytes:
    block = channels * bits // 8
    return struct.pack("<HHIIHH", tag, channels, rate, rate * block & 0xFFFFFFFF, block, bits)


def riff(*chunks: bytes) -> io.BytesIO:
    body = b"WAVE" + b"".join(chunks)
    return io.BytesIO(b"RIFF" + struct.pack("<I", len(body)) + body)


SUBTYPES = {
    "PCM_U8": "u8", "PCM_16": "i16", "PCM_24": "i24",
    "PCM_32": "i32", "FLOAT": "f32", "DOUBLE": "f64",
}  # fmt: skip


@pytest.mark.parametrize("subtype", SUBTYPES)
@pytest.mark.parametrize("kind", ["WAV", "WAVEX", "RF64", "W64"])
def test_files_of_libsndfile(kind: str, subtype: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    levels = np.zeros((7, 2), np.float32)
    soundfile.write(path, levels, 22050, format=kind, subtype=subtype)
    with path.open("rb") as file:
        header = read_wav_header(file)
        assert header.format == sample_format(SUBTYPES[subtype])
        assert (header.channels, header.sample_rate) == (2, 22050)
        assert header.data_octets == 14 * header.format.octets
        file.seek(header.data_at)
        found = file.read()[: header.data_octets]
    silence = b"\x80" if subtype == "PCM_U8" else b"\0"
    assert found == silence * (header.data_octets or 0)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_a_size_that_was_never_filled_in_means_to_the_end(size: int) -> None:
    header = read_wav_header(riff(chunk(b"fmt ", pcm()), chunk(b"data", bytes(10), size)))
    assert header.data_octets is None
    assert header.data_at == 44


def test_other_chunks_are_passed_by() -> None:
    chunks = [chunk(b"LIST", b"odd"), chunk(b"fmt ", pcm(2, 96000, 24)), chunk(b"fact", bytes(4))]
    header = read_wav_header(riff(*chunks, chunk(b"data", bytes(12))))
    assert header.format == SampleFormat("i", 24, iq=False)
    assert header.data_octets == 12


def test_a_receivers_chunk_tells_time_and_frequency() -> None:
    start = struct.pack("<8H", 2020, 11, 0, 22, 14, 0, 5, 250)
    auxi = start + start + struct.pack("<I", 145_900_000) + bytes(32)
    header = read_wav_header(
        riff(chunk(b"fmt ", pcm(2)), chunk(b"auxi", auxi), chunk(b"data", bytes(4)))
    )
    assert header.frequency_hz == 145.9e6
    assert header.started_at == datetime(2020, 11, 22, 14, 0, 5, 250_000, UTC)


def test_a_receivers_chunk_may_be_nonsense() -> None:
    header = read_wav_header(
        riff(chunk(b"fmt ", pcm()), chunk(b"auxi", b"\xff" * 64), chunk(b"data", bytes(4)))
    )
    assert header.started_at is None


@pytest.mark.parametrize("rate", [0, 1, 10**9])
def test_a_rate_is_told_as_it_is_written(rate: int) -> None:
    file = riff(chunk(b"fmt ", pcm(rate=rate)), chunk(b"data", bytes(4)))
    assert read_wav_header(file).sample_rate == rate


@pytest.mark.parametrize(
    ("chunks", "reason"),
    [
        ([], "without its fmt or data"),
        ([chunk(b"fmt ", pcm())], "without its fmt or data"),
        ([chunk(b"data", bytes(4))], "without its fmt or data"),
        ([chunk(b"fmt ", pcm()[:10]), chunk(b"data", b"")], "without its fmt or data"),
        ([chunk(b"fmt ", pcm(0)), chunk(b"data", b"")], "0 channels"),
        ([chunk(b"fmt ", pcm(6)), chunk(b"data", b"")], "6 channels"),
        ([chunk(b"fmt ", pcm(bits=12)), chunk(b"data", b"")], "12 bits"),
        ([chunk(b"fmt ", pcm(tag=17, bits=4)), chunk(b"data", b"")], "format 17"),
    ],
)
def test_what_cannot_be_read_is_told(chunks: list[bytes], reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read_wav_header(riff(*chunks))


def test_any_octets_are_a_header_or_an_error() -> None:
    rng = np.random.default_rng(1)
    good = riff(chunk(b"fmt ", pcm()), chunk(b"auxi", bytes(64)), chunk(b"data", b"")).getvalue()
    for _ in range(2000):
        data = bytearray(good[: rng.integers(len(good) + 1)])
        for at in rng.integers(0, len(good), 3):
            if at < len(data):
                data[at] = rng.integers(256)
        try:
            read_wav_header(io.BytesIO(bytes(data)))
        except SourceError:
            continue
