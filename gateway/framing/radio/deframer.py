"""The contract of the framings of the air.

A framing is a frozen dataclass of its options with two methods::

    framing = Ax25(g3ruh=True)
    deframer = framing.deframer()       a new receiver, a `SoftDeframer`
    symbols = framing.encode(data)      the symbols that a sender would send, as hard bits

`Deframers` puts several of them on one stream of soft bits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from gateway.coding.bits import Bits, Soft
from gateway.framing.radio.ring import SymbolRing
from gateway.model import Frame, Rejected


class Caught(Struct, frozen=True):
    """A frame or a failed candidate, and where in the stream it was.

    Attributes:
        event: What it is.
        start: Index of its first symbol, sync word or flag included.
        end: One past the index of its last symbol.
    """

    event: Frame | Rejected
    start: int
    end: int


class SoftDeframer(Protocol):
    """Soft bits in, frames out.

    Attributes:
        reach: Symbols back from the newest that it may need.
        counters: What is neither a frame nor worth a rejection, by readable names.
    """

    reach: int
    counters: dict[str, int]

    def search(self, ring: SymbolRing, final: bool = False) -> list[Caught]:
        """What the symbols appended last complete.

        Never raises: any symbols are legal input.  Time and memory are bounded.

        Args:
            ring: The stream; indices `fresh` to `end` are new.
            final: Nothing more will come: judge what has begun with erasures for the
                rest.
        """


class Several:
    """Several deframers as one, where a framing has several sync words.

    Args:
        deframers: Those.

    Attributes:
        counters: The sums of theirs.
    """

    def __init__(self, deframers: Sequence[SoftDeframer]):
        self.reach = max(deframer.reach for deframer in deframers)
        self._deframers = deframers
        self.counters = dict(self._totals())

    def search(self, ring: SymbolRing, final: bool = False) -> list[Caught]:
        """As `SoftDeframer.search`, in the order of the deframers."""
        caught = [one for each in self._deframers for one in each.search(ring, final)]
        self.counters.update(self._totals())
        return caught

    def _totals(self) -> Counter[str]:
        totals: Counter[str] = Counter()
        for deframer in self._deframers:
            totals.update(deframer.counters)
        return totals


class RadioFraming(Protocol):
    """What the dataclass of every framing of the air can do."""

    def deframer(self) -> SoftDeframer:
        """A new receiver, one per stream."""

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*."""


class Deframers:
    """Several deframers on one stream.

    Args:
        framings: What may be on it.

    Attributes:
        reach: Symbols back from the newest that may still become part of a frame.
    """

    def __init__(self, framings: Sequence[RadioFraming]):
        self.deframers = [framing.deframer() for framing in framings]
        self.reach = max(deframer.reach for deframer in self.deframers)
        self._ring = SymbolRing(self.reach)

    @property
    def end(self) -> int:
        """Symbols fed so far."""
        return self._ring.end

    def feed(self, soft: Soft, final: bool = False) -> list[Caught]:
        """What *soft* completes, in the order of the deframers."""
        self._ring.append(soft)
        return [
            caught for deframer in self.deframers for caught in deframer.search(self._ring, final)
        ]
