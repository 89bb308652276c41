from dataclasses import replace

import numpy as np
import pytest

from gateway.framing.radio.snet import SALSAT, SNET, Snet
from gateway.model import Rejected
from tests.framing.radio.recorded import afsk, catch, frames
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    noisy,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

PDU = np.random.default_rng(1).bytes(77)
HEAD = 64 + 32
"""Symbols of preamble and sync word."""
HEADER = 210

every_kind = pytest.mark.parametrize("framing", [SNET, SALSAT], ids=lambda framing: framing.name)
every_coding = pytest.mark.parametrize("coding", range(4))


@every_kind
@every_coding
def test_a_pdu_comes_back(framing: Snet, coding: int) -> None:
    check_round_trip(replace(framing, coding=coding), PDU)


@every_kind
def test_noise_and_pieces_are_no_pdus(framing: Snet) -> None:
    check_noise_and_pieces(framing, PDU)


@pytest.mark.parametrize("coding", [1, 2, 3])
def test_half_the_errors_that_the_code_bears_are_corrected(coding: int) -> None:
    # Codewords are sent by columns: 16 neighbours are a bit of each.
    bits = replace(SNET, coding=coding).encode(PDU)
    blocks = range(HEAD + HEADER, len(bits) - 240, 240)
    wrong = [start + 32 + i for start in blocks for i in range(8 * coding)]
    [frame] = frames(SNET, transmission(bits, wrong))
    assert frame.data == PDU
    assert frame.quality.corrected == len(wrong)


def test_three_wrong_bits_in_each_codeword_of_the_header_are_corrected() -> None:
    bits = SNET.encode(PDU)
    [frame] = frames(SNET, transmission(bits, range(HEAD + 28, HEAD + 28 + 3 * 14)))
    assert frame.data == PDU


def test_noise_that_the_codes_cannot_bear_hard_is_borne_soft() -> None:
    bits = replace(SNET, coding=2).encode(PDU)
    [frame] = frames(SNET, noisy(bits, sigma=0.55))
    assert frame.data == PDU


def test_a_pdu_whose_crc_is_wrong_is_rejected() -> None:
    bits = replace(SALSAT, coding=0).encode(PDU)
    [caught] = catch(SALSAT, transmission(bits, [HEAD + HEADER + 9]))
    assert isinstance(caught.event, Rejected)


def test_a_pdu_of_s_net_without_code_is_unchecked() -> None:
    for framing in (SNET, SALSAT):
        [frame] = frames(framing, transmission(replace(framing, coding=0).encode(PDU)))
        assert frame.quality.unchecked == framing.faulty


def test_a_pdu_with_more_errors_than_its_crc_can_be_trusted_with_is_rejected() -> None:
    bits = replace(SNET, coding=1).encode(PDU)
    blocks = range(HEAD + HEADER, len(bits) - 240, 240)
    wrong = [start + 32 + i for start in blocks for i in range(16)]
    [caught] = catch(SNET, transmission(bits, wrong))
    assert isinstance(caught.event, Rejected)
    assert caught.event.data == PDU


def test_the_faulty_crcs_are_not_the_right_ones() -> None:
    assert not frames(SALSAT, transmission(SNET.encode(PDU)))
    assert not frames(SNET, transmission(SALSAT.encode(PDU)))


def test_a_header_without_pdu_is_no_frame() -> None:
    assert not catch(SNET, transmission(SNET.encode(b"")))


def test_data_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        SNET.encode(bytes(1024))


@needs_shared
def test_finds_what_gr_satellites_finds_and_one_more() -> None:
    found = frames(SNET, afsk(SHARED / "recordings/snet_a.wav", 1200, 1500))
    assert {frame.data.hex() for frame in found} > baseline("snet_a")
    assert len(found) == 3
