import numpy as np
import pytest

from gateway.modem.centre import centre
from gateway.modem.channel import add_noise, shift
from gateway.modem.fsk_modulator import FskModulator
from tests.modem.bit_errors import random_bits

INDICES = (0.6, 1.0, 1.8, 3.4, 5.0)


def signal(offset: float, symbols: int = 9600) -> np.ndarray:
    x = FskModulator(48000, 9600, 2400, 0.5).iq(random_bits(symbols, 1))
    return shift(x, 48000, offset)


def noise(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    both = rng.normal(size=count) + 1j * rng.normal(size=count)
    return both.astype(np.complex64)


@pytest.mark.parametrize("offset", [-14000, -4500, 0, 1234, 14000])
def test_the_middle_is_found_within_a_tenth_of_the_baud(offset: float) -> None:
    noisy = add_noise(signal(offset), 48000, 9600, 5, np.random.default_rng(2))
    found = centre(noisy, 48000, 9600, (0.5,))
    assert found.present
    assert len(found.offset_hz) == len(noisy)
    assert np.abs(found.offset_hz - offset).max() < 960


@pytest.mark.parametrize(
    ("baud", "deviation", "index"),
    [(9600, 2400, 0.6), (2400, 2040, 1.8), (1200, 2000, 3.4), (1200, 3000, 5.0)],
)
def test_the_index_is_told(baud: float, deviation: float, index: float) -> None:
    x = FskModulator(48000, baud, deviation).iq(random_bits(int(baud), 4))
    noisy = add_noise(shift(x, 48000, 9000), 48000, baud, 6, np.random.default_rng(4))
    assert centre(noisy, 48000, baud, INDICES).index == index


def test_no_tone_is_looked_for_outside_the_band() -> None:
    found = centre(signal(23000), 48000, 9600, (0.6,))
    assert np.abs(found.offset_hz).max() <= 24000 - 0.8 * 9600


def test_noise_is_no_signal() -> None:
    for seed in range(30):
        assert not centre(noise(50000, seed), 48000, 9600, INDICES).present


def test_noise_before_a_burst_does_not_pull_at_it() -> None:
    x = 0.5 * noise(96000, 3)
    x[60000:65000] += signal(3000, 1000)
    found = centre(x, 48000, 9600, (0.5,))
    assert found.present
    assert np.abs(found.offset_hz[60000:65000] - 3000).max() < 960


def test_a_burst_behind_what_was_a_thousand_times_as_loud_is_found() -> None:
    x = 1e-4 * noise(192000, 5)
    x[:20000] *= 1e4
    x[120000:130000] += 1e-3 * signal(-3000, 2000)
    found = centre(x, 48000, 9600, (0.5,))
    assert np.abs(found.offset_hz[120000:130000] + 3000).max() < 960


@pytest.mark.parametrize("length", [0, 1, 100, 3000, 96000])
@pytest.mark.parametrize("loud", [0, 1e15])
def test_hardly_any_samples_and_silence_behind_noise_are_no_trouble(
    length: int, loud: float
) -> None:
    x = np.zeros(length, np.complex64)
    x[: length // 4] = loud * noise(length // 4, 6)
    found = centre(x, 48000, 9600, INDICES)
    assert len(found.offset_hz) == length
    assert np.isfinite(found.offset_hz).all()
