"""Sync patterns that are spread over the frame, as pilots are.

::

    frame  P s s s s P s s s s P s s s s ...      P: the pattern's symbols, at known places

As a sync word, the pattern may have some wrong bits and be inverted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft
from gateway.framing.radio.ring import SymbolRing
from gateway.framing.radio.sync import NEARLY_LONG, SyncHit


@dataclass(frozen=True, eq=False)
class SpreadSync:
    """A sync pattern, for `SyncDeframer`; the body is the whole frame.

    Attributes:
        pattern: Its bits, shape (n,).
        places: The place of each in the frame, shape (n,).
        tolerance: Bits that may be wrong.
    """

    pattern: Bits
    places: NDArray[np.intp]
    tolerance: int

    def __len__(self) -> int:
        return 0

    def nearly(self, wrong: int) -> bool:
        """As `Sync.nearly`."""
        return wrong <= NEARLY_LONG

    def find(self, ring: SymbolRing) -> list[SyncHit]:
        """As `Sync.find`."""
        hits: list[SyncHit] = ring.once(self, lambda: self._find(ring))
        return hits

    def _find(self, ring: SymbolRing) -> list[SyncHit]:
        first = max(ring.fresh - int(self.places.max()), 0)
        score = self._score(ring.soft(first, ring.end))
        size = np.abs(score)
        wrong = (len(self.pattern) - size) // 2
        return [
            SyncHit(first + at, bool(score[at] < 0), int(wrong[at]))
            for at in np.flatnonzero(wrong <= self.tolerance).tolist()
        ]

    def _score(self, soft: Soft) -> NDArray[np.int16]:
        """Right bits minus wrong ones of a pattern that begins at each symbol of *soft*."""
        levels = np.sign(soft).astype(np.int8 if len(self.pattern) < 128 else np.int16)
        score = np.zeros(max(0, len(soft) - int(self.places.max())), levels.dtype)
        for place, bit in zip(self.places.tolist(), self.pattern, strict=True):
            turn = np.add if bit else np.subtract
            turn(score, levels[place : place + len(score)], out=score)
        return score.astype(np.int16, copy=False)
