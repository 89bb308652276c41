import numpy as np
import pytest

from gateway.framing.radio.ax25 import Ax25
from gateway.modem.channel import add_noise, shift
from gateway.modem.fsk_iq import FskIq
from gateway.modem.fsk_modulator import FskModulator
from tests.modem.bit_errors import error_rate, finite, q, random_bits, ratio, received
from tests.modem.packets import frames, packet, transmission

RATE = 48000
G3RUH = Ax25(g3ruh=True, fix=0)


def iq(
    bits: np.ndarray,
    index: float = 0.5,
    bt: float | None = 0.5,
    rate: float = RATE,
    baud: float = 9600,
) -> np.ndarray:
    return FskModulator(rate, baud, index * baud / 2, bt).iq(bits)


@pytest.mark.parametrize(("ebn0_db", "loss_db"), [(6, 1.2), (8, 1.2), (20, 10)])
@pytest.mark.parametrize(("index", "bt"), [(0.5, 0.5), (0.5, None), (0.625, 0.5)])
def test_bit_errors_are_near_those_of_coherent_msk(
    index: float, bt: float | None, ebn0_db: float, loss_db: float
) -> None:
    bits = random_bits(30000, 1)
    noisy = add_noise(iq(bits, index, bt), RATE, 9600, ebn0_db, np.random.default_rng(1))
    errors = error_rate(bits, received(FskIq(RATE, 9600), noisy)[-1], 9600)
    # A wrong symbol of MSK brings another: twice Q(sqrt(2 Eb/N0)).
    assert errors <= 2 * q(np.sqrt(2 * ratio(ebn0_db - loss_db)))


@pytest.mark.parametrize("offset", [-13000, -4000, 2000, 13000])
def test_an_offset_is_found_and_told(offset: float) -> None:
    bits = random_bits(9600, 2)
    noisy = add_noise(shift(iq(bits), RATE, offset), RATE, 9600, 10, np.random.default_rng(2))
    symbols = received(FskIq(RATE, 9600), noisy)[-1]
    assert error_rate(bits, symbols, 9600) < 2e-3
    assert np.median(symbols.offset_hz) == pytest.approx(offset, abs=40)


def test_the_drift_of_a_low_orbit() -> None:
    bits = random_bits(28800, 3)
    moved = shift(iq(bits), RATE, 10000, -200)
    noisy = add_noise(moved, RATE, 9600, 10, np.random.default_rng(3))
    assert error_rate(bits, received(FskIq(RATE, 9600), noisy)[-1], 9600) < 1e-3


@pytest.mark.parametrize(
    ("rate", "baud"),
    [(8000, 1200), (22050, 4800), (96000, 9600), (250000, 9600), (250000, 1200), (48000, 19200)],
)
def test_any_sample_rate(rate: float, baud: float) -> None:
    bits = random_bits(3000, 4)
    noisy = add_noise(iq(bits, rate=rate, baud=baud), rate, baud, 16, np.random.default_rng(4))
    for symbols in received(FskIq(rate, baud), noisy):
        assert error_rate(bits, symbols, baud) < 3e-3


def test_a_wide_deviation_that_is_told() -> None:
    bits = random_bits(4800, 5)
    noisy = add_noise(iq(bits, 2.0, None, baud=4800), RATE, 4800, 18, np.random.default_rng(5))
    for symbols in received(FskIq(RATE, 4800, deviation=4800), noisy):
        assert error_rate(bits, symbols, 4800) < 1e-3


@pytest.mark.parametrize(
    ("baud", "deviation", "bt"),
    [(1200, 2000, None), (1200, 3000, None), (2400, 3000, None), (4800, 4800, 0.5)],
)
def test_any_deviation_is_found_and_heard_as_deep_as_theory_allows(
    baud: float, deviation: float, bt: float | None
) -> None:
    # Symbols judged one by one: a half exp(-Eb / 2 N0); 0.6 dB for what has to be found.
    bits = random_bits(int(6 * baud), 15)
    signal = shift(FskModulator(RATE, baud, deviation, bt).iq(bits), RATE, -8000)
    noisy = add_noise(signal, RATE, baud, 10, np.random.default_rng(15))
    assert (
        error_rate(bits, received(FskIq(RATE, baud), noisy)[-1], baud)
        <= np.exp(-ratio(9.4) / 2) / 2
    )


