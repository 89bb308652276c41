import numpy as np
import pytest

from gateway.framing.radio.ax25 import Ax25
from gateway.modem.channel import add_noise
from gateway.modem.fsk import FskAudio
from gateway.modem.fsk_modulator import FskModulator
from tests.modem.bit_errors import error_rate, finite, q, random_bits, ratio, received
from tests.modem.packets import frames, packet, transmission
from tests.modem.test_afsk import recording
from tests.shared_data import needs_shared

RATE = 48000
G3RUH = Ax25(g3ruh=True, fix=0)


def audio(
    bits: np.ndarray,
    baud: float = 9600,
    rate: float = RATE,
    bt: float | None = None,
    ppm: float = 0,
) -> np.ndarray:
    return FskModulator(rate, baud, 3000, bt, ppm).fm_audio(bits)


@pytest.mark.parametrize(("ebn0_db", "loss_db"), [(6, 1.0), (9, 1.2), (20, 3.0)])
def test_bit_errors_in_white_noise_are_near_those_of_antipodal_signals(
    ebn0_db: float, loss_db: float
) -> None:
    bits = random_bits(48000, 1)
    noisy = add_noise(audio(bits), RATE, 9600, ebn0_db, np.random.default_rng(1))
    limit = q(np.sqrt(2 * ratio(ebn0_db - loss_db)))
    for symbols in received(FskAudio(RATE, 9600), noisy):
        assert error_rate(bits, symbols, 9600) <= 1.1 * limit


@pytest.mark.parametrize(
    ("rate", "baud"),
    [
        (8000, 500), (8000, 1200), (11025, 1200), (22050, 9600), (44100, 9600),
        (48000, 200), (48000, 4800), (48000, 19200), (48000, 20000), (96000, 9600), (250000, 1200),
    ],
)  # fmt: skip
def test_any_sample_rate_and_baud(rate: float, baud: float) -> None:
    bits = random_bits(3000, 2)
    noisy = add_noise(audio(bits, baud, rate, 0.5), rate, baud, 20, np.random.default_rng(2))
    for symbols in received(FskAudio(rate, baud), noisy):
        assert error_rate(bits, symbols, baud) < 1e-3


@pytest.mark.parametrize("ppm", [-40000, -10000, 8800, 29500])
def test_a_clock_that_is_off_and_says_so(ppm: float) -> None:
    bits = random_bits(20000, 3)
    noisy = add_noise(audio(bits, ppm=ppm), RATE, 9600, 15, np.random.default_rng(3))
    for symbols in received(FskAudio(RATE, 9600), noisy):
        assert error_rate(bits, symbols, 9600 * (1 + ppm * 1e-6)) < 1e-3
    assert FskAudio(RATE, 9600).demodulate(noisy, 0)[0].clock_ppm == pytest.approx(ppm, abs=500)


def test_a_level_that_steps_by_two_kilohertz() -> None:
    bits = random_bits(9600, 4)
    signal = audio(bits) + np.where(np.arange(RATE - 1) < RATE / 2, 0, 2 / 3)
    noisy = add_noise(signal.astype(np.float32), RATE, 9600, 18, np.random.default_rng(4))
    step = 4800
    for symbols in received(FskAudio(RATE, 9600), noisy):
        away = np.abs(symbols.at * 9600 - step) > 200
        index = np.clip(np.round(symbols.at * 9600 - 0.5).astype(int), 0, len(bits) - 1)
        assert np.mean((symbols.soft > 0)[away] != (bits[index] == 1)[away]) < 2e-3


@pytest.mark.parametrize("offset", [-2 / 3, 2 / 3])
def test_a_burst_of_twenty_milliseconds_two_kilohertz_off_between_noise(offset: float) -> None:
    # Four flags and 17 octets, in the noise of an FM receiver without a carrier.
    framing = Ax25(g3ruh=True, fix=0, preamble=4, postamble=1)
    burst = audio(framing.encode(packet(1, 16)))
    rng = np.random.default_rng(5)
    signal = rng.normal(scale=2, size=RATE).astype(np.float32)
    signal[20000 : 20000 + len(burst)] = burst + offset
    assert len(burst) / RATE <= 0.022
    found = set().union(*frames(FskAudio(RATE, 9600), framing, signal))
    assert found == {packet(1, 16)}


