import numpy as np
import pytest

from gateway.coding.bits import soften
from gateway.framing.radio.ax5043 import AX5043, SHORTEST
from tests.framing.radio.recorded import frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

DATA = np.random.default_rng(1).bytes(254)


@pytest.mark.parametrize("size", [SHORTEST - 2, 100, 254])
def test_a_frame_comes_back(size: int) -> None:
    check_round_trip(AX5043, DATA[:size])


def test_octets_of_ones_are_stuffed() -> None:
    check_round_trip(AX5043, b"\xff" * 250)


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(AX5043, DATA[:100])


def test_wrong_symbols_here_and_there_are_corrected_and_counted() -> None:
    wrong = range(400, 1700, 25)
    [frame] = frames(AX5043, transmission(AX5043.encode(DATA[:100]), wrong))
    assert (frame.data, frame.quality.corrected) == (DATA[:100], len(wrong))


def test_too_many_wrong_symbols_are_no_frame() -> None:
    soft = soften(AX5043.encode(DATA[:100]))
    soft[500:1000:2] *= -1
    assert not frames(AX5043, soft)


@needs_shared
def test_finds_what_gr_satellites_finds() -> None:
    soft = fsk(SHARED / "recordings/cape3.wav", 1200)
    assert {frame.data.hex() for frame in frames(AX5043, soft)} == baseline("cape3")
