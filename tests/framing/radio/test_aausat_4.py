import numpy as np
import pytest

from gateway.framing.radio.aausat_4 import AAUSAT_4
from gateway.model import Rejected
from tests.framing.radio.recorded import catch, frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    noisy,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

SOME = np.random.default_rng(1).bytes(92)
every_length = pytest.mark.parametrize("octets", [31, 92])


@every_length
def test_a_frame_comes_back(octets: int) -> None:
    check_round_trip(AAUSAT_4, SOME[:octets])


@every_length
def test_noise_and_pieces_are_no_frames(octets: int) -> None:
    check_noise_and_pieces(AAUSAT_4, SOME[:octets])


@pytest.mark.parametrize(("octets", "symbols"), [(31, 1020), (92, 1996)])
def test_a_frame_has_the_published_length(octets: int, symbols: int) -> None:
    # Preamble, callsign and the octet that tells, the symbols, 16 behind.
    assert len(AAUSAT_4.encode(SOME[:octets])) == 128 + 48 + 8 + symbols + 16


@every_length
def test_a_fifteenth_of_the_symbols_may_be_wrong(octets: int) -> None:
    [frame] = frames(AAUSAT_4, noisy(AAUSAT_4.encode(SOME[:octets]), sigma=0.66))
    assert frame.data == SOME[:octets]


def test_three_bits_of_the_octet_that_tells_may_be_wrong() -> None:
    [frame] = frames(AAUSAT_4, transmission(AAUSAT_4.encode(SOME), [176, 179, 182]))
    assert frame.data == SOME


def test_more_errors_than_the_codes_correct_are_rejected() -> None:
    bits = AAUSAT_4.encode(SOME)
    [caught] = catch(AAUSAT_4, transmission(bits, range(600, 1100)))
    assert isinstance(caught.event, Rejected)


def test_data_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        AAUSAT_4.encode(bytes(93))


@needs_shared
def test_finds_what_gr_satellites_finds() -> None:
    found = frames(AAUSAT_4, fsk(SHARED / "recordings/aausat_4.wav", 2400))
    assert {frame.data.hex() for frame in found} == baseline("aausat_4")
