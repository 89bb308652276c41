r"""Self-synchronising scramblers: a division of the bits by a polynomial over GF(2).

::

    send      y[n] = x[n] ^ y[n-12] ^ y[n-17]
    receive   x[n] = y[n] ^ y[n-12] ^ y[n-17]        for 1 + x^12 + x^17

Nothing has to be agreed on: the receiver knows the register as soon as it has heard as many
bits as its length.  The price is that one wrong bit becomes one more for each tap.

The sender's feedback needs no loop.  Squaring doubles exponents over GF(2), so that::

    1 / P = P * P^2 * P^4 * ... / P^(2^k)          P^(2^k) = 1 + x^(12 * 2^k) + ...

and once the least tap lies beyond the last bit, the divisor is 1: scrambling is descrambling
with taps that double.

Source: J. Miller G3RUH, "9600 Baud Packet Radio Modem Design", ARRL 7th Computer Networking
Conference, 1988, for 1 + x^12 + x^17.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft


@dataclass(frozen=True)
class Multiplicative:
    """A self-synchronising scrambler; the register is zero before the first bit.

    All methods work along the last axis.

    Attributes:
        taps: The exponents of its polynomial, without 0.
    """

    taps: tuple[int, ...]

    @property
    def length(self) -> int:
        """Bits that the receiver has to hear first."""
        return max(self.taps)

    def scramble(self, bits: Bits) -> Bits:
        """*bits* as the sender sends them."""
        taps = self.taps
        while min(taps) < bits.shape[-1]:
            bits = _add_delayed(bits, taps)
            taps = tuple(2 * tap for tap in taps)
        return bits

    def descramble(self, bits: Bits) -> Bits:
        """The bits that were scrambled to *bits*."""
        return _add_delayed(bits, self.taps)

    def descramble_soft(self, soft: Soft) -> Soft:
        """The same for soft bits: each is as sure as the least sure that it is made of.

        The first are erasures: what was before them is not known.
        """
        # A product of signs is the inverse of an exclusive or where terms are even in number.
        sign = np.sign(soft) if len(self.taps) % 2 == 0 else -np.sign(soft)
        size = np.abs(soft)
        for tap in self.taps:
            sign = sign * np.sign(_delayed(soft, tap))
            size = np.minimum(size, np.abs(_delayed(soft, tap)))
        return (sign * size).astype(np.float32, copy=False)

    def descramble_windows(self, windows: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """The same for windows of 64 bits, of which the newest 64 - `length` are right."""
        found = windows.copy()
        for tap in self.taps:
            found ^= windows >> np.uint64(tap)
        return found


def _add_delayed(bits: Bits, delays: Iterable[int]) -> Bits:
    total = bits.copy()
    for delay in delays:
        if delay < bits.shape[-1]:
            total[..., delay:] ^= bits[..., :-delay]
    return total


def _delayed(soft: Soft, delay: int) -> Soft:
    out = np.zeros_like(soft)
    if delay < soft.shape[-1]:
        out[..., delay:] = soft[..., :-delay]
    return out


G3RUH = Multiplicative((12, 17))
"""Of packet radio at 9600 Bd."""
