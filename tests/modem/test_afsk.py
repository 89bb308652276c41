import wave

import numpy as np
import pytest

from gateway.framing.radio.ax25 import Ax25
from gateway.modem.afsk import Afsk
from gateway.modem.channel import add_noise, twist
from gateway.modem.fsk_modulator import FskModulator
from gateway.modem.symbols import Symbols
from tests.modem.bit_errors import error_rate, finite, random_bits, received
from tests.modem.packets import frames, packet, transmission
from tests.shared_data import SHARED, needs_shared

RATE = 48000
PLAIN = Ax25(fix=0)


def tones(bits: np.ndarray, rate: float = RATE, baud: float = 1200, ppm: float = 0) -> np.ndarray:
    return FskModulator(rate, baud, 500, clock_ppm=ppm).afsk(bits, 1700)


def sharp(branches: list[Symbols]) -> list[Symbols]:
    """Those that flat audio suits."""
    return [branches[0], branches[-1]]


@pytest.mark.parametrize(("ebn0_db", "limit"), [(20, 0.0), (9, 2e-4), (7, 4e-3)])
def test_bit_errors_in_noise(ebn0_db: float, limit: float) -> None:
    # Non-coherent detection of single symbols has exp(-Eb/2N0)/2: 9e-3 at 9, 4e-2 at 7 dB.
    bits = random_bits(12000, 1)
    noisy = add_noise(tones(bits), RATE, 1200, ebn0_db, np.random.default_rng(1))
    assert error_rate(bits, received(Afsk(RATE), noisy)[-1], 1200) <= limit


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 96000, 250000])
def test_any_sample_rate(rate: float) -> None:
    bits = random_bits(2400, 2)
    for symbols in sharp(received(Afsk(rate), tones(bits, rate))):
        assert error_rate(bits, symbols, 1200) == 0


@pytest.mark.parametrize("ppm", [-30000, 10000, 29500])
def test_a_clock_that_is_off_and_says_so(ppm: float) -> None:
    bits = random_bits(3600, 3)
    noisy = add_noise(tones(bits, ppm=ppm), RATE, 1200, 15, np.random.default_rng(3))
    for symbols in sharp(received(Afsk(RATE), noisy)):
        assert error_rate(bits, symbols, 1200 * (1 + ppm * 1e-6)) < 1e-3
    window = Afsk(RATE).demodulate(noisy, 0)
    assert window[0].clock_ppm == pytest.approx(ppm, abs=500)


@pytest.mark.parametrize("offset", [-60, 40, 100])
def test_tones_that_are_off_are_found(offset: float) -> None:
    bits = random_bits(3600, 4)
    audio = FskModulator(RATE, 1200, 460).afsk(bits, 1700 + offset)
    noisy = add_noise(audio, RATE, 1200, 12, np.random.default_rng(4))
    by_sequence = received(Afsk(RATE), noisy)[-1]
    assert error_rate(bits, by_sequence, 1200) < 1e-3
    assert np.median(by_sequence.offset_hz) == pytest.approx(offset, abs=4)


@pytest.mark.parametrize("db", [-7, 7])
def test_de_emphasis_and_pre_emphasis(db: float) -> None:
    signal = twist(tones(transmission(PLAIN, 10, 70)), RATE, db)
    noisy = add_noise(signal, RATE, 1200, 12, np.random.default_rng(5))
    found = set().union(*frames(Afsk(RATE), PLAIN, noisy))
    assert found == {packet(number, 70) for number in range(10)}


def test_packets_at_7_and_a_half_decibels_most_of_which_a_discriminator_loses() -> None:
    noisy = add_noise(tones(transmission(PLAIN, 20, 70)), RATE, 1200, 7.5, np.random.default_rng(6))
    by_discriminator, _, by_sequence = frames(Afsk(RATE), PLAIN, noisy)
    assert len(by_sequence) >= 15
    assert len(by_discriminator) <= 5


