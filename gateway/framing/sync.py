"""Sync words: where candidates begin in a stream that has no delimiters.

::

    noise  <sync> <candidate>  noise  <sync> <candidate> <sync> <candidate>
                  └─ as many octets as it says, or as it always has

`Synchroniser` hunts for the word, waits for the whole candidate and asks for the
verdict.  A frame is used up as a whole, so that a sync word inside it does no harm; a
rejected candidate may have begun at a sync word made by noise, so the hunt goes on
inside it, and no octet is reported twice.  Without a sync word candidates follow one
another and a rejected one is used up: octets lost on the line are noticed, but the
place is not found again.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from gateway.model import Frame, Rejected


class SyncWord:
    """A sync word, sought with a tolerance.

    Args:
        word: Its octets; empty where there is none.
        tolerance: Bits that may differ.
    """

    def __init__(self, word: bytes, tolerance: int = 0):
        self.word = word
        self._tolerance = tolerance

    def find(self, data: bytes, start: int) -> int:
        """Where, from *start* on, the word begins or may begin when *data* goes on."""
        if not self._tolerance:
            found = data.find(self.word, start)
            if found >= 0:
                return found
            start = max(start, len(data) - len(self.word) + 1)
        matches = (at for at in range(start, len(data)) if self._matches(data, at))
        return next(matches, len(data))

    def _matches(self, data: bytes, at: int) -> bool:
        """True if the word is at *at*, as far as *data* goes."""
        seen = data[at : at + len(self.word)]
        differ = int.from_bytes(seen) ^ int.from_bytes(self.word[: len(seen)])
        return differ.bit_count() <= self._tolerance


class Synchroniser:
    """Finds candidates behind a sync word.

    Args:
        sync: The word.
        measure: Given data and where a candidate begins in it, sync word included, the
            candidate's length in octets; None while that is not known.
        verdict: Given a candidate, its frame, why it is none, or None for fill.
        counters: Where `noise_octets` are counted.
    """

    def __init__(
        self,
        sync: SyncWord,
        measure: Callable[[bytes, int], int | None],
        verdict: Callable[[bytes], Frame | Rejected | None],
        counters: dict[str, int],
    ):
        self._sync = sync
        self._measure = measure
        self._verdict = verdict
        self._counters = counters
        self._rest = b""
        counters["noise_octets"] = 0

    def feed(self, data: bytes) -> list[Frame | Rejected]:
        """As `gateway.model.Deframer.feed`."""
        data = self._rest + data
        events = []
        at = 0
        while True:
            start = self._sync.find(data, at)
            self._counters["noise_octets"] += start - at
            at = start
            octets = self._measure(data, at)
            if octets is None or at + octets > len(data):
                break
            event = self._verdict(data[at : at + octets])
            if isinstance(event, Rejected):
                octets = self._used(data[at : at + octets])
                left = max(0, octets - len(self._sync.word))
                event = replace(event, data=event.data[:left])
            if event is not None:
                events.append(event)
            at += octets
        self._rest = data[at:]
        return events

    def _used(self, candidate: bytes) -> int:
        """Octets of a rejected candidate that cannot be the start of another."""
        return self._sync.find(candidate, 1) if self._sync.word else len(candidate)

    @property
    def pending(self) -> int:
        """As `gateway.model.Deframer.pending`."""
        return len(self._rest)
