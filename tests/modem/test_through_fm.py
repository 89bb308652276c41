import numpy as np
import pytest

from gateway.framing.radio.ax25 import Ax25
from gateway.modem.afsk import Afsk
from gateway.modem.channel import add_noise, shift
from gateway.modem.fsk import FskAudio
from gateway.modem.fsk_modulator import FskModulator
from gateway.modem.through_fm import ThroughFm
from tests.modem.bit_errors import error_rate, finite, random_bits, received
from tests.modem.packets import frames, transmission

RATE = 48000
AX25 = Ax25(fix=0)


def fm(audio: np.ndarray, deviation: float, offset: float = 0.0) -> np.ndarray:
    """*audio* on a carrier, 1 for the full deviation in Hz."""
    turns = np.cumsum(audio, dtype=np.float64) * deviation / RATE
    return shift(np.exp(2j * np.pi * turns).astype(np.complex64), RATE, offset)


@pytest.mark.parametrize("offset", [-5000, 0, 5000])
def test_packets_in_tones_on_an_fm_carrier_come_back(offset: float) -> None:
    audio = FskModulator(RATE, 1200, -500).afsk(transmission(AX25, 5, 70), 1700)
    noisy = add_noise(fm(audio, 3000, offset), RATE, 1200, 22, np.random.default_rng(1))
    found = frames(ThroughFm(Afsk(RATE), 11000), AX25, noisy)
    assert len(set().union(*found)) == 5


def test_symbols_are_where_those_of_the_audio_are() -> None:
    bits = random_bits(600, 2)
    audio = FskModulator(RATE, 200, 1).fm_audio(bits)
    through, plain = (
        received(demodulator, signal)[0]
        for demodulator, signal in (
            (ThroughFm(FskAudio(RATE, 200), 11000), fm(audio, 500)),
            (FskAudio(RATE, 200), audio),
        )
    )
    assert error_rate(bits, through, 200) == 0
    assert np.abs(through.at[100:400] - plain.at[100:400]).max() < 0.02 / 200


def test_frames_do_not_depend_on_the_blocks() -> None:
    audio = FskModulator(RATE, 1200, -500).afsk(transmission(AX25, 5, 70), 1700)
    noisy = add_noise(fm(audio, 3000), RATE, 1200, 20, np.random.default_rng(3))
    whole, second, quarter = (
        set().union(*frames(ThroughFm(Afsk(RATE), 11000), AX25, noisy, block_s))
        for block_s in (1e3, 1.0, 0.25)
    )
    assert whole == second == quarter
    assert len(whole) == 5


@pytest.mark.parametrize("length", [0, 1, 2, 100, 24000])
@pytest.mark.parametrize("level", [0.0, 1.0])
def test_silence_and_a_bare_carrier_are_harmless(length: int, level: float) -> None:
    samples = np.full(length, level, np.complex64)
    for symbols in ThroughFm(Afsk(RATE), 11000).demodulate(samples, 0):
        assert finite(symbols.soft)
        assert len(symbols.soft) == len(symbols.at)
