import numpy as np
import pytest

from gateway.modem.clock import THRESHOLD, clock
from gateway.modem.filters import fir, lowpass
from gateway.modem.timing import crossings
from tests.modem.test_timing import keyed


@pytest.mark.parametrize("error", [-0.04, -0.029, -0.005, 0.0, 0.0069, 0.03])
def test_the_error_of_a_clock_is_read_to_a_tenth_of_a_percent(error: float) -> None:
    seen = clock(crossings(keyed(8.0 / (1 + error)), 8.0), 8.0)
    assert seen.present
    assert np.abs(seen.error - error).max() < 0.001
    assert seen.ppm == pytest.approx(error * 1e6, abs=500)


def test_the_same_in_noise() -> None:
    y = keyed(8.0 / 1.01)
    noisy = y + np.random.default_rng(1).normal(scale=0.4, size=len(y))
    assert clock(crossings(noisy, 8.0), 8.0).ppm == pytest.approx(10000, abs=1000)


def test_noise_has_hardly_ever_a_clock() -> None:
    noise = np.random.default_rng(2).normal(size=1_000_000).astype(np.float32)
    heights = clock(crossings(fir(noise, lowpass(41, 0.07)), 10.0), 10.0).height
    assert np.mean(heights > THRESHOLD) < 0.05


def test_a_clock_is_told_only_if_it_is_known() -> None:
    # A hundred symbols of a burst in the noise of a receiver without a carrier.
    rng = np.random.default_rng(3)
    y = rng.normal(scale=2, size=80_000).astype(np.float32)
    short, long = y.copy(), y.copy()
    burst = keyed(8.0 / 1.001)
    short[20_000:21_600] = burst[:1600]
    long[20_000 : 20_000 + len(burst)] = burst[:60_000]
    assert np.isnan(clock(crossings(short, 8.0), 8.0).ppm)
    assert clock(crossings(long, 8.0), 8.0).ppm == pytest.approx(1000, abs=150)


@pytest.mark.parametrize("length", [0, 5, 40, 1000])
def test_silence_has_none(length: int) -> None:
    seen = clock(np.zeros(length, np.float32), 8.0)
    assert not seen.present
    assert np.isnan(seen.ppm)
    assert not seen.error.any()
