"""V.26 and V.27: bit errors against theory, and what may come instead of a signal."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.modem import channel
from gateway.modem.phase_changes import V26A, V26B, V27, PhaseChanges
from gateway.modem.psk_modulator import dpsk, to_audio
from gateway.modem.v26 import V26
from tests.modem.bit_errors import error_rate, finite, q, random_bits, ratio, received

RATE = 12_000.0
LOSS_DB = 0.6
"""What timing, carrier and filters may cost."""


def theory(changes: PhaseChanges, ebn0_db: float) -> float:
    """Gray-coded coherent PSK, decided over pairs: twice the errors of single symbols."""
    esn0 = changes.bits * ratio(ebn0_db)
    return 2 * 2 * q((2 * esn0) ** 0.5 * np.sin(np.pi / changes.order)) / changes.bits


@pytest.mark.parametrize(
    ("changes", "ebn0_db"), [(V26A, 6.0), (V26A, 8.0), (V26B, 8.0), (V27, 10.0), (V27, 12.0)]
)
def test_bit_errors_are_near_theory(changes: PhaseChanges, ebn0_db: float) -> None:
    bits = random_bits(18_000, 1)
    demodulator = V26(RATE, changes)
    audio = to_audio(dpsk(bits, RATE, demodulator.baud, changes), RATE, 1800.0)
    bit_rate = demodulator.baud * changes.bits
    signal = channel.add_noise(audio, RATE, bit_rate, ebn0_db, np.random.default_rng(2))
    for symbols in received(demodulator, signal):
        rate = error_rate(bits, symbols, demodulator.baud)
        assert theory(changes, ebn0_db + 0.5) / 2 < rate < theory(changes, ebn0_db - LOSS_DB)


@pytest.mark.parametrize("changes", [V26A, V26B, V27])
def test_unfiltered_signals_of_any_sample_rate_are_read(changes: PhaseChanges) -> None:
    bits = random_bits(3000, 3)
    for rate in (11_025.0, 44_100.0, 48_000.0):
        demodulator = V26(rate, changes)
        iq = dpsk(bits, rate, demodulator.baud, changes, pulse="rectangle")
        for symbols in received(demodulator, to_audio(iq, rate, 1800.0)):
            assert error_rate(bits, symbols, demodulator.baud) == 0


def test_a_sound_card_that_is_off_is_followed() -> None:
    bits = random_bits(6000, 4)
    audio = to_audio(dpsk(bits, RATE, 1200, V26B), RATE, 1803.0)
    symbols = received(V26(RATE, V26B), audio)[0]
    assert error_rate(bits, symbols, 1200) == 0
    assert np.median(symbols.offset_hz) == pytest.approx(3.0, abs=0.5)


def test_bits_are_the_same_for_any_length_of_block() -> None:
    bits = random_bits(6000, 5)
    audio = to_audio(dpsk(bits, RATE, 1200, V26A), RATE, 1800.0)
    signal = channel.add_noise(audio, RATE, 2400, 12.0, np.random.default_rng(6))
    for block_s in (0.25, 1.0, 60.0):
        assert error_rate(bits, received(V26(RATE, V26A), signal, block_s)[1], 1200) == 0


@pytest.mark.parametrize("level", [0.0, 1.0, 1e-30])
@pytest.mark.parametrize("count", [0, 3, 9000])
def test_silence_and_dc_are_legal(level: float, count: int) -> None:
    for symbols in V26(RATE, V27).demodulate(np.full(count, level, np.float32), 0):
        assert finite(symbols.soft)
