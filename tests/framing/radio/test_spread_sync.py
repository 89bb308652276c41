import numpy as np
import pytest

from gateway.coding.bits import Soft, soften, to_octets
from gateway.framing.radio.ring import SymbolRing
from gateway.framing.radio.spread_sync import SpreadSync
from gateway.framing.radio.sync import Body, SyncDeframer
from gateway.model import Frame

PATTERN = np.random.default_rng(1).integers(0, 2, 80).astype(np.uint8)
SYNC = SpreadSync(PATTERN, np.arange(0, 320, 4), 16)


def signal(wrong: int = 0, before: int = 500, behind: int = 500) -> Soft:
    """A frame of 400 ones with the pattern in it, between noise."""
    rng = np.random.default_rng(2)
    frame = np.ones(400, np.uint8)
    frame[SYNC.places] = PATTERN
    soft = soften(frame)
    soft[SYNC.places[:wrong]] *= -1
    noise = rng.standard_normal((2, max(before, behind))).astype(np.float32)
    return np.concatenate((noise[0, :before], soft, noise[1, :behind]))


def decode(soft: Soft) -> tuple[Frame, int]:
    return Frame(to_octets((soft > 0).view(np.uint8)), "test"), len(soft)


def found(soft: Soft) -> list[tuple[int, bool, int]]:
    ring = SymbolRing(len(soft))
    ring.append(soft)
    return [(hit.body, hit.inverted, hit.wrong) for hit in SYNC.find(ring)]


@pytest.mark.parametrize(("wrong", "count"), [(0, 1), (16, 1), (17, 0)])
def test_as_many_bits_may_be_wrong_as_it_tolerates(wrong: int, count: int) -> None:
    assert found(signal(wrong)) == [(500, False, wrong)] * count
    assert found(-signal(wrong)) == [(500, True, wrong)] * count


def test_less_than_the_pattern_is_nothing() -> None:
    assert found(np.zeros(0, np.float32)) == []
    assert found(np.ones(316, np.float32)) == []
    assert found(signal(before=0)[:317]) == [(0, False, 0)]


def test_a_failure_behind_a_pattern_is_told_only_where_it_is_nearly_right() -> None:
    assert SYNC.nearly(2)
    assert not SYNC.nearly(3)


@pytest.mark.parametrize("block", [1, 333, 5000])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_frame_is_found_once_in_any_blocks(block: int, sign: int) -> None:
    soft = np.float32(sign) * np.concatenate((signal(), signal(before=0)))
    deframer = SyncDeframer(SYNC, Body(400, decode))
    ring = SymbolRing(deframer.reach)
    caught = []
    for at in range(0, len(soft), block):
        ring.append(soft[at : at + block])
        caught += deframer.search(ring)
    assert [(one.start, one.end) for one in caught] == [(500, 900), (1400, 1800)]
    assert {one.event.data for one in caught} == {decode(signal()[500:900])[0].data}
    assert deframer.counters["sync_words"] == 2


def test_a_frame_at_the_end_is_judged_with_what_there_is() -> None:
    soft = signal()[:880]
    deframer = SyncDeframer(SYNC, Body(400, decode))
    ring = SymbolRing(deframer.reach)
    ring.append(soft)
    assert not deframer.search(ring)
    ring.append(soft[:0])
    [caught] = deframer.search(ring, final=True)
    assert caught.start == 500


def test_sync_words_inside_a_frame_that_passed_are_not_looked_at() -> None:
    calls = []

    def count(soft: Soft) -> tuple[Frame, int]:
        calls.append(soft)
        return decode(soft)

    deframer = SyncDeframer(SYNC, Body(1200, count))
    ring = SymbolRing(deframer.reach)
    ring.append(np.concatenate((signal(behind=0), signal(before=100, behind=1000))))
    deframer.search(ring)
    assert len(calls) == 1
