import numpy as np
import pytest

from gateway.coding.bits import soften
from gateway.framing.radio.ax25 import AX25_G3RUH
from gateway.framing.radio.ua01 import UA01
from gateway.modem.bpsk import BpskAudio
from tests.framing.radio.recorded import frames, samples
from tests.framing.radio.transmission import baseline, check_noise_and_pieces, check_round_trip
from tests.shared_data import SHARED, needs_shared

ADDRESSES = bytes.fromhex("a2a6a8404040fca284aa8260626103f0")
FRAME = ADDRESSES + np.random.default_rng(1).bytes(100)


def test_a_frame_comes_back() -> None:
    check_round_trip(UA01, FRAME)
    [frame] = frames(UA01, soften(UA01.encode(FRAME)))
    assert frame.framing == "ua01"


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(UA01, FRAME)


def test_the_line_is_that_of_packet_radio_with_nrzi_done_twice() -> None:
    symbols = UA01.encode(FRAME)
    once = np.concatenate(([1 ^ symbols[0]], 1 ^ symbols[1:] ^ symbols[:-1]))
    assert (once == AX25_G3RUH.encode(FRAME)).all()
    assert not frames(AX25_G3RUH, soften(symbols))


@needs_shared
def test_finds_what_gr_satellites_finds_only_after_tuning() -> None:
    audio, rate = samples(SHARED / "recordings/ua01.wav")
    for symbols in BpskAudio(rate, 9600).demodulate(audio, 0):
        assert {frame.data.hex() for frame in frames(UA01, symbols.soft)} == baseline("ua01")


@pytest.mark.parametrize("level", [1, -1])
def test_polarity_does_not_matter(level: int) -> None:
    [frame] = frames(UA01, level * soften(UA01.encode(FRAME)))
    assert frame.data == FRAME
