"""Distinct items of a column, and where they are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from gateway.definition.distinct import distinct


@pytest.mark.parametrize(
    ("kind", "items"),
    [
        *((np.uint8, [3, 1, 3, 255]), (np.int8, [-128, 127, 0, -128]), (np.int16, [5])),
        *((np.uint64, [2**64 - 1, 0, 2**63]), (np.int64, [-(2**63), 2**63 - 1])),
        *((np.uint64, [2**64 - 1, 2**64 - 2]), (np.bool_, [True, False, True])),
        *((np.float64, [0.5, -0.0, 0.0]), (object, [b"a", None, b"a", "x"])),
        *(("V2", [b"a\0", b"ab", b"a\0"]), (np.uint8, [])),
    ],
)
def test_items_and_places_make_the_column_again(kind: Any, items: list[Any]) -> None:
    column = np.array(items, dtype=kind)
    found, where = distinct(column)
    assert repr([found[place] for place in where]) == repr(items)


def test_each_integer_is_there_once() -> None:
    found, _ = distinct(np.array([7, 7, 9, 7], dtype=np.uint16))
    assert sorted(found) == [7, 9]


def test_nan_has_a_place() -> None:
    found, where = distinct(np.array([math.nan, 1.0]))
    assert math.isnan(found[where[0]])
