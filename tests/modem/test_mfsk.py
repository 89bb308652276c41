"""Non-coherent FSK: bit errors against theory, unknown tones, and real balloons."""

from __future__ import annotations

import wave
from math import comb, exp

import numpy as np
import pytest

from gateway.framing.radio.deframer import Deframers, RadioFraming
from gateway.framing.radio.horus import HORUS_V1, HORUS_V2
from gateway.framing.radio.rtty import RTTY
from gateway.model import Frame
from gateway.modem import channel
from gateway.modem.mfsk import Mfsk
from gateway.modem.mfsk_modulator import mfsk
from gateway.modem.symbols import Samples
from tests.modem.bit_errors import error_rate, finite, random_bits, ratio, received
from tests.shared_data import SHARED, needs_shared

RATE, BAUD = 8000.0, 100.0
LOSS_DB = 0.5
"""What timing and errors of the tones' frequencies may cost."""


def theory(tones: int, ebn0_db: float) -> float:
    """Bit errors of orthogonal tones and energy detection (Proakis, 4.5-44)."""
    energy = (tones.bit_length() - 1) * ratio(ebn0_db)
    symbol = sum(
        (-1) ** (n + 1) * comb(tones - 1, n) / (n + 1) * exp(-n * energy / (n + 1))
        for n in range(1, tones)
    )
    return float(symbol * tones / 2 / (tones - 1))


def noisy(bits: np.ndarray, tones: int, ebn0_db: float, carrier: float = 1500.0) -> Samples:
    audio = mfsk(bits, RATE, BAUD, tones, 200.0, carrier).real
    bit_rate = BAUD * (tones.bit_length() - 1)
    return channel.add_noise(audio, RATE, bit_rate, ebn0_db, np.random.default_rng(1))


@pytest.mark.parametrize(("tones", "ebn0_db"), [(2, 8.0), (2, 10.0), (4, 5.0), (4, 7.0)])
def test_bit_errors_are_within_half_a_decibel_of_theory(tones: int, ebn0_db: float) -> None:
    bits = random_bits(8000, 2)
    for symbols in received(Mfsk(RATE, BAUD, tones), noisy(bits, tones, ebn0_db)):
        rate = error_rate(bits, symbols, BAUD)
        assert theory(tones, ebn0_db + LOSS_DB) < rate < theory(tones, ebn0_db - LOSS_DB)


@pytest.mark.parametrize("carrier", [700.0, 1500.0, 2321.0])
def test_tones_are_found_anywhere_within_reach(carrier: float) -> None:
    bits = random_bits(2000, 3)
    symbols = received(Mfsk(RATE, BAUD), noisy(bits, 4, 9.0, carrier))[1]
    assert error_rate(bits, symbols, BAUD) < theory(4, 8.0)
    assert np.median(symbols.offset_hz) == pytest.approx(carrier - 1500, abs=0.1 * BAUD)


def test_iq_has_tones_on_both_sides_of_zero() -> None:
    bits = random_bits(2000, 4)
    iq = mfsk(bits, RATE, BAUD, 4, 270.0, -120.0)
    signal = channel.add_noise(iq, RATE, 200, 8.0, np.random.default_rng(5))
    symbols = received(Mfsk(RATE, BAUD, carrier=0.0), signal)[1]
    assert error_rate(bits, symbols, BAUD) < theory(4, 7.0)


def test_the_higher_bit_of_four_tones_comes_first() -> None:
    bits = np.tile(np.array([0, 0, 0, 1, 1, 0, 1, 1], np.uint8), 100)
    symbols = received(Mfsk(RATE, BAUD), mfsk(bits, RATE, BAUD, 4, 270.0, 1500.0).real)[0]
    assert error_rate(bits, symbols, BAUD) == 0


