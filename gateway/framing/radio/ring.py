"""The ring: the last soft bits of one stream, shared by every deframer that listens.

::

    index      start                         fresh            end
               │  kept for frames under way  │ appended last  │
    soft       ├─────────────────────────────┼────────────────┤
    windows    the last 64 hard bits at each index, newest in the lowest bit

Indices count from the first symbol ever appended and never wrap, so a deframer may
remember where a frame began.  The windows are made once for all: with them a sync word is
one XOR and one population count per symbol.  What several deframers look for, or the line
code that they are behind, is worked out once, too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Soft

WINDOW = 64
"""Bits of a window."""


class LineCode(Protocol):
    """What makes bits of the symbols on the line; equal ones are hashed equal."""

    @property
    def memory(self) -> int:
        """Symbols before a bit's own that the bit depends on."""

    def decode_soft(self, symbols: Soft) -> Soft:
        """The bits of *symbols*; the first `memory` are arbitrary."""


class SymbolRing:
    """The last soft bits of a stream.

    Args:
        reach: Symbols that a deframer may still ask for; older ones are dropped.

    Attributes:
        start: Index of the oldest symbol kept.
        fresh: Index of the first symbol appended last.
        end: One past the index of the newest symbol.
    """

    def __init__(self, reach: int):
        self.start = self.fresh = self.end = 0
        self._reach = reach + WINDOW
        self._soft: Soft = np.zeros(0, np.float32)
        self._windows: NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._known: dict[Hashable, Any] = {}
        self._behind: dict[LineCode, SymbolRing] = {}

    def append(self, soft: Soft) -> None:
        """Take the next symbols and forget those beyond reach."""
        keep = self._soft[-self._reach :]
        self._windows = np.concatenate(
            (self._windows[-self._reach :], self._windows_of(keep[-WINDOW + 1 :], soft))
        )
        self._soft = np.concatenate((keep, soft.astype(np.float32, copy=False)))
        self.fresh = self.end
        self.end += len(soft)
        self.start = self.end - len(self._soft)
        self._known.clear()
        for line, ring in self._behind.items():
            ring.append(self._decoded(line))

    def once(self, key: Hashable, find: Callable[[], Any]) -> Any:
        """What *find* finds among the symbols appended last, found once for all who ask.

        Args:
            key: What is sought.
            find: How.
        """
        if key not in self._known:
            self._known[key] = find()
        return self._known[key]

    def behind(self, line: LineCode) -> SymbolRing:
        """The ring of the bits that *line* makes of these symbols, at the same indices."""
        if line not in self._behind:
            ring = SymbolRing(self._reach)
            ring.start = ring.fresh = ring.end = self.fresh
            ring.append(self._decoded(line))
            self._behind[line] = ring
        return self._behind[line]

    def _decoded(self, line: LineCode) -> Soft:
        """What *line* makes of the symbols appended last."""
        symbols = self.soft(self.fresh - line.memory, self.end)
        return line.decode_soft(symbols)[line.memory :]

    def soft(self, start: int, stop: int) -> Soft:
        """Symbols *start* to *stop*; erasures where nothing came yet or is kept no longer."""
        at, past = start - self.start, stop - self.start
        found = self._soft[max(at, 0) : max(past, 0)]
        if len(found) == stop - start:
            return found
        before = min(max(-at, 0), stop - start)
        after = stop - start - before - len(found)
        return np.pad(found, (before, after))

    def windows(self, start: int, stop: int) -> NDArray[np.uint64]:
        """The windows that end at symbols *start* to *stop*, as far as they are kept."""
        return self._windows[max(start - self.start, 0) : max(stop - self.start, 0)]

    @staticmethod
    def _windows_of(before: Soft, soft: Soft) -> NDArray[np.uint64]:
        """The windows at each of *soft*, which follow *before*."""
        windows = np.zeros(WINDOW - 1 + len(soft), np.uint64)
        windows[WINDOW - 1 - len(before) :] = np.concatenate((before, soft)) > 0
        shift = 1
        while shift < WINDOW:
            # Doubling: windows of n bits make windows of 2 n.
            windows[shift:] |= windows[:-shift] << np.uint64(shift)
            shift *= 2
        return windows[WINDOW - 1 :]
