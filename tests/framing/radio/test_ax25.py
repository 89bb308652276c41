import json

import numpy as np
import pytest

from gateway.coding.bits import Bits, Soft, soften, to_bits
from gateway.framing.radio.ax25 import AX25, AX25_G3RUH, Ax25, stuffed
from gateway.framing.radio.line import Line
from gateway.framing.radio.ring import SymbolRing
from gateway.model import Disposition, Rejected
from tests.framing.radio.recorded import afsk, catch, direwolf, frames, fsk
from tests.shared_data import SHARED, needs_shared

DATA = bytes.fromhex("86a240404040e0a4a66092a6a6e103f0") + b">ARISS - International Space Station"
ODD = bytes(range(200, 240))
FLAG = to_bits(b"\x7e")
both_lines = pytest.mark.parametrize("framing", [AX25, AX25_G3RUH])


def signal(framing: Ax25, data: bytes = DATA, seed: int = 10) -> Soft:
    """A transmission between noise."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(2, 300)).astype(np.float32)
    return np.concatenate((noise[0], soften(framing.encode(data)), noise[1]))


def between_flags(*contents: Bits, before: int = 1, behind: int = 1) -> Soft:
    """Symbols of *contents* with one flag between two, and so many around."""
    one = [part for content in contents for part in (content, FLAG)]
    bits = np.concatenate([to_bits(b"\x55" * 8), *[FLAG] * before, *one, *[FLAG] * (behind - 1)])
    return soften(Line().encode(np.concatenate((bits, to_bits(b"\x55" * 8)))))


@both_lines
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("block", [1, 100, 5000])
def test_a_frame_comes_back_in_either_polarity_and_any_blocks(
    framing: Ax25, sign: int, block: int
) -> None:
    [frame] = frames(framing, sign * signal(framing), block)
    assert (frame.data, frame.framing, frame.quality.fixed) == (DATA, framing.name, None)


@both_lines
def test_a_receiver_that_comes_late_needs_one_flag(framing: Ax25) -> None:
    soft = soften(framing.encode(DATA))
    for start in (0, 1, 100, 8 * framing.preamble - 8 - Line(framing.g3ruh).memory):
        assert [one.data for one in frames(framing, soft[start:])] == [DATA]


def test_a_frame_says_where_it_was() -> None:
    [caught] = catch(AX25, soften(AX25.encode(DATA)))
    assert (caught.start, caught.end) == (31 * 8, 33 * 8 + len(stuffed(DATA)))


def test_frames_may_share_a_flag_and_flags_a_zero() -> None:
    soft = between_flags(stuffed(DATA), stuffed(DATA + b"2"))
    assert [one.data for one in frames(AX25, soft)] == [DATA, DATA + b"2"]
    shared = np.concatenate((FLAG, FLAG[1:], stuffed(ODD), FLAG))
    assert [one.data for one in frames(AX25, soften(Line().encode(shared)))] == [ODD]


@both_lines
@pytest.mark.parametrize("wrong", [[500], [480, 700]])
def test_symbols_that_were_doubtful_are_fixed_and_counted(framing: Ax25, wrong: list[int]) -> None:
    soft = signal(framing)
    soft[300:-300] *= np.random.default_rng(11).uniform(0.5, 1, len(soft) - 600)
    soft[np.array(wrong) + 150] *= -0.2
    [frame] = frames(framing, soft)
    assert (frame.data, frame.quality.fixed) == (DATA, len(wrong))
    caught = catch(Ax25(framing.g3ruh, fix=0), soft)
    assert not any(one.event.data == DATA for one in caught)


@both_lines
def test_a_flag_that_a_wrong_symbol_made_inside_a_frame_is_fixed(framing: Ax25) -> None:
    line, flag = Line(framing.g3ruh), FLAG.tobytes()
    symbols = framing.encode(DATA)
    first, last = 8 * (framing.preamble + 16), len(symbols) - 8 * (framing.postamble + 2)
    broken = []
    for at in range(first, last):
        flipped = symbols.copy()
        flipped[at] ^= 1
        if flag in line.decode(flipped)[first:last].tobytes():
            broken.append(at)
    assert broken
    for at in broken:
        soft = soften(symbols)
        soft[at] *= -0.1
        for block in (10, 5000):
            found = [(one.data, one.quality.fixed) for one in frames(framing, soft, block)]
            assert found == [(DATA, 1)]
        assert not frames(Ax25(framing.g3ruh, fix=0), soft)


@both_lines
@pytest.mark.parametrize("weak", [-7, -5, -1])
def test_a_flag_that_a_wrong_symbol_spoilt_before_a_frame_is_no_loss(
    framing: Ax25, weak: int
) -> None:
    soft = soften(framing.encode(DATA))
    soft[8 * framing.preamble + weak] *= -0.2
    [frame] = frames(framing, soft)
    assert frame.data == DATA
    assert frame.quality.fixed


@both_lines
def test_a_flag_that_a_wrong_symbol_spoilt_behind_a_frame_is_no_loss(framing: Ax25) -> None:
    soft = soften(framing.encode(DATA))
    soft[8 * framing.preamble + len(stuffed(DATA)) + 4] *= -0.2
    [frame] = frames(framing, soft)
    assert (frame.data, frame.quality.fixed) == (DATA, 1)


def test_what_cannot_be_fixed_is_rejected_if_it_has_an_address() -> None:
    soft = soften(AX25.encode(DATA))
    soft[[450, 470, 490]] *= -1
    [caught] = catch(AX25, soft)
    assert isinstance(caught.event, Rejected)
    assert caught.event.reason in (Disposition.CHECK_FAILED, Disposition.CODING_ERROR)
    assert caught.event.data[:16] == DATA[:16]


def test_what_cannot_be_fixed_and_has_no_address_is_not_worth_telling() -> None:
    soft = soften(AX25.encode(ODD))
    soft[[350, 370, 390]] *= -1
    assert not catch(AX25, soft)


def test_a_frame_is_found_however_much_comes_at_once() -> None:
    noise = np.random.default_rng(13).normal(size=200_000).astype(np.float32)
    soft = np.concatenate((soften(AX25.encode(DATA)), noise))
    assert [one.data for one in frames(AX25, soft, len(soft))] == [DATA]


def test_a_frame_without_names_needs_a_second_flag_or_a_frame_before_it() -> None:
    [caught] = catch(AX25, between_flags(stuffed(ODD)))
    assert isinstance(caught.event, Rejected)
    assert (caught.event.reason, caught.event.data) == (Disposition.LINK_ERROR, ODD)
    assert [one.data for one in frames(AX25, between_flags(stuffed(ODD), before=2))] == [ODD]
    chain = between_flags(stuffed(DATA), stuffed(ODD), stuffed(ODD))
    assert [one.data for one in frames(AX25, chain)] == [DATA, ODD, ODD]


def test_a_frame_cut_short_or_too_long_is_none() -> None:
    soft = soften(AX25.encode(DATA))
    assert not catch(AX25, soft[:-40])
    assert not catch(Ax25(max_octets=40), soft)
    assert len(frames(Ax25(max_octets=len(DATA) + 2), soft)) == 1


def test_what_is_no_frame_is_counted() -> None:
    short = to_bits(b"too short", "little")
    aborted = np.concatenate((stuffed(DATA)[:200], np.ones(9, np.uint8), stuffed(DATA)[200:]))
    deframer = AX25.deframer()
    ring = SymbolRing(deframer.reach)
    ring.append(between_flags(short, aborted, before=3))
    assert not deframer.search(ring)
    assert deframer.counters == {"aborts": 1, "fragments": 1, "check_failed": 0}


@pytest.mark.parametrize("level", [0, 1, -1])
def test_a_line_that_rests_is_legal_and_holds_nothing(level: int) -> None:
    for framing in (AX25, AX25_G3RUH):
        assert not catch(framing, np.full(200_000, level, np.float32))


@both_lines
def test_there_is_no_frame_in_noise(framing: Ax25) -> None:
    soft = np.random.default_rng(12).normal(size=10_000_000).astype(np.float32)
    assert not frames(framing, soft, 100_000)


@needs_shared
@pytest.mark.parametrize("name", ["afsk1200_ax25", "fsk9600_ax25"])
def test_frames_of_dire_wolf_are_read(name: str) -> None:
    path, expected = direwolf(name)
    soft, framing = (fsk(path, 9600), AX25_G3RUH) if "9600" in name else (afsk(path), AX25)
    assert [frame.data.hex() for frame in frames(framing, soft)] == expected


@needs_shared
@pytest.mark.parametrize(
    ("name", "baud"),
    [("koyo", 9600), ("az02", 9600), ("us01", 9600), ("ubakusat", 9600), ("quetzal1", 4800)],
)
def test_frames_of_satellites_are_read_and_no_others(name: str, baud: int) -> None:
    folder = SHARED / "recordings"
    table = json.loads((folder / "baseline.json").read_text(encoding="utf-8"))
    [expected] = [row["frames_hex"] for row in table if row["recording"] == name]
    found = frames(AX25_G3RUH, fsk(folder / f"{name}.wav", baud))
    assert {frame.data.hex() for frame in found} == set(expected)


@needs_shared
def test_a_frame_that_begins_with_a_name_in_plain_ascii_is_delivered() -> None:
    table = json.loads((SHARED / "recordings-2/expected.json").read_text(encoding="utf-8"))
    [entry] = [entry for entry in table if entry["recording"] == "alsat1n.wav"]
    expected = bytes(octet & 0xFF for octet in entry["cases"][0]["expected"]["rawData"])
    soft = fsk(SHARED / "recordings-2/alsat1n.wav", 9600)
    assert [frame.data for frame in frames(AX25_G3RUH, soft)] == [expected]
