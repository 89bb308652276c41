"""Pseudorandom binary sequences of bit-error tests.

::

          ┌────────────── + ◀───────┐
          ▼               ▲         │      x^9 + x^5 + 1
        s[i] ─▶ ... ─▶ s[i-5] ─▶ s[i-9]    s[i] = s[i-5] + s[i-9], from nine ones
                                           FF 83 DF 17 32 09 4E D1 ...

The first bit is the most significant one of the first octet.  Adding the recurrence to
itself doubles its delays, so octets obey it too, and blocks of octets.  O.150 inverts
the sequences of 2^15 - 1, 2^23 - 1 and 2^31 - 1 bits; here none is: the test sends them
to itself.

Source: ITU-T O.150 (05/96), sections 5.1, 5.3, 5.6 and 5.8.  PRBS7 is not in it; its
polynomial is the primitive one that bit-error testers have in common.
"""

from __future__ import annotations

from dataclasses import dataclass

BLOCK_DOUBLINGS = 7
"""Delays are doubled so many times to make blocks of octets, hundreds at once."""


@dataclass(frozen=True)
class Prbs:
    """The sequence of x^order + x^tap + 1.

    Attributes:
        order: Bits of the shift register; a period is ``2**order - 1`` bits, and as many
            octets.
        tap: The other delay, in bits.
    """

    order: int
    tap: int

    @property
    def name(self) -> str:
        """Such as ``PRBS9``."""
        return f"PRBS{self.order}"

    @property
    def period(self) -> int:
        """Bits, and also octets, after which it repeats."""
        return (1 << self.order) - 1


PRBS7 = Prbs(7, 6)
PRBS9 = Prbs(9, 5)
PRBS15 = Prbs(15, 14)
PRBS23 = Prbs(23, 18)
PRBS31 = Prbs(31, 28)

SEQUENCES = (PRBS7, PRBS9, PRBS15, PRBS23, PRBS31)


class Generator:
    """The octets of *prbs*, from the start and without end."""

    def __init__(self, prbs: Prbs):
        self._order = prbs.order << BLOCK_DOUBLINGS
        self._tap = prbs.tap << BLOCK_DOUBLINGS
        self._ready = _first_octets(prbs, self._order)
        self._last = bytes(self._ready)

    def take(self, count: int) -> bytes:
        """The next *count* octets."""
        while len(self._ready) < count:
            self._extend()
        taken = bytes(self._ready[:count])
        del self._ready[:count]
        return taken

    def _extend(self) -> None:
        """Make as many octets as follow from those that are there."""
        made = _sum(self._last[: self._tap], self._last[-self._tap :])
        self._ready += made
        self._last = (self._last + made)[-self._order :]


def _first_octets(prbs: Prbs, count: int) -> bytearray:
    bits = [1] * prbs.order
    while len(bits) < 8 * prbs.order:
        bits.append(bits[-prbs.order] ^ bits[-prbs.tap])
    made = bytearray(int("".join(map(str, bits)), 2).to_bytes(prbs.order, "big"))
    while len(made) < count:
        made.append(made[-prbs.order] ^ made[-prbs.tap])
    return made


def _sum(a: bytes, b: bytes) -> bytes:
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).to_bytes(len(a), "big")
