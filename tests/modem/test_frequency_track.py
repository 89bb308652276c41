"""The blind frequency track of BPSK."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.modem import channel
from gateway.modem.filters import fir, lowpass
from gateway.modem.frequency_track import follow
from gateway.modem.psk_modulator import bpsk
from gateway.modem.symbols import Samples
from tests.modem.bit_errors import random_bits

RATE, BAUD = 8000.0, 1200.0
SPS = RATE / BAUD


def track(z: Samples) -> np.ndarray:
    """The frequency at each sample, Hz."""
    return follow(z, SPS, 900 / RATE) * RATE


def noisy(offset: float, drift: float, ebn0_db: float, seed: int = 1) -> Samples:
    iq = channel.shift(bpsk(random_bits(4000, 2), RATE, BAUD), RATE, offset, drift)
    signal = channel.add_noise(iq, RATE, BAUD, ebn0_db, np.random.default_rng(seed))
    return fir(signal, lowpass(27, (0.75 * BAUD + 900) / RATE))


@pytest.mark.parametrize("offset", [-870.0, -3.0, 411.0])
def test_a_steady_carrier_is_found_within_a_hundredth_of_the_baud(offset: float) -> None:
    hz = track(noisy(offset, 0.0, 6.0))[1000:-1000]
    assert np.all(np.abs(hz - offset) < 0.01 * BAUD)


def test_a_drift_is_followed() -> None:
    hz = track(noisy(500.0, -200.0, 8.0))
    true = 500 - 200 * np.arange(len(hz)) / RATE
    assert np.all(np.abs(hz - true)[1000:-1000] < 0.01 * BAUD)


def test_a_weak_carrier_is_held() -> None:
    # Es/N0 of 0 dB, as under a code of rate one half.
    hz = track(noisy(300.0, 0.0, 0.0))
    assert np.mean(np.abs(hz - 300) < 0.01 * BAUD) > 0.95


def test_a_second_burst_elsewhere_is_found_at_once() -> None:
    z = np.concatenate((noisy(-600.0, 0.0, 9.0), noisy(700.0, 0.0, 9.0)))
    hz, middle = track(z), len(z) // 2
    late = round(64 * SPS)
    assert np.all(np.abs(hz[late : middle - late] + 600) < 0.01 * BAUD)
    assert np.all(np.abs(hz[middle + late : -late] - 700) < 0.01 * BAUD)


@pytest.mark.parametrize("count", [0, 1, 10, 5000])
def test_silence_has_some_frequency_within_reach(count: int) -> None:
    hz = track(np.zeros(count, np.complex64))
    assert len(hz) == count
    assert np.all(np.abs(hz) <= 1000)