def test_a_wide_deviation_off_a_drifting_centre() -> None:
    bits = random_bits(6000, 16)
    moved = shift(FskModulator(RATE, 1200, 3000).iq(bits), RATE, 9000, -200)
    noisy = add_noise(moved, RATE, 1200, 14, np.random.default_rng(16))
    assert error_rate(bits, received(FskIq(RATE, 1200), noisy)[-1], 1200) < 1e-3


@pytest.mark.parametrize(("baud", "deviation"), [(1200, 600), (1200, 3000)])
def test_a_receivers_own_carrier_is_not_taken_for_the_signal(baud: float, deviation: float) -> None:
    bits = random_bits(int(4 * baud), 19)
    signal = shift(FskModulator(RATE, baud, deviation, 0.5).iq(bits), RATE, 7000)
    noisy = add_noise(signal, RATE, baud, 14, np.random.default_rng(19)) + np.complex64(1)
    symbols = received(FskIq(RATE, baud), noisy)[-1]
    assert error_rate(bits, symbols, baud) < 2e-3
    assert np.median(symbols.offset_hz) == pytest.approx(7000, abs=baud / 20)


def test_noise_has_no_symbols() -> None:
    rng = np.random.default_rng(17)
    noise = (rng.normal(size=RATE) + 1j * rng.normal(size=RATE)).astype(np.complex64)
    assert [len(one.soft) for one in FskIq(RATE, 9600).demodulate(noise, 0)] == [0, 0, 0]


@pytest.mark.parametrize("level", [1e-6, 1e4])
def test_the_level_of_the_samples_does_not_matter(level: float) -> None:
    bits = transmission(G3RUH, 6, 98)
    noisy = add_noise(iq(bits), RATE, 9600, 11, np.random.default_rng(18))
    found = frames(FskIq(RATE, 9600), G3RUH, (level * noisy).astype(np.complex64))[-1]
    assert len(found) == 6


def test_a_clock_one_percent_off() -> None:
    bits = random_bits(19200, 6)
    signal = FskModulator(RATE, 9600, 2400, 0.5, 10000).iq(bits)
    noisy = add_noise(signal, RATE, 9600, 12, np.random.default_rng(6))
    assert error_rate(bits, received(FskIq(RATE, 9600), noisy)[-1], 9600 * 1.01) < 1e-3


def test_packets_at_8_decibels_which_a_discriminator_loses() -> None:
    bits = transmission(G3RUH, 20, 98)
    noisy = add_noise(iq(bits), RATE, 9600, 8.2, np.random.default_rng(7))
    *discriminator, sequence = frames(FskIq(RATE, 9600), G3RUH, noisy)
    assert len(sequence) >= 12
    assert len(set().union(*discriminator)) <= 2


def test_a_burst_of_twenty_milliseconds_in_noise() -> None:
    framing = Ax25(g3ruh=True, fix=0, preamble=4, postamble=1)
    burst = shift(iq(framing.encode(packet(1, 16))), RATE, 2000)
    signal = np.zeros(RATE, np.complex64)
    signal[20000 : 20000 + len(burst)] = burst
    rng = np.random.default_rng(8)
    sigma = np.sqrt(RATE / 9600 / ratio(14) / 2)
    signal += sigma * (rng.normal(size=RATE) + 1j * rng.normal(size=RATE))
    assert set().union(*frames(FskIq(RATE, 9600), framing, signal)) == {packet(1, 16)}


def test_frames_do_not_depend_on_the_blocks() -> None:
    bits = transmission(G3RUH, 20, 98)
    noisy = add_noise(iq(bits), RATE, 9600, 11, np.random.default_rng(9))
    whole, second, quarter = (
        set().union(*frames(FskIq(RATE, 9600), G3RUH, noisy, block_s))
        for block_s in (1e3, 1.0, 0.25)
    )
    assert whole == second == quarter
    assert len(whole) >= 18


@pytest.mark.parametrize("length", [0, 1, 3, 17, 200, 24000])
def test_silence_and_a_bare_carrier_are_harmless(length: int) -> None:
    for level in (0.0, 1.0):
        for symbols in FskIq(RATE, 9600).demodulate(np.full(length, level, np.complex64), 0):
            assert finite(symbols.soft)
            assert len(symbols.soft) == len(symbols.at) == len(symbols.offset_hz)
