import numpy as np
import pytest

from gateway.framing.radio.hsu_sat1 import DATA, HSU_SAT1, Characters, Coded
from tests.framing.radio.recorded import catch, frames
from tests.framing.radio.transmission import (
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)

FRAME = np.random.default_rng(1).bytes(DATA)
HEAD = 128 + 33


def test_a_frame_comes_back() -> None:
    check_round_trip(HSU_SAT1, FRAME)


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(HSU_SAT1, FRAME)


def test_octets_are_characters_of_a_serial_line_lowest_bit_first() -> None:
    bits = np.array([0, 1, 0, 0, 0, 0, 0, 1], np.uint8)
    assert Characters().seal(bits).tolist() == [0, 1, 0, 0, 0, 0, 0, 1, 0, 1]
    assert Characters().open(np.arange(10, dtype=np.float32)).tolist() == [8, 7, 6, 5, 4, 3, 2, 1]


def test_zeros_are_sent_as_the_scrambling_sequence() -> None:
    # IEEE 802.11-2016, 17.3.5.5: x^7 + x^4 + 1, from all ones 0000111011110010 1100100100000010 ...
    sent = Coded().seal(np.zeros(8 * (DATA + 2), np.uint8))[128 + 768 :]
    sequence = "0000111011110010110010010000001000100110001011101011011000001100"
    sequence += "110101001110011110110100001010101111101001010001101110001111111"
    expected = (sequence * 7)[768:816]
    assert "".join(map(str, sent)) == expected


def test_a_character_that_was_not_received_and_wrong_bits_are_corrected() -> None:
    soft = transmission(HSU_SAT1.encode(FRAME))
    first = 777 + HEAD + 10 * (16 + 40)
    soft[first : first + 10] = 0
    soft[first + 203 : first + 400 : 40] *= -1
    [frame] = frames(HSU_SAT1, soft)
    assert frame.data == FRAME


@pytest.mark.parametrize("seed", range(3))
def test_a_frame_of_wrong_bits_is_rejected(seed: int) -> None:
    wrong = HEAD + 160 + np.random.default_rng(seed).choice(1020, 300, replace=False)
    soft = transmission(HSU_SAT1.encode(FRAME), wrong.tolist())
    assert not frames(HSU_SAT1, soft)
    assert catch(HSU_SAT1, soft)
