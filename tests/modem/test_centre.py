import numpy as np
import pytest

from gateway.modem.centre import centre
from gateway.modem.channel import add_noise, shift
from gateway.modem.fsk_modulator import FskModulator
from tests.modem.bit_errors import random_bits


def signal(offset: float, symbols: int = 9600) -> np.ndarray:
    x = FskModulator(48000, 9600, 2400, 0.5).iq(random_bits(symbols, 1))
    return shift(x, 48000, offset)


@pytest.mark.parametrize("offset", [-4500, 0, 1234, 5000])
def test_the_middle_is_found_within_a_tenth_of_the_baud(offset: float) -> None:
    noisy = add_noise(signal(offset), 48000, 9600, 5, np.random.default_rng(2))
    found = centre(noisy, 48000, 9600, 6000, 0.5)
    assert len(found) == len(noisy)
    assert np.abs(found - offset).max() < 960


def test_what_lies_outside_the_range_is_not_looked_for() -> None:
    assert np.abs(centre(signal(9000), 48000, 9600, 3000, 0.5)).max() <= 3001


def test_noise_before_a_burst_does_not_pull_at_it() -> None:
    rng = np.random.default_rng(3)
    x = 0.5 * (rng.normal(size=96000) + 1j * rng.normal(size=96000))
    x[60000:65000] += signal(3000, 1000)
    found = centre(x.astype(np.complex64), 48000, 9600, 6000, 0.5)
    assert np.abs(found[60000:65000] - 3000).max() < 960


@pytest.mark.parametrize("length", [0, 1, 100, 3000])
def test_hardly_any_samples_are_no_trouble(length: int) -> None:
    found = centre(np.zeros(length, np.complex64), 48000, 9600, 6000, 0.5)
    assert len(found) == length
    assert np.isfinite(found).all()
