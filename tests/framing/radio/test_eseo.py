import numpy as np
import pytest

from gateway.framing.radio.eseo import ESEO
from gateway.model import Rejected
from tests.framing.radio.recorded import catch, frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

DATA = np.random.default_rng(1).bytes(141)
HEAD = 128 + 24
"""Symbols of preamble and sync word."""


def test_a_frame_comes_back() -> None:
    check_round_trip(ESEO, DATA)


def test_a_frame_of_ones_which_needs_stuffing_comes_back() -> None:
    check_round_trip(ESEO, bytes(60) + b"\xff" * 60)


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(ESEO, DATA)


def test_eight_wrong_octets_are_corrected() -> None:
    wrong = range(HEAD + 8 * 20, HEAD + 8 * 28, 8)
    [frame] = frames(ESEO, transmission(ESEO.encode(DATA), wrong))
    assert frame.data == DATA
    assert frame.quality.corrected == 8


def test_nine_are_rejected() -> None:
    wrong = range(HEAD + 8 * 20, HEAD + 8 * 29, 8)
    [caught] = catch(ESEO, transmission(ESEO.encode(DATA), wrong))
    assert isinstance(caught.event, Rejected)


def test_data_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        ESEO.encode(bytes(240))


@needs_shared
def test_finds_the_frame_that_gr_satellites_finds_tuned_by_hand() -> None:
    found = frames(ESEO, fsk(SHARED / "recordings/eseo.wav", 9600))
    assert {frame.data.hex() for frame in found} == baseline("eseo")
    # The code saw no error, so its octets are put together rightly.
    assert [frame.quality.corrected for frame in found] == [0]
