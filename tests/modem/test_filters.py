import numpy as np
import pytest

from gateway.modem.filters import (
    RateChange,
    boxcar,
    decimate,
    fir,
    lowpass,
    oscillator,
    root_raised_cosine,
    upsample,
)


def tone(frequency: float, count: int) -> np.ndarray:
    """A real tone, *frequency* in cycles a sample."""
    return np.asarray(np.cos(2 * np.pi * frequency * np.arange(count)), np.float32)


def test_a_low_pass_is_one_at_zero_half_at_its_cutoff_and_nothing_far_above() -> None:
    response = np.abs(np.fft.rfft(lowpass(81, 0.125), 1600))
    assert response[0] == pytest.approx(1, abs=1e-5)
    assert response[200] == pytest.approx(0.5, abs=0.02)
    assert response[300:].max() < 0.01


def test_a_root_raised_cosine_twice_leaves_other_symbols_alone() -> None:
    taps = root_raised_cosine(8, 0.5, 12).astype(float)
    twice = np.convolve(taps, taps)
    middle = len(twice) // 2
    others = np.delete(twice[middle % 8 :: 8], middle // 8)
    assert np.abs(others).max() < 0.01 * twice[middle]


def test_a_filter_does_not_delay() -> None:
    impulse = np.zeros(101, np.float32)
    impulse[50] = 1
    assert fir(impulse, lowpass(21, 0.2)).argmax() == 50


def test_a_filter_treats_both_parts_of_a_complex_signal_alike() -> None:
    rng = np.random.default_rng(1)
    x = (rng.normal(size=200) + 1j * rng.normal(size=200)).astype(np.complex64)
    taps = lowpass(21, 0.2)
    assert np.allclose(fir(x, taps), np.convolve(x, taps, "same"), atol=1e-5)


@pytest.mark.parametrize("length", [1, 2, 5, 8, 50, 99, 200])
def test_a_moving_average_is_the_mean_of_what_is_there(length: int) -> None:
    x = np.random.default_rng(2).normal(size=60).astype(np.float32)
    span = min(length, len(x))
    expected = [
        x[max(0, n - span // 2) : max(0, n - span // 2 + span)].mean()
        if n - span // 2 >= 0
        else x[: n - span // 2 + span].mean()
        for n in range(len(x))
    ]
    assert np.allclose(boxcar(x, length), expected, atol=1e-5)


@pytest.mark.parametrize("factor", [2, 3, 7])
def test_decimation_keeps_a_low_tone_in_its_place_and_removes_one_that_would_fold(
    factor: int,
) -> None:
    low = decimate(tone(0.1 / factor, 600 * factor), factor)
    assert np.abs(low - tone(0.1, 600))[10:-10].max() < 0.02
    assert np.abs(decimate(tone(0.8 / factor, 600 * factor), factor))[10:-10].max() < 0.02


def test_decimation_of_a_complex_signal_is_that_of_its_parts() -> None:
    x = tone(0.01, 500) + 1j * tone(0.03, 500)
    both = decimate(x.astype(np.complex64), 5)
    assert np.allclose(both.real, decimate(tone(0.01, 500), 5), atol=1e-5)
    assert np.allclose(both.imag, decimate(tone(0.03, 500), 5), atol=1e-5)


@pytest.mark.parametrize("factor", [2, 3, 5])
def test_a_raised_rate_shows_the_same_tone(factor: int) -> None:
    dense = upsample(tone(0.2, 300), factor)
    assert len(dense) == 300 * factor
    assert np.abs(dense - tone(0.2 / factor, 300 * factor))[60:-60].max() < 0.02


@pytest.mark.parametrize("sample_rate", [8000, 11025, 22050, 44100, 48000, 96000, 192000, 250000])
@pytest.mark.parametrize("baud", [300, 1200, 9600, 19200])
def test_a_rate_change_leads_to_where_it_was_asked_to(sample_rate: float, baud: float) -> None:
    change = RateChange.between(sample_rate, 4 * baud, 10 * baud)
    assert 4 * baud <= sample_rate * change.ratio <= 10 * baud
    assert min(change.up, change.down) == 1


def test_an_oscillator_goes_on_where_the_window_before_ended() -> None:
    whole = oscillator(1700, 48000, 0, 4000)
    assert np.allclose(whole[1234:], oscillator(1700, 48000, 1234, 4000 - 1234), atol=1e-4)


def test_nothing_stays_nothing() -> None:
    nothing = np.zeros(0, np.float32)
    for result in (
        fir(nothing, lowpass(5, 0.1)),
        boxcar(nothing, 4),
        decimate(nothing, 3),
        upsample(nothing, 2),
    ):
        assert len(result) == 0
