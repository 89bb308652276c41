from itertools import pairwise

import numpy as np
import pytest

from gateway.coding.bits import Soft
from gateway.framing.radio.keyed_runs import find_runs

DRAWN = "=.===.===...=...===.===.===.......=.=.=...===.=.==="


def soft(dit: float, level: float = 3.0, jitter: float = 0.0) -> Soft:
    """`DRAWN` at a speed, each run longer or shorter by chance."""
    rng = np.random.default_rng(1)
    runs = [(c == "=", n) for c, n in _runs(DRAWN)]
    lengths = [dit * n * (1 + jitter * rng.standard_normal()) for _, n in runs]
    pieces = [np.full(round(n), 1 if on else -1) for (on, _), n in zip(runs, lengths, strict=True)]
    quiet = np.full(300, -1)
    return (level * np.concatenate((quiet, *pieces, quiet))).astype(np.float32)


def _runs(drawn: str) -> list[tuple[str, int]]:
    edges = [0, *(n for n in range(1, len(drawn)) if drawn[n] != drawn[n - 1]), len(drawn)]
    return [(drawn[a], b - a) for a, b in pairwise(edges)]


MARKS = [n for c, n in _runs(DRAWN) if c == "="]
GAPS = [n for c, n in _runs(DRAWN) if c == "."]


@pytest.mark.parametrize("dit", [5.7, 8.0, 12.0, 20.0, 33.0, 48.0])
@pytest.mark.parametrize("jitter", [0.0, 0.1])
def test_marks_and_gaps_are_found_at_any_speed(dit: float, jitter: float) -> None:
    found = find_runs(soft(dit, jitter=jitter))
    assert [run.units for run in found.runs] == MARKS
    assert [run.gap for run in found.runs][1:] == GAPS
    assert found.dit == pytest.approx(dit, rel=0.05)
    assert found.runs[0].start == pytest.approx(300, abs=1)


def test_weak_symbols_add_up() -> None:
    noise = np.random.default_rng(2).standard_normal
    sent = soft(12.0, level=1.0)
    found = find_runs((2 * (sent + noise(len(sent)))).astype(np.float32))
    assert [run.units for run in found.runs] == MARKS


def test_a_click_within_a_mark_and_one_in_a_gap_are_overruled() -> None:
    clicked = soft(12.0)
    first = find_runs(clicked).runs[1]
    clicked[first.start + 15 : first.start + 17] = -3
    clicked[first.end + 5] = 3
    assert [run.units for run in find_runs(clicked).runs] == MARKS


@pytest.mark.parametrize("count", [0, 1, 7, 400])
def test_nothing_is_found_in_nothing(count: int) -> None:
    for level in (0.0, -2.0):
        found = find_runs(np.full(count, level, np.float32))
        assert (list(found.runs), found.gain) == ([], 0.0)


def test_extremes_raise_nothing() -> None:
    rng = np.random.default_rng(3)
    for scale in (1e-6, 1.0, 1e6):
        find_runs((scale * rng.standard_normal(3000)).astype(np.float32))
        find_runs(np.full(3000, scale, np.float32))
