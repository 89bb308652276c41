import numpy as np
import pytest

from gateway.coding.bits import Soft
from gateway.framing.radio.morse import MORSE
from gateway.model import Frame
from gateway.modem.channel import fade, resample_clock, shift
from gateway.modem.keying import BAUD, Keying
from gateway.modem.keying_modulator import key
from gateway.modem.stream import Stream
from gateway.modem.symbols import Samples
from gateway.reception.receiver import Receiver
from tests.modem.keyed_text import RATE, TEXT, audio, in_noise, keying


def soft(samples: Samples, block_s: float = 1.0) -> Soft:
    stream = Stream(Keying(RATE), block_s)
    blocks = stream.feed(samples) + stream.finish()
    return np.concatenate([one.soft for [one] in blocks])


def texts(samples: Samples, demodulator: Keying | None = None) -> list[bytes]:
    receiver = Receiver(demodulator or Keying(RATE), [MORSE])
    return [one.event.data for one in receiver.feed(samples) + receiver.finish()]


def test_symbols_are_those_of_the_key_200_times_a_second() -> None:
    bits = keying(20)
    found = soft(audio(bits, 40))
    assert len(found) == len(bits)
    inner = np.convolve(np.diff(bits, prepend=0, append=0) != 0, np.ones(5), "same")[:-1] == 0
    assert np.array_equal(found[inner] > 0, bits[inner] == 1)


def test_blocks_of_any_length_give_the_same_text() -> None:
    samples = audio(keying(20), 3)
    for block_s in (0.25, 1.0, 100.0):
        receiver = Receiver(Keying(RATE), [MORSE], block_s)
        [one] = receiver.feed(samples) + receiver.finish()
        assert one.event.data == TEXT


@pytest.mark.parametrize("words_a_minute", [5, 12, 20, 30, 40])
@pytest.mark.parametrize("snr_db", [3.0, 30.0])
def test_any_usual_speed_is_read(words_a_minute: float, snr_db: float) -> None:
    assert texts(audio(keying(words_a_minute), snr_db)) == [TEXT]


def test_a_signal_as_strong_as_the_noise_is_read() -> None:
    samples = audio(keying(20), 0.0)
    receiver = Receiver(Keying(RATE), [MORSE])
    [one] = receiver.feed(samples) + receiver.finish()
    assert one.event.data == TEXT
    assert isinstance(one.event, Frame)
    quality = one.event.quality
    # 500 Hz hold 4 dB more noise than a symbol's 200 Hz.
    assert quality.snr_db == pytest.approx(4.0, abs=1.5)
    assert quality.offset_hz == pytest.approx(937 - 1650, abs=5)
    assert quality.unchecked


def test_fading_is_followed() -> None:
    faded = fade(key(keying(15), RATE, BAUD, 700).real, RATE, 0.2, np.random.default_rng(5), 6.0)
    assert texts(in_noise(faded, 20, seed=6)) == [TEXT]


def test_doppler_of_iq_is_followed() -> None:
    rate = 24_000.0
    iq = shift(key(keying(20), rate, BAUD), rate, 2500, -60)
    noise = np.random.default_rng(7).standard_normal((2, len(iq)))
    iq = (iq + 0.5 * (noise[0] + 1j * noise[1])).astype(np.complex64)
    assert texts(iq, Keying(rate, 0.0, 4000.0)) == [TEXT]


def test_a_clock_that_is_off_does_not_matter() -> None:
    assert texts(resample_clock(audio(keying(20), 10), 20_000)) == [TEXT]


def test_noise_silence_and_a_carrier_have_no_text() -> None:
    noise = in_noise(np.zeros(600_000, np.float32), 0, seed=8)
    carrier = np.cos(2 * np.pi * 0.1 * np.arange(200_000))
    for samples in (noise, noise[:200_000] + carrier, np.zeros(200_000), np.ones(10)):
        assert texts(samples.astype(np.float32)) == []
