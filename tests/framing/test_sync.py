import pytest

from gateway.framing.sync import Synchroniser, SyncWord
from gateway.model import Disposition, Frame, Rejected


@pytest.mark.parametrize("tolerance", [0, 1])
def test_word_is_found_from_the_start_on(tolerance: int) -> None:
    word = SyncWord(b"\x1a\xcf", tolerance)
    data = b"\xff\x1a\xcf\xff\x1a\xcf\xff"
    assert [word.find(data, start) for start in range(5)] == [1, 1, 4, 4, 4]
    assert word.find(data, 5) == 7


def test_word_may_begin_at_the_end() -> None:
    word = SyncWord(b"\x1a\xcf\xfc")
    assert word.find(b"\x1a\xcf", 0) == 0
    assert word.find(b"\xff\x1a", 0) == 1
    assert word.find(b"\x1a\xff", 0) == 2
    assert word.find(b"\x1a\x1a\xcf", 0) == 1


def test_word_may_have_so_many_wrong_bits_and_no_more() -> None:
    assert SyncWord(b"\x1a\xcf", 2).find(b"\x1b\xce\x00", 0) == 0
    assert SyncWord(b"\x1a\xcf", 1).find(b"\x1b\xce\x00", 0) == 3


def test_first_place_that_fits_wins_over_a_better_one() -> None:
    assert SyncWord(b"\x1a\xcf", 1).find(b"\x1b\xcf\x1a\xcf", 0) == 0


def test_no_word_is_everywhere() -> None:
    assert SyncWord(b"").find(b"ABC", 2) == 2


def cut_by_two(sync: bytes, bad: bytes) -> tuple[Synchroniser, dict[str, int]]:
    """Candidates of two octets, of which *bad* is rejected and FF FF is fill."""

    def verdict(candidate: bytes) -> Frame | Rejected | None:
        data = candidate[len(sync) :]
        if data == bad:
            return Rejected(Disposition.CHECK_FAILED, data, "fixed", "bad")
        return None if data == b"\xff\xff" else Frame(data, "fixed")

    counters: dict[str, int] = {}
    octets = len(sync) + 2
    return Synchroniser(SyncWord(sync), lambda data, at: octets, verdict, counters), counters


def test_frame_is_used_up_as_a_whole() -> None:
    synchroniser, counters = cut_by_two(b"S", b"")
    assert [event.data for event in synchroniser.feed(b"noiseSASSSBxSCCSD")] == [
        b"AS",
        b"SB",
        b"CC",
    ]
    assert counters == {"noise_octets": 6}
    assert synchroniser.pending == 2


def test_hunt_goes_on_inside_a_rejected_candidate_and_no_octet_is_told_twice() -> None:
    synchroniser, _ = cut_by_two(b"S", b"XS")
    assert [event.data for event in synchroniser.feed(b"SXSAB")] == [b"X", b"AB"]


def test_rejected_candidate_that_begins_inside_its_own_sync_word() -> None:
    synchroniser, _ = cut_by_two(b"SS", b"SX")
    assert [event.data for event in synchroniser.feed(b"SSSXY")] == [b"", b"XY"]


def test_fill_is_used_up_and_not_told() -> None:
    synchroniser, counters = cut_by_two(b"S", b"")
    assert [event.data for event in synchroniser.feed(b"S\xff\xffSAB")] == [b"AB"]
    assert counters == {"noise_octets": 0}


def test_without_a_sync_word_a_rejected_candidate_is_used_up() -> None:
    synchroniser, counters = cut_by_two(b"", b"XX")
    assert [event.data for event in synchroniser.feed(b"AAXXBBC")] == [b"AA", b"XX", b"BB"]
    assert counters == {"noise_octets": 0}
    assert synchroniser.pending == 1
