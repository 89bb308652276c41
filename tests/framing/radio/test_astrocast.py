import numpy as np
import pytest

from gateway.framing.radio.astrocast import (
    ASTROCAST_FX25_NRZ,
    ASTROCAST_FX25_NRZI,
    AstrocastFx25,
)
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

DATA = np.random.default_rng(1).bytes(100) + b"\x7e within \x7e\x7e" + bytes(50)
HEAD = 128 + 64
"""Symbols of preamble and tag."""

every_line = pytest.mark.parametrize(
    "framing", [ASTROCAST_FX25_NRZ, ASTROCAST_FX25_NRZI], ids=lambda framing: framing.name
)


@every_line
def test_a_frame_comes_back_flags_within_and_all(framing: AstrocastFx25) -> None:
    check_round_trip(framing, DATA)


@every_line
def test_noise_and_pieces_are_no_frames(framing: AstrocastFx25) -> None:
    check_noise_and_pieces(framing, DATA)


def test_sixteen_wrong_octets_are_corrected() -> None:
    wrong = range(HEAD + 3, HEAD + 3 + 8 * 16, 8)
    [frame] = frames(ASTROCAST_FX25_NRZ, transmission(ASTROCAST_FX25_NRZ.encode(DATA), wrong))
    assert frame.data == DATA
    assert frame.quality.corrected == 16


def test_far_more_are_rejected() -> None:
    wrong = range(HEAD + 3, HEAD + 3 + 8 * 60, 8)
    [caught] = catch(ASTROCAST_FX25_NRZ, transmission(ASTROCAST_FX25_NRZ.encode(DATA), wrong))
    assert isinstance(caught.event, Rejected)


def test_data_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        ASTROCAST_FX25_NRZ.encode(bytes(220))


@needs_shared
def test_finds_the_frame_that_gr_satellites_finds_tuned_by_hand() -> None:
    found = frames(ASTROCAST_FX25_NRZ, fsk(SHARED / "recordings/astrocast_old.wav", 1200))
    assert {frame.data.hex() for frame in found} == baseline("astrocast_old")


@needs_shared
def test_finds_what_jradio_finds_behind_nrzi() -> None:
    [found] = frames(ASTROCAST_FX25_NRZI, fsk(SHARED / "recordings-2/astrocast_nrzi.wav", 1200))
    assert found.data == raw_data("astrocast_nrzi.wav")
