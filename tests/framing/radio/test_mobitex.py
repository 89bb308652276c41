from dataclasses import replace

import numpy as np
import pytest

from gateway.coding.bits import soften, to_bits
from gateway.coding.crc import CRC16_XMODEM
from gateway.framing.radio.mobitex import (
    BEESAT_1,
    BEESAT_9,
    CODE,
    MOBITEX,
    MOBITEX_NX,
    TUBIN,
    Mobitex,
)
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

BLOCKS = 4
PAYLOAD = np.random.default_rng(1).bytes(18 * BLOCKS)
ALL_BLOCKS = np.random.default_rng(2).bytes(18 * 32)
CONTROL = bytes((0x20 | BLOCKS - 1, 0x0E))
FULL_CONTROL = b"\x3f\x02"
SYNTHETIC = 6
"""Octets that gr-satellites adds to a frame."""


def addressed(callsign: bytes) -> bytes:
    return CONTROL + CRC16_XMODEM.append(callsign) + PAYLOAD


FRAMES = {
    MOBITEX: CONTROL + PAYLOAD,
    MOBITEX_NX: addressed(b"DP0TBA"),
    TUBIN: addressed(b"DP0TBN"),
    BEESAT_1: CONTROL + PAYLOAD,
    BEESAT_9: FULL_CONTROL + CRC16_XMODEM.append(b"DP0BEM") + ALL_BLOCKS,
}
every_kind = pytest.mark.parametrize("framing", FRAMES, ids=lambda framing: framing.name)
NX = FRAMES[MOBITEX_NX]
HEAD = 64 + 16
"""Symbols of preamble and sync word of NX."""


@every_kind
def test_a_frame_comes_back(framing: Mobitex) -> None:
    check_round_trip(framing, FRAMES[framing])


@every_kind
def test_noise_and_pieces_are_no_frames(framing: Mobitex) -> None:
    # An open end makes a frame of whatever blocks are there.
    told = replace(framing, blocks="told") if framing.blocks == "open" else framing
    check_noise_and_pieces(told, FRAMES[framing])


def test_the_code_is_that_of_the_published_example() -> None:
    # gr-satellites documents 2C with the parity 8.
    assert CODE.encode(to_bits(b"\x2c")[None]).tolist() == [[0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0]]


def test_the_code_has_distance_three() -> None:
    words = CODE.encode(to_bits(bytes(range(256))).reshape(256, 8))
    assert sorted(words.sum(axis=1).tolist())[:2] == [0, 3]


def test_one_wrong_bit_in_each_word_is_corrected() -> None:
    # Words of a block are sent by columns: 20 neighbours are a bit of each.
    bits = MOBITEX_NX.encode(NX)
    wrong = [HEAD + 88 + block * 240 + 40 + i for block in range(BLOCKS) for i in range(20)]
    [frame] = frames(MOBITEX_NX, transmission(bits, wrong))
    assert frame.data == NX
    assert frame.quality.corrected == 20 * BLOCKS


def test_two_wrong_bits_in_a_word_are_found_by_its_check() -> None:
    [frame] = frames(MOBITEX_NX, transmission(MOBITEX_NX.encode(NX), [HEAD + 88, HEAD + 88 + 20]))
    assert frame.data == NX


def test_noise_that_a_block_cannot_bear_hard_is_borne_soft() -> None:
    bits = MOBITEX_NX.encode(NX)
    [frame] = frames(MOBITEX_NX, noisy(bits, sigma=0.4))
    assert frame.data == NX


def test_two_wrong_bits_of_an_unknown_callsign_are_corrected() -> None:
    for wrong in ([HEAD + 24], [HEAD + 30, HEAD + 80]):
        [frame] = frames(MOBITEX_NX, transmission(MOBITEX_NX.encode(NX), wrong))
        assert frame.data == NX


def test_a_known_callsign_may_be_mostly_wrong_but_not_another() -> None:
    wrong = range(HEAD + 24, HEAD + 24 + 60, 5)
    bits = TUBIN.encode(FRAMES[TUBIN])
    assert [frame.data for frame in frames(TUBIN, transmission(bits, wrong))] == [FRAMES[TUBIN]]
    assert not frames(TUBIN, transmission(MOBITEX_NX.encode(NX)))


def test_a_bad_block_spoils_a_frame_whose_blocks_are_told() -> None:
    bits = MOBITEX_NX.encode(NX)
    third = HEAD + 88 + 2 * 240
    [caught] = catch(MOBITEX_NX, transmission(bits, range(third, third + 240, 3)))
    assert isinstance(caught.event, Rejected)
    assert caught.event.data == NX[: 10 + 2 * 18]


def test_a_bad_block_ends_an_open_frame() -> None:
    bits = MOBITEX.encode(FRAMES[MOBITEX])
    third = 64 + 32 + 24 + 2 * 240
    [frame] = frames(MOBITEX, transmission(bits, range(third, third + 240, 3)))
    assert frame.data == FRAMES[MOBITEX][: 2 + 2 * 18]


def test_a_carrier_that_ends_some_bits_early_costs_nothing() -> None:
    bits = MOBITEX.encode(FRAMES[MOBITEX])
    soft = soften(bits)
    end = 64 + 32 + 24 + BLOCKS * 240
    soft[end - 3 :] = np.random.default_rng(3).choice((-5, 5), len(soft) - end + 3)
    [frame] = frames(MOBITEX, soft)
    assert frame.data == FRAMES[MOBITEX]


def test_data_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        MOBITEX.encode(bytes(2 + 18 * 32 + 1))


@needs_shared
@pytest.mark.parametrize(
    ("recording", "framing"), [("technosat", MOBITEX_NX), ("beesat_9", BEESAT_9)]
)
def test_finds_what_gr_satellites_finds(recording: str, framing: Mobitex) -> None:
    found = frames(framing, fsk(SHARED / f"recordings/{recording}.wav", 4800))
    expected = {data[: -2 * SYNTHETIC] for data in baseline(recording)}
    assert {frame.data.hex() for frame in found} == expected


@needs_shared
def test_agrees_with_the_symbols_of_gr_satellites_test() -> None:
    folder = SHARED / "vectors/fec"
    soft = np.fromfile(folder / "qa_mobitex_deframer_symbols.f32", np.float32)
    expected = (folder / "qa_mobitex_deframer_frame.bin").read_bytes()
    [frame] = frames(MOBITEX_NX, soft)
    assert frame.data == expected[:-SYNTHETIC]


@needs_shared
def test_finds_all_six_blocks_of_d_star_one() -> None:
    # jradio: length 108, id 163, time 147856, ..., CRC -28609; its fields are little-endian.
    first, *others = frames(MOBITEX, fsk(SHARED / "recordings/dstar_one.wav", 4800))
    assert len(others) == 2
    assert {len(frame.data) for frame in (first, *others)} == {2 + 6 * 18}
    assert first.data[2:4] == bytes((108, 163))
    assert first.data[4:8] == (147856).to_bytes(4, "little")
    assert first.data[-2:] == (-28609).to_bytes(2, "little", signed=True)


@needs_shared
def test_finds_amgu_1_that_no_other_decoder_finds() -> None:
    # Its packet begins like that of D-STAR ONE: length 108, id 163.
    [frame] = frames(MOBITEX, fsk(SHARED / "recordings/amgu_1.wav", 4800))
    assert frame.data[2:4] == bytes((108, 163))
