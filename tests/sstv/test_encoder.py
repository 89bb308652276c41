import numpy as np
import pytest

from gateway.sstv.encoder import encode
from tests.sstv.card import BY_NAME, card

RATE = 48_000.0


def hz(audio: np.ndarray, start_ms: float, stop_ms: float) -> float:
    """The frequency of a tone, by its spectrum."""
    piece = audio[int(start_ms * RATE / 1000) : int(stop_ms * RATE / 1000)]
    power = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 18))
    return float(power.argmax() * RATE / (1 << 18))


def test_a_header_has_the_tones_of_the_paper() -> None:
    mode = BY_NAME["PD120"]
    audio = encode(mode, card(mode), RATE)
    assert hz(audio, 0, 300) == pytest.approx(1900, abs=2)
    assert hz(audio, 300, 310) == pytest.approx(1200, abs=10)
    assert hz(audio, 310, 610) == pytest.approx(1900, abs=2)
    # 95 is 1011111 in binary, sent backwards; six ones need no parity.
    tones = [hz(audio, 610 + 30 * bit, 640 + 30 * bit) for bit in range(10)]
    sent = [1200, 1100, 1100, 1100, 1100, 1100, 1300, 1100, 1300, 1200]
    assert tones == pytest.approx(sent, abs=10)


def test_black_is_1500_and_white_2300_hz() -> None:
    mode = BY_NAME["Martin M1"]
    pixels = np.zeros((256, 320, 3), np.uint8)
    pixels[:, 160:, 1] = 255
    audio = encode(mode, pixels, RATE, header=False)
    # A row begins with sync, porch, green.
    assert hz(audio, 0, 4.8) == pytest.approx(1200, abs=20)
    assert hz(audio, 10, 70) == pytest.approx(1500, abs=3)
    assert hz(audio, 85, 145) == pytest.approx(2300, abs=3)
    assert len(audio) == int(mode.duration_s * RATE)
