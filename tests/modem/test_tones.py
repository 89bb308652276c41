import numpy as np
import pytest

from gateway.modem.tones import fitted, learnt, placed, snr_db
from tests.modem.bit_errors import random_bits
from tests.modem.test_multisymbol import noisy_points


@pytest.mark.parametrize("scale", [0.75, 0.9, 1.0, 1.1, 1.25])
@pytest.mark.parametrize("bt", [None, 0.5])
def test_the_index_is_learnt_whatever_was_expected(scale: float, bt: float | None) -> None:
    bits = random_bits(3000, 1)
    points = noisy_points(bits, 0.6 * scale, bt, 12)
    guess = placed(points, bt, np.zeros(3000), np.full(3000, 0.6), 0.6)
    found = learnt(points, bits, 0.6, bt, guess, (1, 4, 4))
    assert found.index == pytest.approx(0.6 * scale, rel=0.02)
    assert np.abs(found.offset).max() < 0.01


def test_two_bursts_have_each_their_own_tones() -> None:
    bits = random_bits(4000, 2)
    points = noisy_points(bits, 0.6, None, 15)
    turns = np.where(np.arange(4000) < 2000, 0.04, -0.03)[:, None] * np.ones(8) / 8
    moved = points * np.exp(2j * np.pi * np.cumsum(turns)).reshape(points.shape)
    guess = placed(moved.astype(np.complex64), None, np.zeros(4000), np.full(4000, 0.6), 0.6)
    found = learnt(moved.astype(np.complex64), bits, 0.6, None, guess, (1, 4, 4))
    assert np.allclose(found.offset[300:1400], 0.04, atol=0.003)
    assert np.allclose(found.offset[2600:3700], -0.03, atol=0.003)


@pytest.mark.parametrize("index", [1.0, 2.0, 3.3])
@pytest.mark.parametrize("bt", [None, 0.5])
def test_index_and_filter_of_wide_signals_are_told_with_one_bit_in_twenty_wrong(
    index: float, bt: float | None
) -> None:
    bits = random_bits(3000, 3)
    wrong = (np.random.default_rng(3).random(3000) < 0.05).astype(np.uint8)
    found, filtered = fitted(
        noisy_points(bits, index, bt, 12), bits ^ wrong, index + 0.13, (None, 0.5)
    )
    assert found == pytest.approx(index, abs=0.06)
    assert filtered == bt


@pytest.mark.parametrize("esn0_db", [6, 10, 16])
@pytest.mark.parametrize("level", [1, 1e-3])
def test_the_signal_to_noise_ratio_is_that_of_the_points(esn0_db: float, level: float) -> None:
    bits = random_bits(3000, 4)
    points = (level * noisy_points(bits, 0.6, None, esn0_db)).astype(np.complex64)
    known = placed(points, None, np.zeros(3000), np.full(3000, 0.6), 0.6)
    assert np.median(snr_db(known, bits, None)) == pytest.approx(esn0_db, abs=0.5)
