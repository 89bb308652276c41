import numpy as np
import pytest

from gateway.framing.radio.ideassat import IDEASSAT
from gateway.model import Rejected
from tests.framing.radio.recorded import catch, frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

DATA = b"BN0CU 0BN0IDA0\xf0" + np.random.default_rng(1).bytes(185)


def test_a_frame_comes_back() -> None:
    check_round_trip(IDEASSAT, DATA)


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(IDEASSAT, DATA)


def test_a_wrong_symbol_is_rejected() -> None:
    # Eight preceding characters, two packets, and the twentieth of the third.
    carried = 10 * (8 + 2 * 40 + 20)
    [caught] = catch(IDEASSAT, transmission(IDEASSAT.encode(DATA), [carried + 4]))
    assert isinstance(caught.event, Rejected)


def test_a_wrong_flag_does_not_matter() -> None:
    # Eight preceding characters, then the first packet; a level of its last flag.
    last_flag = 10 * (8 + 39)
    [frame] = frames(IDEASSAT, transmission(IDEASSAT.encode(DATA), [last_flag + 4]))
    assert frame.data == DATA


def test_data_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        IDEASSAT.encode(bytes(199))


@needs_shared
def test_finds_what_gr_satellites_finds() -> None:
    found = frames(IDEASSAT, fsk(SHARED / "recordings/ideassat.wav", 9600))
    assert {frame.data.hex() for frame in found} == baseline("ideassat")
