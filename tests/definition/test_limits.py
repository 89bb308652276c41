"""Limits: which side of them a value is on."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gateway.definition import Limits
from gateway.definition.limits import covers, limits_of
from gateway.model import State

BATTERY = Limits(caution=(6.8, 8.4), warning=(6.2, 8.5))
MODE = Limits(nominal_words=frozenset({"idle", "busy"}), warning_words=frozenset({"lost"}))


@pytest.mark.parametrize(
    ("value", "state"),
    [
        *((6.2, State.CAUTION), (6.199, State.WARNING), (6.8, State.NOMINAL)),
        *((6.799, State.CAUTION), (8.4, State.NOMINAL), (8.401, State.CAUTION)),
        *((8.5, State.CAUTION), (8.501, State.WARNING), (None, None)),
        *((math.nan, State.WARNING), (math.inf, State.WARNING), (-math.inf, State.WARNING)),
    ],
)
def test_a_value_on_a_limit_is_inside_it_and_nan_is_outside(
    value: Any, state: State | None
) -> None:
    assert BATTERY.state(value) == state


@pytest.mark.parametrize(
    ("word", "state"),
    [("idle", State.NOMINAL), ("slow", State.CAUTION), ("lost", State.WARNING)],
)
def test_words_are_nominal_if_they_are_named_so(word: str, state: State) -> None:
    assert MODE.state(word) is state
    assert MODE.crossed(word) == ("" if state is State.NOMINAL else f"{state.value} {word}")


@pytest.mark.parametrize(
    ("value", "crossed"),
    [
        *((7, ""), (6.5, "caution low 6.8"), (6, "warning low 6.2")),
        *((8.45, "caution high 8.4"), (9, "warning high 8.5")),
    ],
)
def test_the_worst_limit_that_was_crossed_is_named(value: float, crossed: str) -> None:
    assert BATTERY.crossed(value) == crossed


def test_nan_has_crossed_all_limits() -> None:
    assert BATTERY.crossed(math.nan) == "warning not a number"


def test_without_limits_everything_but_nan_is_nominal() -> None:
    assert Limits().state(1e9) is State.NOMINAL
    assert Limits().state("word") is State.NOMINAL
    assert Limits(caution=(0, None)).state(math.nan) is State.WARNING


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        *(("a.*.b", "a.0.b", True), ("a.*.b", "a.17.b", True), ("a.*.b", "a.*.b", True)),
        *(("a.*.b", "a.x.b", False), ("a.*", "a.0.b", False), ("a.0", "a.*", False)),
        *(("a", "a", True), ("a.*.*", "a.1.2", True)),
    ],
)
def test_a_star_is_any_index(pattern: str, path: str, covered: bool) -> None:
    assert covers(pattern, path) is covered


def test_a_path_itself_goes_before_a_pattern() -> None:
    limits = {"a.*": BATTERY, "a.1": MODE}
    assert limits_of(limits, "a.0") is BATTERY
    assert limits_of(limits, "a.1") is MODE
    assert limits_of(limits, "b") is None
