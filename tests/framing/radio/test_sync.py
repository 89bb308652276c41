import numpy as np
import pytest

from gateway.coding.bits import Soft, harden, soften, to_bits, to_octets
from gateway.framing.radio.deframer import Caught
from gateway.framing.radio.ring import SymbolRing
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

WORD = f"{0x1ACFFC1D:032b}"
SYNC = SyncWord(WORD, tolerance=2)
NOISE = np.random.default_rng(6)


def body(size: int = 64, unchecked: bool = False) -> Body:
    """A body of *size* symbols, taken as it is."""

    def decode(soft: Soft) -> tuple[Frame, int]:
        return Frame(to_octets(harden(soft)), "test", Quality(unchecked=unchecked)), size

    return Body(size, decode)


def measured() -> Body:
    """A body whose first octet counts the octets behind it; 0 is no body."""

    def decode(soft: Soft) -> tuple[Frame, int]:
        return Frame(to_octets(harden(soft))[1:], "test"), len(soft)

    def measure(soft: Soft) -> int | None:
        octets = to_octets(harden(soft))[0]
        return 8 + 8 * octets if octets else None

    return Body(256, decode, 8, measure)


def search(
    deframer: SyncDeframer, soft: Soft, block: int = 10_000, final: bool = False
) -> list[Caught]:
    ring = SymbolRing(deframer.reach)
    caught = []
    for start in range(0, len(soft), block):
        ring.append(soft[start : start + block])
        caught += deframer.search(ring, final and start + block >= len(soft))
    return caught


def transmission(data: bytes, front: int = 37) -> Soft:
    before = NOISE.integers(0, 2, front, np.uint8)
    return soften(np.concatenate((before, SYNC.as_bits(), to_bits(data))))


@pytest.mark.parametrize("block", [1, 5, 64, 1000])
def test_a_body_is_found_behind_its_word_wherever_blocks_end(block: int) -> None:
    [caught] = search(SyncDeframer(SYNC, body()), transmission(b"HOUSTON!"), block)
    assert caught.event.data == b"HOUSTON!"
    assert (caught.start, caught.end) == (37, 37 + 32 + 64)


def test_an_inverted_word_inverts_its_body() -> None:
    [caught] = search(SyncDeframer(SYNC, body()), -transmission(b"HOUSTON!"))
    assert caught.event.data == b"HOUSTON!"
    assert not search(SyncDeframer(SyncWord(WORD, 2, False), body()), -transmission(b"HOUSTON!"))


def test_so_many_bits_of_the_word_may_be_wrong_and_no_more() -> None:
    soft = transmission(b"HOUSTON!")
    soft[[40, 60]] *= -1
    assert len(search(SyncDeframer(SYNC, body()), soft)) == 1
    soft[50] *= -1
    assert not search(SyncDeframer(SYNC, body()), soft)


def test_a_word_of_64_bits_is_found_in_both_polarities() -> None:
    sync = SyncWord(f"{0xB74DB7DF8A532F3E:064b}")
    soft = soften(np.concatenate((sync.as_bits(), to_bits(b"HOUSTON!"))))
    for signal in (soft, -soft):
        [caught] = search(SyncDeframer(sync, body()), signal)
        assert (caught.event.data, caught.start) == (b"HOUSTON!", 0)


def test_the_head_tells_how_long_a_body_is() -> None:
    soft = np.concatenate((transmission(b"\x03ABC"), transmission(b"\x02DE")))
    caught = search(SyncDeframer(SYNC, measured()), soft, 3)
    assert [one.event.data for one in caught] == [b"ABC", b"DE"]


def test_a_head_that_is_not_all_there_is_not_read() -> None:
    soft = transmission(b"\x03ABC")[:-26]
    assert not search(SyncDeframer(SYNC, measured()), soft, final=True)


def test_what_is_no_head_is_left() -> None:
    assert not search(SyncDeframer(SYNC, measured()), transmission(b"\0" * 40))


def test_a_head_that_claims_too_much_is_cut_to_the_most() -> None:
    [caught] = search(SyncDeframer(SYNC, measured()), transmission(b"\xff" + b"A" * 50))
    assert caught.event.data == b"A" * 31


def test_at_the_end_of_a_stream_the_rest_of_a_body_is_erased() -> None:
    soft = transmission(b"HOUSTON!")[:-16]
    assert not search(SyncDeframer(SYNC, body()), soft)
    [caught] = search(SyncDeframer(SYNC, body()), soft, final=True)
    assert caught.event.data == b"HOUSTO\0\0"


@pytest.mark.parametrize("unchecked", [False, True])
def test_words_inside_a_frame_are_skipped_if_it_was_proved(unchecked: bool) -> None:
    inside = bytes.fromhex("1acffc1d")
    soft = transmission(inside + b"HOUS" + b"TON!")
    caught = search(SyncDeframer(SYNC, body(64, unchecked)), soft)
    assert len(caught) == (2 if unchecked else 1)


def test_what_has_begun_is_bounded_in_noise() -> None:
    deframer = SyncDeframer(SyncWord("10110010", 1), body(4096))
    caught = search(deframer, NOISE.normal(size=20_000).astype(np.float32), 500)
    assert caught
    assert deframer.counters["sync_words"] > len(caught) > 1


@pytest.mark.parametrize(("wrong", "told"), [(0, 1), (1, 1), (2, 0)])
def test_a_failure_is_told_behind_a_word_with_one_wrong_bit_and_else_counted(
    wrong: int, told: int
) -> None:
    failed = Rejected(Disposition.CHECK_FAILED, b"", "test", "no")
    deframer = SyncDeframer(SYNC, Body(64, lambda soft: (failed, 64)))
    soft = transmission(b"HOUSTON!")
    soft[40 : 40 + wrong] *= -1
    assert [one.event for one in search(deframer, soft)] == [failed] * told
    assert deframer.counters == {"sync_words": 1, "check_failed": 1}


def test_a_long_word_may_have_two_wrong_bits_where_a_failure_is_told() -> None:
    assert SyncWord("01" * 24).nearly(2)
    assert not SyncWord("01" * 24).nearly(3)
    assert not SyncWord("0" * 47).nearly(2)


@pytest.mark.parametrize("block", [1, 50, 1000])
def test_words_longer_than_a_window_are_found_with_their_wrong_bits(block: int) -> None:
    bits = NOISE.integers(0, 2, 150, np.uint8)
    sync = SyncWord("".join(map(str, bits)), tolerance=3)
    soft = soften(np.concatenate((bits[:37], bits, to_bits(b"HOUSTON!"))))
    soft[[40, 110, 180]] *= -1
    for signal in (soft, -soft):
        [caught] = search(SyncDeframer(sync, body()), signal, block)
        assert (caught.event.data, caught.start) == (b"HOUSTON!", 37)
    soft[100] *= -1
    assert not search(SyncDeframer(sync, body()), soft, block)


@pytest.mark.parametrize(("there", "tried"), [(48, 1), (47, 0)])
def test_a_body_of_which_too_little_came_is_left_when_the_stream_ends(
    there: int, tried: int
) -> None:
    needed = Body(64, body().decode, least=0.75)
    soft = transmission(b"HOUSTON!")[: 37 + 32 + there]
    assert len(search(SyncDeframer(SYNC, needed), soft, final=True)) == tried
