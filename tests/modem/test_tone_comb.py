"""Finding equally spaced tones."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.modem import channel
from gateway.modem.mfsk_modulator import mfsk
from gateway.modem.tone_comb import Comb, find_comb
from tests.modem.bit_errors import random_bits

RATE, BAUD = 8000.0, 100.0
LIMITS = (300.0, 2700.0, 125.0, 1000.0)


@pytest.mark.parametrize("tones", [2, 4])
@pytest.mark.parametrize("spacing", [150.0, 270.0, 425.0])
def test_tones_in_noise_are_found(tones: int, spacing: float) -> None:
    audio = mfsk(random_bits(400, 1), RATE, BAUD, tones, spacing, 1412.0).real
    noisy = channel.add_noise(audio, RATE, BAUD, 9.0, np.random.default_rng(2))
    comb = find_comb(noisy, RATE, BAUD, LIMITS, tones)
    assert comb.middle(tones) == pytest.approx(1412, abs=0.06 * BAUD)
    assert comb.spacing == pytest.approx(spacing, abs=0.12 * BAUD)


def test_the_edges_of_a_receivers_filter_are_no_tones() -> None:
    audio = mfsk(random_bits(600, 3), RATE, BAUD, 4, 200.0, 1500.0).real
    noisy = channel.add_noise(audio, RATE, BAUD, 6.0, np.random.default_rng(4))
    spectrum = np.fft.rfft(noisy)
    hz = np.fft.rfftfreq(len(noisy), 1 / RATE)
    spectrum[(hz < 600) | (hz > 2400)] *= 1e-3
    comb = find_comb(np.fft.irfft(spectrum), RATE, BAUD, LIMITS, 4)
    assert comb.spacing == pytest.approx(200, abs=0.06 * BAUD)
    assert comb.middle(4) == pytest.approx(1500, abs=0.06 * BAUD)


def test_a_comb_counts_from_its_lowest_tone() -> None:
    assert [Comb(1000.0, 270.0).tone(m) for m in range(4)] == [1000, 1270, 1540, 1810]
    assert Comb(1000.0, 270.0).middle(4) == 1405


@pytest.mark.parametrize("count", [0, 1, 4000])
def test_silence_has_some_comb_within_limits(count: int) -> None:
    comb = find_comb(np.zeros(count, np.float32), RATE, BAUD, LIMITS, 4)
    assert comb.spacing == pytest.approx(562, abs=440)
    assert comb.middle(4) == pytest.approx(1500, abs=1201)
