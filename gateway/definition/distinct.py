"""Distinct items of a column, so that a slow function is called for each of them once.

Telemetry is mostly integers of 8 to 16 bits: a hundred thousand of them are at most a few
thousand different ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDEST = 1 << 20
"""Range of integers up to which counting them is faster than sorting them."""


def distinct(column: NDArray[Any]) -> tuple[list[Any], NDArray[np.intp]]:
    """The distinct items as Python's own, and for each row which one it has."""
    kind = column.dtype.kind
    if kind == "b":
        return [False, True], column.astype(np.intp)
    if kind in "iu" and len(column):
        low, high = int(column.min()), int(column.max())
        if high - low < WIDEST:
            return _counted(column, low)
        items, where = np.unique(column, return_inverse=True)
        return items.tolist(), where
    if kind in "OV":
        numbers: dict[Any, int] = {}
        rows = [numbers.setdefault(item, len(numbers)) for item in column.tolist()]
        return list(numbers), np.array(rows, dtype=np.intp)
    # Floats are taken one by one: 0.0 and -0.0 are equal, and not the same.
    return column.tolist(), np.arange(len(column))


def _counted(column: NDArray[Any], low: int) -> tuple[list[Any], NDArray[np.intp]]:
    """The same for integers that lie close together."""
    wide = column if column.itemsize == 8 else column.astype(np.int64)
    places = (wide - low).astype(np.intp)
    present = np.flatnonzero(np.bincount(places))
    numbers = np.zeros(int(present[-1]) + 1, dtype=np.intp)
    numbers[present] = np.arange(len(present))
    return [item + low for item in present.tolist()], numbers[places]
