"""Counting what is wrong with octets that came back, without an avalanche.

::

    sent      a b c d e f g h i j ...          octet d was lost: from there on every octet
    received  a b c e f g h i j ...            is another one than expected, half of its bits
                    ▲                          wrong, until the place is found again
                    mismatch: look ahead

At a mismatch the next octets tell which of two things happened.  If most of their bits
are right, bits were flipped.  If half of them are wrong, octets were lost or came twice:
the next octets that are right are looked for in what was sent.  In a pseudorandom
sequence eight octets hold the whole state of the shift register, and so stand in one
place of a period only.
"""

from __future__ import annotations

from itertools import accumulate

from msgspec import Struct

AHEAD_OCTETS = 16
"""How far a mismatch is looked into; in step, fewer than a quarter of the bits are wrong."""

IN_STEP_SHARE = 0.25
"""Of random octets half of the bits are wrong; sixteen of them are below this once in 10^8."""

PLACE_OCTETS = 8
"""So many right octets in a row say where in the sequence they are."""

MAX_SHIFT = 2048
"""Octets that may be lost or come twice in one place, and are counted as that."""

LOST_LOCK_OCTETS = 256
"""After so many octets that stand nowhere, they are counted as wrong."""


class BitErrorCounts(Struct):
    """What was counted.

    Attributes:
        octets: Octets compared with those that were sent.
        errors: Bits of them that were wrong.
        errored_octets: Octets of them with such a bit.
        lost: Octets that were sent and did not come.
        extra: Octets that came and were not sent, or were sent once and came twice.
        longest_burst: Most octets in a row with a wrong bit.
    """

    octets: int = 0
    errors: int = 0
    errored_octets: int = 0
    lost: int = 0
    extra: int = 0
    longest_burst: int = 0

    @property
    def bits(self) -> int:
        """Bits compared."""
        return 8 * self.octets

    @property
    def good(self) -> bool:
        """Whether everything came back, once, as it was sent."""
        return not (self.errors or self.lost or self.extra)

    def add(self, other: BitErrorCounts) -> None:
        """Add the counts of another test."""
        self.octets += other.octets
        self.errors += other.errors
        self.errored_octets += other.errored_octets
        self.lost += other.lost
        self.extra += other.extra
        self.longest_burst = max(self.longest_burst, other.longest_burst)


class BitErrors:
    """Compares what comes back with what was sent.

    Args:
        period: Octets after which what is sent repeats; what is lost at once can only be
            counted up to half of them.

    Attributes:
        counts: So far.
    """

    def __init__(self, period: int):
        self.counts = BitErrorCounts()
        self._shift = min(MAX_SHIFT, (period - 1) // 2)
        self._sent = bytearray()
        self._received = bytearray()
        self._burst = 0
        self._looked = 0

    @property
    def outstanding(self) -> int:
        """Octets that were sent and are not accounted for."""
        return max(len(self._sent) - len(self._received), 0)

    def send(self, data: bytes) -> None:
        """Tell what is sent, before it can come back."""
        self._sent += data

    def feed(self, data: bytes) -> None:
        """Compare what came."""
        self._received += data
        while self._compare(final=False):
            pass

    def finish(self) -> None:
        """Account for everything: what has not come by now is lost."""
        while self._compare(final=True):
            pass
        self._account(len(self._received), len(self._sent))

    def _compare(self, *, final: bool) -> bool:
        """Account for some octets; False if more are needed."""
        if not self._looked:
            self._skip_equal()
        both = min(len(self._sent), len(self._received))
        if not both or (both < AHEAD_OCTETS and not final):
            return False
        if not self._looked and self._in_step():
            self._account(1, 1)
            return True
        return self._find_place(final)

    def _skip_equal(self) -> None:
        """Account for all octets up to the first that differs."""
        both = min(len(self._sent), len(self._received))
        if both and (equal := _equal_octets(self._sent, self._received, both)):
            self.counts.octets += equal
            self._burst = 0
            self._drop(equal, equal)

    def _in_step(self) -> bool:
        """Whether the next octets are those expected, but for some bits."""
        ahead, expected = self._received[:AHEAD_OCTETS], self._sent[:AHEAD_OCTETS]
        if len(ahead) != len(expected):
            return False
        return _wrong_bits(ahead, expected) < IN_STEP_SHARE * 8 * len(ahead)

    def _find_place(self, final: bool) -> bool:
        """Look for octets that are right, wherever they stand."""
        while len(self._received) - self._looked >= (1 if final else AHEAD_OCTETS):
            at = self._looked
            place = self._place_of(at)
            if place is None and at >= LOST_LOCK_OCTETS:
                place = min(at, len(self._sent))
            if place is not None:
                self._account(at, place)
                return True
            self._looked += 1
        return False

    def _place_of(self, at: int) -> int | None:
        """Where in what was sent the received octets from *at* stand, near there."""
        octets = self._received[at : at + PLACE_OCTETS]
        if len(octets) < PLACE_OCTETS:
            return len(self._sent) - len(octets) if self._sent.endswith(octets) else None
        first = max(at - self._shift, 0)
        place = self._sent.find(octets, first, at + self._shift + len(octets))
        return None if place < 0 else place

    def _account(self, came: int, sent: int) -> None:
        """Compare the first *came* octets received with the first *sent* ones of what was sent."""
        for wrong in _wrong_bits_around(self._received[:came], self._sent[:sent]):
            self._note(wrong)
        self.counts.lost += max(sent - came, 0)
        self.counts.extra += max(came - sent, 0)
        self._drop(came, sent)
        self._looked = 0

    def _note(self, wrong: int) -> None:
        self.counts.octets += 1
        self.counts.errors += wrong
        self.counts.errored_octets += bool(wrong)
        self._burst = self._burst + 1 if wrong else 0
        self.counts.longest_burst = max(self.counts.longest_burst, self._burst)

    def _drop(self, came: int, sent: int) -> None:
        del self._received[:came]
        del self._sent[:sent]


def _wrong_bits(a: bytes | bytearray, b: bytes | bytearray) -> int:
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_count()


def _wrong_bits_around(received: bytearray, sent: bytearray) -> list[int]:
    """Wrong bits of each octet, where octets were lost or came twice at one place.

    Before that place octets stand as from the start, behind it as from the end; it is
    where this makes the fewest bits wrong.
    """
    both = min(len(received), len(sent))
    head = [(a ^ b).bit_count() for a, b in zip(received[:both], sent[:both], strict=True)]
    ends = received[len(received) - both :], sent[len(sent) - both :]
    tail = [(a ^ b).bit_count() for a, b in zip(*ends, strict=True)]
    gain = [0, *accumulate(b - a for a, b in zip(head, tail, strict=True))]
    place = gain.index(max(gain))
    return head[:place] + tail[place:]


def _equal_octets(a: bytearray, b: bytearray, both: int) -> int:
    """How many octets are equal before the first that differs."""
    if a[:both] == b[:both]:
        return both
    differing = int.from_bytes(a[:both], "big") ^ int.from_bytes(b[:both], "big")
    return both - (differing.bit_length() + 7) // 8
