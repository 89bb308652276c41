"""Octets of every raw format become samples of full scale 1, however they are cut."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from gateway.errors import SourceError
from gateway.samples.formats import SampleFormat, Unpacker, sample_format

LEVELS = [0.5, -0.25, 0.0, 0.75]

WRITTEN = {
    "u8": bytes(int(128 + level * 128) for level in LEVELS),
    "i8": struct.pack("4b", *(int(level * 128) for level in LEVELS)),
    "i16": struct.pack("<4h", *(int(level * 32768) for level in LEVELS)),
    "s16_be": struct.pack(">4h", *(int(level * 32768) for level in LEVELS)),
    "u16_le": struct.pack("<4H", *(int(32768 + level * 32768) for level in LEVELS)),
    "i24": b"".join(int(level * 2**23).to_bytes(3, "little", signed=True) for level in LEVELS),
    "i24_be": b"".join(int(level * 2**23).to_bytes(3, "big", signed=True) for level in LEVELS),
    "ri32_le": struct.pack("<4i", *(int(level * 2**31) for level in LEVELS)),
    "i32_be": struct.pack(">4i", *(int(level * 2**31) for level in LEVELS)),
    "f32": struct.pack("<4f", *LEVELS),
    "f32_be": struct.pack(">4f", *LEVELS),
    "f64_le": struct.pack("<4d", *LEVELS),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_level_is_the_same_in_every_format(name: str) -> None:
    unpacker = Unpacker(sample_format(name))
    samples = unpacker.feed(WRITTEN[name])
    assert samples.dtype == np.float32
    # The zero of unsigned formats lies between two numbers.
    assert samples == pytest.approx(LEVELS, abs=0.51 / 128 if name == "u8" else 2e-5)
    assert unpacker.counters.total() == 0


@pytest.mark.parametrize("name", WRITTEN)
def test_iq_is_interleaved(name: str) -> None:
    plain = name.removeprefix("r")
    samples = Unpacker(sample_format("c" + plain)).feed(WRITTEN[name])
    assert samples.dtype == np.complex64
    assert samples == pytest.approx(np.array([0.5 - 0.25j, 0.75j]), abs=1.1 / 128)


@pytest.mark.parametrize("name", ["ci16", "cf32_le", "i24", "u8"])
def test_a_sample_that_is_cut_waits_for_its_rest(name: str) -> None:
    data = WRITTEN.get(name, WRITTEN["i16" if "16" in name else "f32"])
    pieces = Unpacker(sample_format(name))
    found = [pieces.feed(data[at : at + 1]) for at in range(len(data))]
    assert np.array_equal(np.concatenate(found), Unpacker(sample_format(name)).feed(data))


def test_the_other_channel_is_left_out() -> None:
    data = struct.pack("<6h", 100, -1, 200, -2, 300, -3)
    for channel, expected in ((0, [100, 200, 300]), (1, [-1, -2, -3])):
        unpacker = Unpacker(sample_format("i16"), channels=2, channel=channel)
        found = np.concatenate([unpacker.feed(data[:5]), unpacker.feed(data[5:])])
        assert (found * 32768).tolist() == expected


def test_what_is_no_number_becomes_silence_and_is_counted() -> None:
    values = [0.5, float("nan"), float("inf"), -float("inf"), 1e30, -0.5]
    for name, code in (("f32", "f"), ("f64", "d")):
        unpacker = Unpacker(sample_format(name))
        found = unpacker.feed(struct.pack(f"<6{code}", *values))
        assert found.tolist() == [0.5, 0, 0, 0, 0, -0.5]
        assert unpacker.counters == {"invalid_samples": 4}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("u8", bytes([0, 255, 128, 1])),
        ("i16", struct.pack("<4h", -32768, 32767, 0, 32766)),
        ("i24", b"\x00\x00\x80\xff\xff\x7f\x00\x00\x00\xfe\xff\x7f"),
        ("f32", struct.pack("<4f", 1.5, -2, 1, -1)),
    ],
)
def test_clipping_is_counted(name: str, data: bytes) -> None:
    unpacker = Unpacker(sample_format(name))
    unpacker.feed(data)
    assert unpacker.counters == {"clipped_samples": 2}


@pytest.mark.parametrize("name", ["", "i12", "f16", "u24", "xi16", "cf32_me", "i16 ", "None"])
def test_a_format_that_is_none_is_told(name: str) -> None:
    with pytest.raises(SourceError, match="no sample format"):
        sample_format(name)


def test_octets_of_a_sample() -> None:
    assert [sample_format(name).octets for name in ("u8", "i24", "cu8", "cf32", "cf64")] == [
        *(1, 3, 2, 8, 16)
    ]
    assert sample_format("cs16") == SampleFormat("i", 16, iq=True)
