import numpy as np
import pytest

from gateway.framing.radio.line import Line
from gateway.framing.radio.ring import WINDOW, SymbolRing

SOFT = np.random.default_rng(5).normal(size=1000).astype(np.float32)


def text(soft: np.ndarray) -> str:
    return "".join("1" if value > 0 else "0" for value in soft)


@pytest.mark.parametrize("block", [1, 7, 63, 64, 65, 1000])
def test_windows_are_the_last_64_bits_however_they_came(block: int) -> None:
    ring = SymbolRing(reach=1000)
    for start in range(0, len(SOFT), block):
        ring.append(SOFT[start : start + block])
    windows = ring.windows(WINDOW - 1, ring.end)
    for at in (0, 1, 500, len(windows) - 1):
        assert f"{int(windows[at]):064b}" == text(SOFT[at : at + WINDOW])


def test_before_the_first_symbol_there_are_zeros() -> None:
    ring = SymbolRing(reach=10)
    ring.append(np.ones(3, np.float32))
    assert ring.windows(0, 3).tolist() == [1, 3, 7]


def test_indices_count_on_when_old_symbols_are_forgotten() -> None:
    ring = SymbolRing(reach=100)
    for start in range(0, len(SOFT), 50):
        ring.append(SOFT[start : start + 50])
    assert (ring.fresh, ring.end) == (950, 1000)
    assert ring.start == 1000 - 100 - WINDOW - 50
    assert np.array_equal(ring.soft(900, 1000), SOFT[900:])


def test_what_is_not_there_is_erased() -> None:
    ring = SymbolRing(reach=100)
    for start in range(0, len(SOFT), 50):
        ring.append(SOFT[start : start + 50])
    assert ring.soft(990, 1010).tolist() == [*SOFT[990:].tolist(), *[0] * 10]
    assert ring.soft(ring.start - 5, ring.start + 1).tolist() == [*[0] * 5, SOFT[ring.start]]
    assert ring.soft(-20, -10).tolist() == [0] * 10
    assert ring.soft(2000, 2010).tolist() == [0] * 10
    assert len(ring.soft(500, 500)) == 0


def test_memory_is_bounded_by_reach_and_block() -> None:
    ring = SymbolRing(reach=100)
    for _ in range(50):
        ring.append(SOFT)
        assert ring.end - ring.start <= 100 + WINDOW + len(SOFT)


def test_what_several_ask_for_is_found_once_a_block() -> None:
    ring = SymbolRing(reach=100)
    count = iter(range(10))
    found = []
    for _ in range(2):
        ring.append(SOFT)
        found += [ring.once("word", lambda: next(count)) for _ in range(3)]
    assert found == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("g3ruh", [False, True])
def test_the_ring_behind_a_line_code_holds_its_bits_at_the_same_indices(g3ruh: bool) -> None:
    line = Line(g3ruh)
    ring = SymbolRing(reach=1000)
    for start in range(0, len(SOFT), 50):
        ring.append(SOFT[start : start + 50])
        behind = ring.behind(Line(g3ruh), 1000)
        assert (behind.fresh, behind.end) == (ring.fresh, ring.end)
    assert behind is ring.behind(line, 10)
    memory = line.memory
    assert np.array_equal(behind.soft(memory, 1000), line.decode_soft(SOFT)[memory:])


def test_a_ring_behind_begins_with_the_block_in_which_it_is_asked_for() -> None:
    ring = SymbolRing(reach=1000)
    ring.append(SOFT[:500])
    ring.append(SOFT[500:])
    behind = ring.behind(Line(), 1000)
    assert (behind.start, behind.end) == (500, 1000)
    assert np.array_equal(behind.soft(500, 1000), Line().decode_soft(SOFT)[500:])
