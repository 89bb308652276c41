"""The modulator of several tones."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.modem.mfsk_modulator import mfsk
from tests.modem.bit_errors import random_bits


def test_tones_mean_the_bits_as_a_number_from_the_lowest_on() -> None:
    iq = mfsk(np.array([0, 0, 0, 1, 1, 0, 1, 1], np.uint8), 8000, 100, 4, 270.0, 1500.0)
    hz = np.angle(iq[1:] * np.conj(iq[:-1])) * 8000 / (2 * np.pi)
    assert hz[[40, 120, 200, 280]] == pytest.approx([1095, 1365, 1635, 1905], abs=0.1)


def test_phase_is_continuous_at_any_rate() -> None:
    iq = mfsk(random_bits(500, 1), 7919, 100, 2, 450.0)
    turn = np.angle(iq[1:] * np.conj(iq[:-1])) / (2 * np.pi) * 7919
    assert np.all(np.abs(turn) <= 225.1)
    assert np.abs(iq) == pytest.approx(1, abs=1e-6)


def test_bits_that_make_no_whole_symbol_are_left() -> None:
    assert len(mfsk(np.ones(5, np.uint8), 800, 100, 4, 270.0)) == 16
