import numpy as np
import pytest

from gateway.modem.clock import clock
from gateway.modem.filters import fir, lowpass
from gateway.modem.timing import crossings, instants, interpolate, symbol_points
from tests.modem.bit_errors import random_bits


def keyed(sps: float, symbols: int = 2000) -> np.ndarray:
    """Random bits, low-passed; the middle of symbol k is at (k + 1/2) sps - 1/2."""
    bits = random_bits(symbols, 3)
    at = ((np.arange(int(symbols * sps)) + 0.5) / sps).astype(int)
    nrz = np.where(bits[np.minimum(at, symbols - 1)] == 1, 1, -1).astype(np.float32)
    return fir(nrz, lowpass(int(4 * sps) | 1, 0.7 / sps))


def distance(at: np.ndarray, sps: float) -> np.ndarray:
    """Of instants from the nearest middle of a symbol, in symbols."""
    symbols = (at + 0.5) / sps - 0.5
    return np.abs(symbols - np.round(symbols))


@pytest.mark.parametrize("sps", [4.0, 5.0, 5.41, 8.0, 10.0, 12.3])
def test_both_lines_find_the_middle_of_the_symbols(sps: float) -> None:
    y = keyed(sps)
    for line in (np.abs(y), crossings(y, sps)):
        at = instants(line, sps, 64)
        assert 1998 <= len(at) <= 2001
        assert distance(at, sps)[100:-100].max() < 0.08


@pytest.mark.parametrize("error", [-0.03, -0.01, 0.005, 0.04])
def test_a_clock_that_is_off_is_followed_once_its_error_is_known(error: float) -> None:
    true = 8.0 / (1 + error)
    y = keyed(true)
    line = crossings(y, 8.0)
    at = instants(np.abs(y), 8.0, 128, clock(line, 8.0).error)
    assert distance(at, true)[150:-150].max() < 0.1


def test_instants_never_go_back_even_in_noise() -> None:
    noise = np.random.default_rng(5).normal(size=20000).astype(np.float32)
    assert (np.diff(instants(np.abs(noise), 5.0, 16)) >= 0).all()


def test_a_cubic_goes_through_a_cubic() -> None:
    n = np.arange(20, dtype=np.float32)
    y = 0.01 * n**3 - 0.1 * n**2 + n
    at = np.linspace(1, 17, 33)
    assert np.allclose(interpolate(y, at), 0.01 * at**3 - 0.1 * at**2 + at, atol=1e-3)


def test_the_points_of_a_symbol_lie_across_its_length() -> None:
    x = np.arange(100, dtype=np.float32)
    points = symbol_points(x, np.array([20.0, 28.0, 36.0]), 8)
    assert np.allclose(points[1], 28 + np.arange(-3.5, 4), atol=1e-4)


@pytest.mark.parametrize("length", [0, 1, 3, 8, 15, 16, 17])
def test_hardly_any_samples_are_no_trouble(length: int) -> None:
    y = np.zeros(length, np.float32)
    at = instants(y, 5.0, 64)
    assert len(interpolate(y, at)) == len(at) == len(symbol_points(y, at, 8))
