import numpy as np

from gateway.framing.radio.ax100 import AX100_ASM_GOLAY
from gateway.framing.radio.foresail_1 import FORESAIL_1
from tests.framing.radio.recorded import frames
from tests.framing.radio.transmission import (
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)

DATA = np.random.default_rng(1).bytes(100)


def test_a_frame_comes_back() -> None:
    check_round_trip(FORESAIL_1, DATA)


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(FORESAIL_1, DATA)


def test_only_the_sync_word_tells_it_from_the_ax100() -> None:
    one, other = FORESAIL_1.encode(DATA), AX100_ASM_GOLAY.encode(DATA)
    different = np.flatnonzero(one != other)
    assert different.min() >= 128
    assert different.max() < 128 + 32
    assert not frames(AX100_ASM_GOLAY, transmission(one))
