import numpy as np
import pytest

from gateway.sstv.baseband import Baseband, Track

DURATION_S = 3.0


def baseband(audio: np.ndarray, rate: float, block: int) -> np.ndarray:
    front = Baseband(rate)
    pieces = [z for at in range(0, len(audio), block) for z in front.feed(audio[at : at + block])]
    return np.asarray(np.concatenate([*pieces, front.finish()]))


def tone(hz: float, rate: float) -> np.ndarray:
    turns = hz / rate * np.arange(int(DURATION_S * rate))
    return np.asarray(np.cos(2 * np.pi * turns), np.float32)


@pytest.mark.parametrize("rate", [8000.0, 11_025.0, 22_050.0, 44_100.0, 48_000.0, 96_000.0])
def test_a_tone_is_measured_at_any_rate(rate: float) -> None:
    z = baseband(tone(2000, rate), rate, 5000)
    track = Track(z, Baseband(rate).rate)
    assert len(z) == pytest.approx(DURATION_S * track.rate, abs=1)
    start = np.array([0.1, 0.9, 1.5]) * track.rate
    hz, share = track.tone(start, 0.2 * track.rate, 1900)
    assert hz == pytest.approx(2000, abs=0.1)
    assert share == pytest.approx(1, abs=0.01)
    assert track.pixels_hz(start, start + 10.5, 0.0) == pytest.approx(2000, abs=2)


def test_blocks_of_any_size_give_the_same() -> None:
    audio = np.random.default_rng(1).standard_normal(100_000).astype(np.float32)
    whole = baseband(audio, 48_000, len(audio))
    for block in (777, 48_000):
        assert np.allclose(baseband(audio, 48_000, block), whole, atol=1e-6)


def test_noise_pulls_at_no_frequency() -> None:
    rate = 12_000.0
    noise = np.random.default_rng(2).standard_normal(int(DURATION_S * rate))
    # 0 dB in 2 kHz: a variance of 1/2 for every 2000 Hz of the 6000.
    noise *= np.sqrt(1.5)
    z = baseband((tone(2300, rate) + noise).astype(np.float32), rate, 12_000)
    alone = baseband(noise.astype(np.float32), rate, 12_000)
    share = float(np.mean(np.abs(alone) ** 2) / np.mean(np.abs(z) ** 2))
    track = Track(z, rate)
    hz, _ = track.tone(np.array([1000.0]), 30_000, 2200)
    assert hz == pytest.approx(2300, abs=6)
    of_pixels = track.pixels_hz(np.array([1000.0]), np.array([31_000.0]), share)
    assert of_pixels == pytest.approx(2300, abs=15)


def test_the_level_of_a_tone_is_its_part_of_the_power() -> None:
    rate = 12_000.0
    both = tone(1200, rate) + tone(1900, rate)
    level = Track(baseband(both, rate, 12_000), rate).level_of(1200, 1200)
    assert level[5000:20_000] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("count", [0, 1, 5, 100])
def test_too_little_is_no_trouble(count: int) -> None:
    track = Track(baseband(np.zeros(count, np.float32), 8000, 50), 8000)
    hz, share = track.tone(np.zeros(3), 50, 1900)
    assert np.isfinite(hz).all()
    assert not share.any()
    assert len(track.level_of(1200, 40)) <= count
