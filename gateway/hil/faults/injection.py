"""A fault, and a fault at work.

::

    octets ──▶ feed(octets, now) ──▶ octets onward
                    │    └─ back ──▶ octets that turn round (an echo)
                    └─ counters, log: what was done to them

A fault is a frozen description.  `start` makes an injection of it, which does the same to
the same octets whenever the seed is the same, however the octets are cut into pieces;
those whose subject is time (jitter, packets of a USB adapter) are the exception.

An injection has no clock: it is told the time, so that tests run in virtual time.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from random import Random
from typing import Protocol

MOST_EVENTS = 200
"""Events that a log keeps, the last ones; the counters know of all."""

SHOWN_OCTETS = 16


@dataclass(frozen=True)
class Event:
    """One thing that a fault did.

    Attributes:
        offset: Octet of this direction at which it was done, counted from the fault's start.
        what: What was done, in a word or two.
        before: The octets that came.
        after: The octets that went on in their place.
    """

    offset: int
    what: str
    before: bytes
    after: bytes

    def __str__(self) -> str:
        return f"octet {self.offset}: {self.what} {_shown(self.before)} -> {_shown(self.after)}"


def _shown(octets: bytes) -> str:
    text = octets[:SHOWN_OCTETS].hex(" ") or "nothing"
    more = len(octets) - SHOWN_OCTETS
    return f"{text} and {more} more" if more > 0 else text


class Fault(Protocol):
    """What every fault is: a frozen dataclass that can be started."""

    def start(self, rng: Random) -> Injection:
        """The fault at work, on one direction of a line."""


class Injection:
    """A fault at work: octets pass as they are, unless a subclass says otherwise.

    Attributes:
        counters: What was done, by readable names: `dropped_octets`, `flipped_bits`, ...
        log: The last things that were done.
        back: Octets that turn round; the line takes them away.
        wake_at: When `feed` is to be called again although nothing has come, in seconds;
            None if it need not be.
        offset: Octets fed so far.
    """

    def __init__(self) -> None:
        self.counters: Counter[str] = Counter()
        self.log: deque[Event] = deque(maxlen=MOST_EVENTS)
        self.back = bytearray()
        self.wake_at: float | None = None
        self.offset = 0

    def feed(self, octets: bytes, now: float) -> bytes:
        """Take octets, none if only time has passed, and return what goes on now."""
        self.offset += len(octets)
        return octets

    def end(self, now: float) -> bytes:
        """The fault is over: what it still holds goes on."""
        return b""

    @property
    def held(self) -> int:
        """Octets that only time keeps from going on."""
        return 0

    def note(self, what: str, before: bytes, after: bytes, place: int = 0) -> None:
        """Write into the log what was done at *place* behind the offset."""
        self.log.append(Event(self.offset + place, what, before, after))
