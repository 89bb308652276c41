import numpy as np
import pytest

from gateway.framing.radio.ngham import NGHAM, NGHAM_NO_RS, NgHam
from gateway.model import Rejected
from tests.framing.radio.jradio import raw_data
from tests.framing.radio.recorded import catch, frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

SOME = np.random.default_rng(1).bytes(220)
HEAD = 32 + 32
"""Symbols of preamble and sync word."""
TAG = 24
SIZES = {28: 47, 60: 79, 92: 111, 124: 159, 156: 191, 188: 223, 220: 255}
"""Octets of the codeword by those of payload and padding, from the protocol's description."""

every_kind = pytest.mark.parametrize("framing", [NGHAM, NGHAM_NO_RS], ids=lambda f: f.name)


def data(octets: int, most: int, flags: int = 5) -> bytes:
    """A payload behind its flags and what padding it takes."""
    return bytes((flags << 5 | most - octets,)) + SOME[:octets]


@pytest.mark.parametrize("most", SIZES)
def test_each_size_comes_back_padded_or_not(most: int) -> None:
    for octets in (most, most - 1, most - 31 if most > 31 else 1):
        check_round_trip(NGHAM, data(octets, most))


@pytest.mark.parametrize("most", SIZES)
def test_a_codeword_has_the_published_size(most: int) -> None:
    assert len(NGHAM.encode(data(most, most))) == HEAD + TAG + 8 * SIZES[most] + 8


@every_kind
def test_noise_and_pieces_are_no_frames(framing: NgHam) -> None:
    check_noise_and_pieces(framing, data(50, 60))


@pytest.mark.parametrize("most", SIZES)
def test_as_many_octets_are_corrected_as_half_the_parity(most: int) -> None:
    errors = 8 if most <= 92 else 16
    body = HEAD + TAG
    wrong = range(body, body + 16 * errors, 16)
    [frame] = frames(NGHAM, transmission(NGHAM.encode(data(most, most)), wrong))
    assert frame.data == data(most, most)
    assert frame.quality.corrected == errors


def test_six_bits_of_the_tag_may_be_wrong() -> None:
    bits = NGHAM.encode(data(92, 92))
    [frame] = frames(NGHAM, transmission(bits, range(HEAD, HEAD + TAG, 4)))
    assert frame.data == data(92, 92)


def test_without_the_code_one_wrong_bit_is_rejected() -> None:
    [caught] = catch(NGHAM_NO_RS, transmission(NGHAM.encode(data(28, 28)), [HEAD + TAG + 20]))
    assert isinstance(caught.event, Rejected)


def test_a_frame_whose_parity_is_something_else_is_good() -> None:
    bits = NGHAM.encode(data(28, 28))
    parity = HEAD + TAG + 8 * 31
    [frame] = frames(NGHAM, transmission(bits, range(parity, parity + 128, 3)))
    assert frame.data == data(28, 28)


def test_data_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        NGHAM.encode(bytes(222))


@needs_shared
@every_kind
def test_finds_what_gr_satellites_finds(framing: NgHam) -> None:
    found = frames(framing, fsk(SHARED / "recordings/floripasat_1.wav", 1200))
    assert {frame.data.hex() for frame in found} == baseline("floripasat_1")


@needs_shared
def test_finds_what_jradio_finds_of_the_downlink() -> None:
    # jradio leaves the octet of flags out.
    [found] = frames(NGHAM, fsk(SHARED / "recordings-2/floripasatDownlink.wav", 2400))
    assert found.data[1:] == raw_data("floripasatDownlink.wav")
