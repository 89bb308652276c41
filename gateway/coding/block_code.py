"""Short linear block codes, decoded by comparing with every codeword.

::

    data  k bits  ──▶  codeword  n bits  = data times the generator matrix
    soft  n bits  ──▶  the codeword that it correlates best with

For up to some 2**12 codewords that is one matrix product, which finds what no decoder can
better: the most likely codeword.  It always finds one, so a check has to follow.

Source: S. Lin, D. J. Costello, "Error Control Coding", 2nd ed., chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft, harden, soften


@dataclass(frozen=True)
class BlockCode:
    """A code of 2**k codewords of n bits.

    Attributes:
        length: n.
        rows: Of the generator matrix, k of them: the codeword of each data bit, first bit
            highest.
    """

    length: int
    rows: tuple[int, ...]

    def encode(self, data: Bits) -> Bits:
        """The codewords, shape (m, n), of *data*, shape (m, k)."""
        return np.asarray(data @ self._generator & 1, np.uint8)

    def likeness(self, soft: Soft) -> NDArray[np.float32]:
        """How well *soft*, shape (m, n), goes with every codeword: shape (m, 2**k).

        Codewords are in the order of their data, read as a number with its first bit
        highest.
        """
        return soft @ self._signs.T

    def decode(self, soft: Soft) -> tuple[Bits, int]:
        """The most likely data, shape (m, k), of *soft*, shape (m, n).

        Returns:
            The data, and how many bits differ from what was received.
        """
        best = self.likeness(soft).argmax(axis=1)
        return self._words[best], self.errors(soft, best)

    def errors(self, soft: Soft, codewords: NDArray[np.intp]) -> int:
        """Bits of *soft* that are not as in its *codewords*; erasures do not count."""
        sent = self._signs[codewords] > 0
        return int(np.count_nonzero((harden(soft) != sent) & (soft != 0)))

    @cached_property
    def _generator(self) -> Bits:
        shifts = np.arange(self.length)[::-1]
        return np.asarray(np.array(self.rows)[:, None] >> shifts & 1, np.uint8)

    @cached_property
    def _words(self) -> Bits:
        """The data of every codeword."""
        k = len(self.rows)
        return np.asarray(np.arange(1 << k)[:, None] >> np.arange(k)[::-1] & 1, np.uint8)

    @cached_property
    def _signs(self) -> NDArray[np.float32]:
        """Every codeword, as soft bits."""
        return soften(self.encode(self._words))