def test_frames_do_not_depend_on_the_blocks() -> None:
    noisy = add_noise(tones(transmission(PLAIN, 12, 70)), RATE, 1200, 10, np.random.default_rng(7))
    whole, second, quarter = (
        set().union(*frames(Afsk(RATE), PLAIN, noisy, block_s)) for block_s in (1e3, 1.0, 0.25)
    )
    assert whole == second == quarter
    assert len(whole) >= 11


def test_harmonics_of_a_receiver_that_raises_the_highs() -> None:
    signal = twist(tones(transmission(PLAIN, 10, 70)), RATE, -3)
    harmonics = signal + 1.5 * (signal**2 - 0.5).astype(np.float32)
    raised = np.gradient(harmonics).astype(np.float32)
    noisy = add_noise(raised, RATE, 1200, 25, np.random.default_rng(5))
    _, de_emphasised, _ = frames(Afsk(RATE), PLAIN, noisy)
    assert de_emphasised == {packet(number, 70) for number in range(10)}


@pytest.mark.parametrize(
    ("baud", "carrier", "deviation"), [(300, 1700, 100), (4800, 3600, -1200), (1200, 1500, 600)]
)
def test_relatives_of_bell_202(baud: float, carrier: float, deviation: float) -> None:
    bits = random_bits(int(4 * baud), 8)
    audio = FskModulator(RATE, baud, deviation).afsk(bits, carrier)
    noisy = add_noise(audio, RATE, baud, 15, np.random.default_rng(8))
    by_sequence = received(Afsk(RATE, baud, carrier, deviation), noisy)[-1]
    assert error_rate(bits, by_sequence, baud) < 2e-3


def test_a_one_is_positive_whichever_tone_it_is() -> None:
    bits = random_bits(1200, 9)
    for deviation in (500, -500):
        audio = FskModulator(RATE, 1200, deviation).afsk(bits, 1700)
        for symbols in sharp(Afsk(RATE, deviation=deviation).demodulate(audio, 0)):
            index = np.round(symbols.at * 1200 - 0.5).astype(int)
            inner = (index > 50) & (index < 1150)
            assert np.array_equal(symbols.soft[inner] > 0, bits[index[inner]] == 1)


@pytest.mark.parametrize("length", [0, 1, 50, 999, 48000])
def test_silence_and_a_steady_level_are_harmless(length: int) -> None:
    for level in (0.0, 1.0):
        for symbols in Afsk(RATE).demodulate(np.full(length, level, np.float32), 0):
            assert finite(symbols.soft)
            assert len(symbols.soft) == len(symbols.at) == len(symbols.snr_db)


def recording(path: str) -> tuple[np.ndarray, int]:
    with wave.open(str(SHARED / path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return samples.astype(np.float32) / 32768, file.getframerate()


@needs_shared
def test_a_hundred_packets_in_growing_noise() -> None:
    # Dire Wolf finds 71 to 78 of them, 80 with its bit flipping; gr-satellites 66.
    audio, rate = recording("ax25/gen_packets/g1200_48k.wav")
    found = set().union(*frames(Afsk(rate), PLAIN, audio))
    assert len(found) >= 95


@needs_shared
def test_a_satellite_three_percent_too_fast() -> None:
    # ao27: Dire Wolf and gr-satellites find two different frames.
    audio, rate = recording("recordings/ao27.wav")
    assert len(set().union(*frames(Afsk(rate), PLAIN, audio))) >= 2


@needs_shared
def test_a_satellite_heard_with_all_its_highs() -> None:
    # tanusha3_pm: Dire Wolf finds one frame, gr-satellites none.
    audio, rate = recording("recordings/tanusha3_pm.wav")
    assert len(set().union(*frames(Afsk(rate), PLAIN, audio))) == 1


@needs_shared
def test_afsk_at_300_baud() -> None:
    # Dire Wolf's generator: five frames.
    audio, rate = recording("ax25/direwolf_gen/afsk300_ax25.wav")
    for found in frames(Afsk(rate, 300, 1700, 100), PLAIN, audio):
        assert len(found) == 5
