"""The channel does what its numbers say, measured another way than it is made."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.modem import channel
from gateway.modem.symbols import Samples

RATE = 48_000.0


def tone(hz: float, count: int = 48_000) -> Samples:
    return np.asarray(np.cos(2 * np.pi * hz * np.arange(count) / RATE), np.float32)


def iq_tone(hz: float, count: int = 48_000) -> Samples:
    return np.asarray(np.exp(2j * np.pi * hz * np.arange(count) / RATE), np.complex64)


def test_noise_of_audio_has_the_stated_density_between_zero_and_half_the_rate() -> None:
    signal = tone(1000.0)
    noise = channel.add_noise(signal, RATE, 1200, 6.0, np.random.default_rng(1)) - signal
    n0 = np.var(noise) / (RATE / 2)
    assert 10 * np.log10(0.5 / 1200 / n0) == pytest.approx(6.0, abs=0.1)


def test_noise_of_iq_has_the_stated_density_over_the_whole_rate() -> None:
    signal = iq_tone(1000.0)
    noise = channel.add_noise(signal, RATE, 9600, 3.0, np.random.default_rng(2)) - signal
    assert 10 * np.log10(1 / 9600 / (np.var(noise) / RATE)) == pytest.approx(3.0, abs=0.1)


def test_noise_is_white() -> None:
    signal = np.ones(1 << 15, np.float32)
    noise = channel.add_noise(signal, RATE, 1200, 0.0, np.random.default_rng(3)) - signal
    bands = np.abs(np.fft.rfft(noise)[1:]).reshape(8, -1) ** 2
    assert np.allclose(bands.mean(1), bands.mean(), rtol=0.1)


def test_audio_and_iq_of_the_same_signal_are_equally_hard() -> None:
    # One quadrature of the analytic signal of audio carries the same noise as the audio:
    # both conventions must give N0 / 2 per dimension for the same Eb.
    rng = np.random.default_rng(4)
    audio = channel.add_noise(tone(1000.0), RATE, 1200, 5.0, rng) - tone(1000.0)
    iq = channel.add_noise(iq_tone(1000.0), RATE, 1200, 5.0, rng) - iq_tone(1000.0)
    # The audio's power is 1/2, the IQ's 1.
    assert np.var(iq.real) / np.var(audio) == pytest.approx(2.0, rel=0.05)


def test_offset_and_drift_move_the_carrier() -> None:
    moved = channel.shift(iq_tone(1000.0), RATE, 400.0, -130.0)
    hz = np.angle(moved[1:] * np.conj(moved[:-1])) * RATE / (2 * np.pi)
    assert hz[:10].mean() == pytest.approx(1400.0, abs=1)
    assert hz[-10:].mean() == pytest.approx(1270.0, abs=1)


def test_a_fast_clock_shortens_the_signal_and_raises_its_tones() -> None:
    fast = channel.resample_clock(tone(1000.0), 10_000)
    assert len(fast) == int(48_000 / 1.01)
    assert np.allclose(fast[10:40_000], tone(1010.0)[10:40_000], atol=2e-3)


def test_a_right_clock_changes_nothing() -> None:
    assert np.allclose(channel.resample_clock(tone(1000.0), 0.0), tone(1000.0), atol=1e-6)


def test_rayleigh_fading_has_mean_power_one_and_fades_as_often_as_theory_says() -> None:
    signal = iq_tone(0.0, 2_000_000)
    power = np.abs(channel.fade(signal, RATE, 50.0, np.random.default_rng(5))) ** 2
    assert power.mean() == pytest.approx(1.0, rel=0.05)
    # The power is exponential: below a tenth of the mean 1 - exp(-0.1) of the time.
    assert (power < 0.1).mean() == pytest.approx(1 - np.exp(-0.1), rel=0.15)


def test_a_strong_direct_path_hardly_fades() -> None:
    faded = channel.fade(tone(1000.0), RATE, 20.0, np.random.default_rng(6), direct_db=40.0)
    assert np.allclose(faded, tone(1000.0), atol=0.06)


def test_twist_raises_the_high_tone_by_its_decibels() -> None:
    low = channel.twist(tone(1200.0), RATE, 5.0)
    high = channel.twist(tone(2200.0), RATE, 5.0)
    assert np.std(low) == pytest.approx(np.std(tone(1200.0)), rel=1e-3)
    assert 20 * np.log10(np.std(high) / np.std(low)) == pytest.approx(5.0, abs=0.01)


def test_clipping_holds_each_part_of_iq_at_the_level() -> None:
    assert np.abs(channel.clip(tone(1000.0) * 3, 0.5)).max() == 0.5
    cut = channel.clip(iq_tone(1000.0) * 3, 0.5)
    assert cut.dtype == np.complex64
    assert max(cut.real.max(), cut.imag.max()) == 0.5


@pytest.mark.parametrize("count", [0, 1, 3])
def test_signals_of_hardly_any_samples_are_legal(count: int) -> None:
    signal = np.zeros(count, np.complex64)
    assert len(channel.shift(signal, RATE, 1.0)) == count
    assert len(channel.resample_clock(signal, 100)) <= count
    assert len(channel.fade(signal, RATE, 10.0, np.random.default_rng(7))) == count
    assert len(channel.clip(signal)) == count
