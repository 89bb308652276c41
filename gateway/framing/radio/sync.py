"""Frames behind a sync word: the part that most framings of the air share.

::

    noise  <sync word> <head> <rest>  noise ...
                       └─ as many symbols as its head says, or as it always has

A sync word is accepted with a few wrong bits, in either polarity: an inverted one inverts
the body.  Hits inside a frame that passed its check are not looked at.

Noise passes for a sync word with several wrong bits every few seconds.  What fails behind
such a word is counted (`check_failed`), and reported only where the word was nearly right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft
from gateway.framing.radio.deframer import Caught
from gateway.framing.radio.ring import WINDOW, SymbolRing
from gateway.model import Frame, Rejected

LONG = 48
"""Bits from which a sync word is told from noise even with:"""
NEARLY, NEARLY_LONG = 1, 2
"""Wrong bits of a sync word, up to which a failure behind it is reported; if it is long."""

HEARD = 0.75
"""Share of a coded body without which no code saves the rest, where a stream ends."""


class SyncHit(NamedTuple):
    """A place where a sync word was found.

    Attributes:
        body: Index of the first symbol of what belongs to it.
        inverted: Whether it is inverted.
        wrong: How many of its bits are wrong.
    """

    body: int
    inverted: bool
    wrong: int


class Sync(Protocol):
    """What tells where a body begins; its length is that of what stands before the body."""

    def __len__(self) -> int: ...

    def find(self, ring: SymbolRing) -> list[SyncHit]:
        """Where it is complete with one of the symbols that *ring* took last."""

    def nearly(self, wrong: int) -> bool:
        """Whether it hardly is chance with so many *wrong* bits."""


@dataclass(frozen=True)
class SyncWord:
    """A sync word.

    Attributes:
        bits: Its bits as text, oldest first.
        tolerance: Bits that may be wrong.
        inverted: It may come inverted, as behind a demodulator of unknown polarity.
    """

    bits: str
    tolerance: int = 0
    inverted: bool = True

    def __len__(self) -> int:
        return len(self.bits)

    def as_bits(self) -> Bits:
        """The word for a sender."""
        return np.frombuffer(self.bits.encode("ascii"), np.uint8) - ord("0")

    def nearly(self, wrong: int) -> bool:
        """As `Sync.nearly`."""
        return wrong <= (NEARLY_LONG if len(self) >= LONG else NEARLY)

    def find(self, ring: SymbolRing) -> list[SyncHit]:
        """As `Sync.find`."""
        hits: list[SyncHit] = ring.once(self, lambda: self._find(ring))
        return hits

    def _find(self, ring: SymbolRing) -> list[SyncHit]:
        n = len(self)
        first = max(ring.fresh, ring.start + n - 1)
        if first >= ring.end:
            return []
        wrong = self._wrong_bits(ring, first)
        hit = wrong <= self.tolerance
        if self.inverted:
            hit |= wrong >= n - self.tolerance
        return [
            SyncHit(first + at + 1, 2 * bits > n, min(bits, n - bits))
            for at in np.flatnonzero(hit).tolist()
            for bits in (int(wrong[at]),)
        ]

    def _wrong_bits(self, ring: SymbolRing, first: int) -> NDArray[np.uint8]:
        """How many bits differ from the word that ends at each symbol from *first* on."""
        pieces = [self.bits[max(end - WINDOW, 0) : end] for end in range(len(self), 0, -WINDOW)]
        wrong = np.zeros(ring.end - first, np.uint8)
        for back, piece in enumerate(pieces):
            windows = ring.windows(first - back * WINDOW, ring.end - back * WINDOW)
            mask = np.uint64((1 << len(piece)) - 1)
            wrong += np.bitwise_count((windows ^ np.uint64(int(piece, 2))) & mask)
        return wrong


@dataclass(frozen=True)
class Body:
    """What follows a sync word.

    Attributes:
        size: Symbols, at most.
        decode: Given the symbols, the frame, why it is none, or None for fill and noise;
            and how many of the symbols it took.
        head: Symbols after which `measure` is asked; 0 where the size is fixed.
        measure: Given the head, how many symbols the body has with its head; None if this
            is no head.
        least: Share of the symbols that has to be there when the stream ends.
    """

    size: int
    decode: Callable[[Soft], tuple[Frame | Rejected | None, int]]
    head: int = 0
    measure: Callable[[Soft], int | None] | None = None
    least: float = 0.0


@dataclass
class _Pending:
    """A sync word found whose body is not complete.

    Attributes:
        hit: The word.
        size: Symbols to wait for; None while the head is not there.
    """

    hit: SyncHit
    size: int | None


class SyncDeframer:
    """Receiver for bodies behind a sync word.

    Args:
        sync: The word.
        body: What follows it.

    Attributes:
        counters: `sync_words` found, and what of them was `check_failed`.
    """

    def __init__(self, sync: Sync, body: Body):
        self.reach = len(sync) + body.size
        self.counters = {"sync_words": 0, "check_failed": 0}
        self._sync = sync
        self._body = body
        self._pending: list[_Pending] = []
        self._taken = 0

    def search(self, ring: SymbolRing, final: bool = False) -> list[Caught]:
        """As `SoftDeframer.search`."""
        hits = self._sync.find(ring)
        if not hits and not self._pending:
            return []
        self.counters["sync_words"] += len(hits)
        size = None if self._body.measure else self._body.size
        pending = self._pending + [_Pending(hit, size) for hit in hits]
        self._pending = []
        caught = (self._try(one, ring, final) for one in pending)
        return [one for one in caught if one is not None]

    def _try(self, pending: _Pending, ring: SymbolRing, final: bool) -> Caught | None:
        """What *pending* turned out to be; it is kept if that is not known yet."""
        hit = pending.hit
        if hit.body - len(self._sync) < self._taken:
            return None
        if pending.size is None and not self._measure(pending, ring, final):
            return None
        assert pending.size is not None
        if hit.body + pending.size > ring.end and not final:
            self._pending.append(pending)
            return None
        if ring.end - hit.body < self._body.least * pending.size:
            return None
        event, symbols = self._body.decode(_body_of(hit, ring, pending.size))
        return None if event is None else self._caught(hit, event, hit.body + symbols)

    def _caught(self, hit: SyncHit, event: Frame | Rejected, end: int) -> Caught | None:
        """*event* behind *hit*, if it is worth telling."""
        if isinstance(event, Rejected):
            self.counters["check_failed"] += 1
            if not self._sync.nearly(hit.wrong):
                return None
        elif not event.quality.unchecked:
            self._taken = end
        return Caught(event, hit.body - len(self._sync), end)

    def _measure(self, pending: _Pending, ring: SymbolRing, final: bool) -> bool:
        """Learn the body's size from its head; False if it is not there or is none."""
        head = self._body.head
        if pending.hit.body + head > ring.end:
            # A head that is not all there would be read from erasures.
            if not final:
                self._pending.append(pending)
            return False
        assert self._body.measure is not None
        size = self._body.measure(_body_of(pending.hit, ring, head))
        pending.size = None if size is None else min(size, self._body.size)
        return pending.size is not None


def _body_of(hit: SyncHit, ring: SymbolRing, size: int) -> Soft:
    """The first *size* symbols behind *hit*, as if it were not inverted."""
    soft = ring.soft(hit.body, hit.body + size)
    return -soft if hit.inverted else soft
