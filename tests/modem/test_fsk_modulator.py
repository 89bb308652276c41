import numpy as np
import pytest

from gateway.modem.fsk_modulator import FskModulator
from tests.modem.bit_errors import random_bits


def test_a_one_turns_the_phase_by_the_index_in_half_turns() -> None:
    x = FskModulator(48000, 1200, 300).iq(np.ones(41, np.uint8))
    assert np.angle(x[40 * 10] * x[0].conj()) == pytest.approx(
        10 * np.pi / 2 % (2 * np.pi), abs=1e-3
    )
    assert np.allclose(np.angle(x[1:] * x[:-1].conj()), 2 * np.pi * 300 / 48000, atol=1e-4)


def test_the_envelope_of_iq_is_constant_and_its_phase_has_no_steps() -> None:
    x = FskModulator(48000, 9600, 2400, bt=0.5).iq(random_bits(500, 1))
    assert np.allclose(np.abs(x), 1, atol=1e-5)
    assert np.abs(np.angle(x[1:] * x[:-1].conj())).max() <= 2 * np.pi * 2400 / 48000 + 1e-3


def test_fm_audio_is_one_for_a_one_and_minus_one_for_a_zero() -> None:
    audio = FskModulator(48000, 1200, 3000).fm_audio(np.array([1, 1, 0, 1], np.uint8))
    assert np.allclose(audio[5:75], 1, atol=1e-3)
    assert np.allclose(audio[85:115], -1, atol=1e-3)


def test_a_negative_deviation_makes_a_one_the_lower_tone() -> None:
    bits = np.repeat(np.array([1, 0], np.uint8), 200)
    audio = FskModulator(48000, 1200, -500).afsk(bits, 1700)
    half = len(audio) // 2
    assert np.abs(np.fft.rfft(audio[:half])).argmax() * 48000 / half == pytest.approx(1200, abs=6)
    assert np.abs(np.fft.rfft(audio[half:])).argmax() * 48000 / half == pytest.approx(2200, abs=6)


def test_a_gaussian_filter_reaches_full_deviation_only_after_equal_neighbours() -> None:
    audio = FskModulator(96000, 9600, 2400, bt=0.5).fm_audio(
        np.array([0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0], np.uint8)
    )
    # A Gaussian of BT 0.5 has a standard deviation of sqrt(ln 2) / (2 pi BT) symbols, so that
    # a lone bit reaches 2 erf(1 / (2 sqrt 2 sigma)) - 1.
    assert audio[34:36].max() == pytest.approx(2 * 0.9408 - 1, abs=0.03)
    assert audio[85] == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("ppm", [-40000, 0, 10000])
def test_a_fast_clock_makes_a_shorter_signal(ppm: float) -> None:
    audio = FskModulator(48000, 1200, 500, clock_ppm=ppm).afsk(random_bits(1200, 1), 1700)
    assert len(audio) == int(48000 / (1 + ppm * 1e-6))


def test_an_offset_moves_iq() -> None:
    modulator = FskModulator(48000, 9600, 2400)
    bits = random_bits(100, 2)
    moved = modulator.iq(bits, 1000) * modulator.iq(bits).conj()
    assert np.allclose(np.angle(moved[1:] * moved[:-1].conj()), 2 * np.pi / 48, atol=1e-4)