def test_flags_alone_do_not_move_the_timing() -> None:
    # Unscrambled flags hold one level for seven symbols of eight.
    framing = Ax25(fix=0, preamble=60)
    signal = audio(transmission(framing, 8, 40), 1200)
    noisy = add_noise(signal, RATE, 1200, 13, np.random.default_rng(6))
    for found in frames(FskAudio(RATE, 1200), framing, noisy):
        assert len(found) == 8


def test_long_runs_of_one_level_do_not_move_the_middle() -> None:
    # Unscrambled zeros, as in a beacon of which little has been filled in.
    bits = random_bits(9600, 10)
    bits[3000:3250] = 0
    bits[5000:5200] = 1
    noisy = add_noise(audio(bits) + 0.3, RATE, 9600, 16, np.random.default_rng(10))
    slow = received(FskAudio(RATE, 9600), noisy.astype(np.float32))[2]
    assert error_rate(bits, slow, 9600) == 0


def test_frames_do_not_depend_on_the_blocks() -> None:
    signal = audio(transmission(G3RUH, 25, 98), bt=0.5)
    noisy = add_noise(signal, RATE, 9600, 12, np.random.default_rng(7))
    whole, second, quarter = (
        set().union(*frames(FskAudio(RATE, 9600), G3RUH, noisy, block_s))
        for block_s in (1e3, 1.0, 0.25)
    )
    assert whole == second == quarter
    assert len(whole) >= 15


def test_inverted_audio_gives_inverted_symbols() -> None:
    signal = audio(random_bits(2000, 8))
    for plain, inverted in zip(
        FskAudio(RATE, 9600).demodulate(signal, 0),
        FskAudio(RATE, 9600).demodulate(-signal, 0),
        strict=True,
    ):
        assert np.allclose(plain.soft, -inverted.soft, atol=1e-3)


@pytest.mark.parametrize("length", [0, 1, 3, 17, 200, 48000])
def test_silence_and_a_steady_level_are_harmless(length: int) -> None:
    for level in (0.0, 1.0):
        for symbols in FskAudio(RATE, 9600).demodulate(np.full(length, level, np.float32), 0):
            assert finite(symbols.soft)
            assert len(symbols.soft) == len(symbols.at) == len(symbols.offset_hz)


@needs_shared
def test_a_hundred_packets_in_growing_noise() -> None:
    # Dire Wolf finds 65 to 68 of them, multimon-ng 61, gr-satellites 53.
    samples, rate = recording("ax25/gen_packets/g9600_48k.wav")
    assert len(set().union(*frames(FskAudio(rate, 9600), G3RUH, samples))) >= 69


@needs_shared
@pytest.mark.parametrize(
    ("name", "baud", "g3ruh", "count"),
    [
        ("aalto1", 9600, True, 1), ("az02", 9600, True, 1), ("koyo", 9600, True, 3),
        ("quetzal1", 4800, True, 1), ("se01", 9600, True, 1), ("ubakusat", 9600, True, 1),
        ("us01", 9600, True, 1), ("upmsat_2", 1200, False, 1),
    ],
)  # fmt: skip
def test_satellites(name: str, baud: float, g3ruh: bool, count: int) -> None:
    samples, rate = recording(f"recordings/{name}.wav")
    found = set().union(*frames(FskAudio(rate, baud), Ax25(g3ruh=g3ruh, fix=0), samples))
    assert len(found) >= count


def test_sub_audio_data_beneath_speech() -> None:
    # DUV: 200 Bd below 300 Hz, a third as strong as what is spoken above.
    bits = random_bits(1200, 9)
    rng = np.random.default_rng(9)
    t = np.arange(6 * RATE - 1) / RATE
    voice = np.zeros(len(t))
    for tone in np.arange(350, 2700, 130):
        voice += rng.uniform(0.5, 1) * np.sin(2 * np.pi * tone * t + rng.uniform(0, 6))
    signal = (0.8 * audio(bits, 200) + voice[: len(bits) * 240 - 1]).astype(np.float32)
    for symbols in received(FskAudio(RATE, 200), signal):
        assert error_rate(bits, symbols, 200) < 2e-3
