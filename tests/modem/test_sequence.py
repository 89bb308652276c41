import numpy as np
import pytest

from gateway.modem.multisymbol import POINTS_A_SYMBOL
from gateway.modem.sequence import sequence
from tests.modem.bit_errors import random_bits
from tests.modem.test_multisymbol import noisy_points


def test_a_first_decision_with_one_bit_in_ten_wrong_is_mended() -> None:
    bits = random_bits(4000, 1)
    wrong = np.random.default_rng(1).random(4000) < 0.1
    sent = sequence(noisy_points(bits, 0.625, None, 9), bits ^ wrong.astype(np.uint8), 0.625, None)
    assert np.mean((sent.soft > 0) != bits) < 1e-3


@pytest.mark.parametrize("turns", [-0.08, 0.02, 0.06])
def test_an_offset_is_measured_and_removed(turns: float) -> None:
    bits = random_bits(4000, 2)
    points = noisy_points(bits, 5 / 6, None, 10)
    t = (np.arange(points.size) + 0.5) / POINTS_A_SYMBOL
    moved = points * np.exp(2j * np.pi * turns * t).reshape(points.shape)
    sent = sequence(moved.astype(np.complex64), bits, 5 / 6, None)
    assert np.mean((sent.soft > 0) != bits) < 1e-3
    assert np.median(sent.offset) == pytest.approx(turns, abs=0.001)


@pytest.mark.parametrize("count", [0, 1, 9, 100])
def test_silence_of_any_length_gives_as_many_symbols(count: int) -> None:
    points = np.zeros((count, POINTS_A_SYMBOL), np.complex64)
    sent = sequence(points, np.zeros(count, np.uint8), 0.5, 0.5)
    assert len(sent.soft) == len(sent.offset) == count
    assert np.isfinite(sent.soft).all()
