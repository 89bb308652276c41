"""A channel comes out of a wide band with its time, its frequency and nothing beside it."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.reception.down_converter import DownConverter

RATE = 240_000.0


def tone(frequency: float, count: int = 48_000, rate: float = RATE) -> np.ndarray:
    turns = frequency * np.arange(count) / rate
    return np.asarray(np.exp(2j * np.pi * turns), np.complex64)


def fed(converter: DownConverter, samples: np.ndarray, size: int) -> np.ndarray:
    pieces = [converter.feed(samples[at : at + size]) for at in range(0, len(samples), size)]
    return np.concatenate([*pieces, converter.finish()])


@pytest.mark.parametrize("factor", [1, 2, 3, 5, 7])
@pytest.mark.parametrize("offset", [0.0, 50_000.0, -70_000.0])
def test_a_tone_of_the_channel_keeps_phase_and_time(factor: int, offset: float) -> None:
    converter = DownConverter(RATE, offset, RATE / factor)
    assert converter.sample_rate == RATE / factor
    found = fed(converter, tone(offset + 2000), 4801)
    expected = np.exp(2j * np.pi * 2000 * np.arange(len(found)) * factor / RATE)
    inner = slice(20, -20)
    assert np.abs(found[inner] - expected[inner]).max() < 0.01
    assert len(found) == pytest.approx(48_000 / factor, abs=1)


@pytest.mark.parametrize("neighbour", [35_000.0, -35_000.0, 96_000.0, -110_000.0])
def test_what_is_beside_the_channel_stays_out(neighbour: float) -> None:
    found = fed(DownConverter(RATE, 5000, 48_000), tone(5000 + neighbour), 5000)
    assert np.abs(found[20:-20]).max() < 0.004, "48 dB down"


def test_how_the_stream_is_cut_changes_nothing() -> None:
    noise = np.random.default_rng(1).standard_normal((6000, 2)) @ [1, 1j]
    samples = noise.astype(np.complex64)
    whole = fed(DownConverter(RATE, 30_000, 48_000), samples, 6000)
    for size in (1, 7, 1000):
        pieces = fed(DownConverter(RATE, 30_000, 48_000), samples, size)
        assert np.abs(pieces - whole).max() < 1e-5


@pytest.mark.parametrize("factor", [1, 5])
def test_a_shift_that_changes_is_followed_without_a_jump(factor: int) -> None:
    seconds = 0.2
    slope = -5000.0
    n = np.arange(int(seconds * RATE))
    t = n / RATE
    chirp = np.exp(2j * np.pi * (8000 * t + slope / 2 * t * t)).astype(np.complex64)
    converter = DownConverter(RATE, 0, RATE / factor)
    size = 4800
    pieces = []
    for at in range(0, len(chirp), size):
        shift = tuple(8000 + slope * (at + step) / RATE for step in (0, size))
        pieces.append(converter.feed(chirp[at : at + size], (shift[0], shift[1])))
    found = np.concatenate(pieces)[30:]
    steps = np.angle(found[1:] * found[:-1].conj()) * converter.sample_rate / (2 * np.pi)
    # The filter's delay makes the blocks of the channel lag by half its length: 2.5 Hz here.
    assert np.abs(steps).max() < 40
    assert np.abs(found).min() > 0.98


def test_nothing_and_silence_are_legal() -> None:
    converter = DownConverter(RATE, 0, 48_000)
    assert len(converter.feed(np.zeros(0, np.complex64))) == 0
    assert not fed(converter, np.zeros(1000, np.complex64), 100).any()
