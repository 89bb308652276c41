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
        # Symbols and windows from index `_base` on; there is room behind the newest.
        self._base = 0
        self._soft: Soft = np.zeros(0, np.float32)
        self._windows: NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._known: dict[Hashable, Any] = {}
        self._behind: dict[LineCode, SymbolRing] = {}

    def append(self, soft: Soft) -> None:
        """Take the next symbols and forget those beyond reach."""
        self.fresh, self.end = self.end, self.end + len(soft)
        self.start = max(self.start, self.fresh - self._reach)
        self._make_room()
        at, past = self.fresh - self._base, self.end - self._base
        self._soft[at:past] = soft
        before = max(at - WINDOW + 1, self.start - self._base)
        self._windows[at:past] = self._windows_of(self._soft[before:past])[at - before :]
        self._known.clear()
        for line, ring in self._behind.items():
            ring.append(self._decoded(line))

    def _make_room(self) -> None:
        """Move what is kept to the front of new arrays, where these are full."""
        if self.end - self._base <= len(self._soft):
            return
        kept = slice(self.start - self._base, self.fresh - self._base)
        room = 2 * (self.end - self.start)
        soft, self._soft = self._soft[kept], np.zeros(room, np.float32)
        windows, self._windows = self._windows[kept], np.zeros(room, np.uint64)
        self._soft[: len(soft)], self._windows[: len(windows)] = soft, windows
        self._base = self.start

    def once(self, key: Hashable, find: Callable[[], Any]) -> Any:
        """What *find* finds among the symbols appended last, found once for all who ask.

        Args:
            key: What is sought.
            find: How.
        """
        if key not in self._known:
            self._known[key] = find()
        return self._known[key]

    def behind(self, line: LineCode, reach: int) -> SymbolRing:
        """The ring of the bits that *line* makes of these symbols, at the same indices.

        Args:
            line: The line code.
            reach: Bits that the deframer who asks may still ask for.
        """
        if line not in self._behind:
            ring = SymbolRing(reach)
            ring.start = ring.fresh = ring.end = ring._base = self.fresh
            ring.append(self._decoded(line))
            self._behind[line] = ring
        self._behind[line]._reach = max(self._behind[line]._reach, reach + WINDOW)
        return self._behind[line]

    def _decoded(self, line: LineCode) -> Soft:
        """What *line* makes of the symbols appended last."""
        symbols = self.soft(self.fresh - line.memory, self.end)
        return line.decode_soft(symbols)[line.memory :]

    def soft(self, start: int, stop: int) -> Soft:
        """Symbols *start* to *stop*; erasures where nothing came yet or is kept no longer."""
        first, last = max(start, self.start), min(stop, self.end)
        found = self._soft[first - self._base : max(last, first) - self._base]
        if len(found) == stop - start:
            return found
        before = min(first - start, stop - start)
        return np.pad(found, (before, stop - start - before - len(found)))

    def windows(self, start: int, stop: int) -> NDArray[np.uint64]:
        """The windows that end at symbols *start* to *stop*, as far as they are kept."""
        first, last = max(start, self.start), min(stop, self.end)
        return self._windows[first - self._base : max(last, first) - self._base]

    @staticmethod
    def _windows_of(soft: Soft) -> NDArray[np.uint64]:
        """The windows that end at each of *soft*, with zeros before."""
        windows: NDArray[Any] = (soft > 0).view(np.uint8)
        for bits in (1, 2, 4, 8, 16, 32):
            # Windows of so many bits make windows of twice as many.
            windows = windows.astype(f"u{max(8, 2 * bits) // 8}")
            windows[bits:] |= windows[:-bits] << bits
        return windows