@pytest.mark.parametrize("tones", [2, 4])
def test_tones_as_close_as_the_baud_are_told_apart_if_that_is_known(tones: int) -> None:
    bits = random_bits(4000, 8)
    audio = mfsk(bits, RATE, BAUD, tones, BAUD, 1322.0).real
    bit_rate = BAUD * (tones.bit_length() - 1)
    signal = channel.add_noise(audio, RATE, bit_rate, 8.0, np.random.default_rng(9))
    symbols = received(Mfsk(RATE, BAUD, tones, spacing=BAUD), signal)[1]
    assert error_rate(bits, symbols, BAUD) < theory(tones, 8.0 - LOSS_DB)


def test_bits_are_the_same_for_any_length_of_block() -> None:
    bits = random_bits(2000, 6)
    signal = noisy(bits, 4, 12.0)
    for block_s in (0.25, 1.0, 60.0):
        assert error_rate(bits, received(Mfsk(RATE, BAUD), signal, block_s)[1], BAUD) == 0


def test_a_clock_that_is_one_percent_off_is_followed() -> None:
    bits = random_bits(2000, 7)
    audio = mfsk(bits, RATE, BAUD * 1.01, 4, 270.0, 1500.0).real
    assert error_rate(bits, received(Mfsk(RATE, BAUD), audio)[0], BAUD * 1.01) == 0


@pytest.mark.parametrize("level", [0.0, 1.0, 1e-30])
@pytest.mark.parametrize("count", [0, 3, 9000])
def test_silence_and_dc_are_legal(level: float, count: int) -> None:
    for symbols in Mfsk(RATE, 300, tones=2).demodulate(np.full(count, level, np.float32), 0):
        assert finite(symbols.soft)
        assert len(symbols.soft) == len(symbols.at)


def frames(demodulator: Mfsk, signal: Samples, framing: RadioFraming) -> list[list[bytes]]:
    """What each branch has heard, repetitions included."""
    return [
        [
            caught.event.data
            for caught in Deframers([framing]).feed(symbols.soft, final=True)
            if isinstance(caught.event, Frame)
        ]
        for symbols in received(demodulator, signal)
    ]


def audio_of(name: str) -> tuple[Samples, int]:
    with wave.open(str(SHARED / "horus" / name)) as file:
        octets, rate = file.readframes(file.getnframes()), file.getframerate()
    return np.frombuffer(octets, np.int16).astype(np.float32) / 32768, rate


def expected(name: str) -> list[str]:
    return (SHARED / "horus" / name).read_text().split("\n")


@needs_shared
def test_horus_v1_is_heard_at_four_and_a_half_decibels() -> None:
    audio, rate = audio_of("horus_binary_ebno_4.5db.wav")
    want = [bytes.fromhex(line)[:-2] for line in expected("horus_binary_ebno_4.5db.expected.txt")]
    want = [packet for packet in want if packet]
    for heard in frames(Mfsk(rate, 100), audio, HORUS_V1):
        assert heard.count(want[0]) >= len(want)


@needs_shared
def test_horus_v2_is_heard_where_the_reference_hears_it() -> None:
    audio = np.fromfile(SHARED / "horus" / "horus_v2_100bd.raw", np.int16) / np.float32(32768)
    lines = [line for line in expected("horus_v2_100bd.expected.txt") if line]
    for heard in frames(Mfsk(8000, 100), audio, HORUS_V2):
        assert set(heard) >= {bytes.fromhex(line)[:-2] for line in lines}


@needs_shared
@pytest.mark.parametrize(("name", "baud"), [("rtty_7n1", 100.0), ("rtty_8n2", 300.0)])
def test_rtty_is_heard_where_the_reference_hears_it(name: str, baud: float) -> None:
    audio, rate = audio_of(f"{name}.wav")
    lines = [line for line in expected(f"{name}.expected.txt") if "CRC OK" in line]
    sentences = [line.strip("$").split("*")[0].encode() for line in lines]
    for heard in frames(Mfsk(rate, baud, tones=2), audio, RTTY):
        assert set(heard) == set(sentences)
        assert len(heard) >= len(sentences)
