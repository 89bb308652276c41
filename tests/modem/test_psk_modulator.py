"""The PSK modulator: its power, its band, and where its symbols are."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.modem.filters import fir, root_raised_cosine
from gateway.modem.phase_changes import V26B
from gateway.modem.psk_modulator import bpsk, dpsk, shape, to_audio
from tests.modem.bit_errors import random_bits


@pytest.mark.parametrize("rate", [8000.0, 9999.0, 48_000.0])
def test_symbols_stand_where_they_are_said_to_at_any_rate(rate: float) -> None:
    bits = random_bits(400, 1)
    sps = rate / 1200
    iq = bpsk(bits, rate, 1200)
    taps = root_raised_cosine(sps, 0.5, 8)
    y = fir(iq, taps)
    middles = (np.arange(20, 380) + 0.5) * sps
    at = np.round(middles).astype(np.intp)
    near = np.abs(middles - at) < 0.3
    assert np.array_equal(y.real[at[near]] > 0, bits[20:380][near] == 1)


def test_power_is_one() -> None:
    assert np.mean(np.abs(bpsk(random_bits(5000, 2), 12_000, 1200)) ** 2) == pytest.approx(1, 0.02)
    assert np.mean(np.abs(dpsk(random_bits(5000, 3), 12_000, 1200, V26B)) ** 2) == pytest.approx(
        1, 0.02
    )


def test_the_band_is_that_of_the_roll_off() -> None:
    iq = bpsk(random_bits(4000, 4), 12_000, 1200, rolloff=0.5)
    power = np.abs(np.fft.fft(iq * np.hanning(len(iq)))) ** 2
    hz = np.abs(np.fft.fftfreq(len(iq), 1 / 12_000))
    # Root raised cosine: nothing beyond (1 + rolloff) / 2 of the baud but what truncation adds.
    assert power[hz > 950].sum() / power.sum() < 1e-3
    assert power[hz < 600].sum() / power.sum() > 0.8


def test_rectangles_are_not_filtered() -> None:
    iq = bpsk(random_bits(100, 5), 12_000, 1200, pulse="rectangle")
    assert set(np.round(iq.real, 3)) == {-1.0, 1.0}


def test_a_manchester_symbol_is_its_opposite_and_then_itself() -> None:
    iq = bpsk(np.array([1, 0], np.uint8), 8, 1, manchester=True, pulse="rectangle")
    assert iq.real.tolist() == [-1] * 4 + [1] * 4 + [1] * 4 + [-1] * 4


def test_a_differential_one_keeps_the_phase() -> None:
    iq = bpsk(np.array([0, 1, 0], np.uint8), 2, 1, differential=True, pulse="rectangle")
    assert np.allclose(iq, [-1, -1, -1, -1, 1, 1], atol=1e-6)


def test_audio_is_on_its_carrier_and_drifts() -> None:
    audio = to_audio(np.ones(48_000, np.complex64), 48_000, 1500.0, drift_hz_s=100.0)
    assert np.abs(audio).max() == pytest.approx(0.5, abs=1e-3)
    for start, hz in ((0, 1505.0), (43_200, 1595.0)):
        piece = audio[start : start + 4800]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(4800), 1 << 16))
        assert np.argmax(spectrum) * 48_000 / (1 << 16) == pytest.approx(hz, abs=1)


def test_no_symbols_are_no_samples() -> None:
    assert len(shape(np.zeros(0, np.float32), 10.0)) == 0
