import numpy as np

from gateway.coding.bits import soften, to_octets
from gateway.coding.crc import CRC16_IBM_SDLC
from gateway.framing.radio.yusat import YUSAT
from tests.framing.radio.recorded import frames
from tests.framing.radio.transmission import (
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)

ADDRESSES = bytes.fromhex("a2a6a8404040fca284aa8260626103f0")
FRAME = ADDRESSES + np.random.default_rng(1).bytes(100)


def test_a_frame_comes_back() -> None:
    check_round_trip(YUSAT, FRAME)


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(YUSAT, FRAME)


def test_a_flag_inside_does_not_end_a_frame() -> None:
    check_round_trip(YUSAT, ADDRESSES + b"\x7e" * 5 + FRAME)


def test_octets_are_sent_highest_bit_first_and_not_stuffed() -> None:
    sent = to_octets(YUSAT.encode(b"\xff" * 20))
    assert sent.endswith(b"\x7e" + CRC16_IBM_SDLC.append(b"\xff" * 20) + b"\x7e")


def test_a_wrong_bit_and_a_frame_without_a_name_are_no_frames() -> None:
    assert not frames(YUSAT, transmission(YUSAT.encode(FRAME), [64 + 32 + 300]))
    assert not frames(YUSAT, soften(YUSAT.encode(b"\x01" * 40)))
