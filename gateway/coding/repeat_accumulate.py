"""The repeat-accumulate code of SMOG-P, ATL-1, SMOG-1 and MRC-100, of rate about 1/2.

::

    data           words of 16 bits, D of them
    pass 0         permute ─▶ accumulate ─▶ every word            D words
    passes 1 to 3  permute ─▶ accumulate ─▶ every third, the last 3 (D / 3) words

    accumulate     sum = sum rotated right by one, plus the next word; all sums from 0

The words go least significant octet first, octets most significant bit first.  In a pass,
the rotating sums are 16 independent sums side by side, "lanes": in lane l, step n adds bit
l - n of its word.  The permutation of a pass is a shift register that steps until its
state, less one, is the index of a word; where it starts depends on the pass.

The decoder passes beliefs between the data and the four accumulators, whose chains it
walks forwards and backwards; the accumulators work in parallel.  What comes out is judged
by encoding it again: see `LIMIT`.

Source: the smog-1 ground software of BME (M. Maroti, P. Horvath,
https://gitlab.com/phorvath/smogcli2) documents the code; D. Divsalar, H. Jin, R. McEliece,
"Coding theorems for turbo-like codes", Allerton 1998, such codes.  The decoder is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft, harden, to_bits, to_octets

_LANES = 16
_PASSES = 4
_PUNCTURED = 3
"""In the later passes, one sum in so many is sent."""

# Feedback masks of the shift registers of each pass, by the register's bits.
_MASKS = {
    5: (0x12, 0x17, 0x1B, 0x1E),
    6: (0x21, 0x2D, 0x30, 0x39),
    7: (0x41, 0x53, 0x69, 0x7B),
    8: (0x8E, 0xAF, 0xC3, 0xE7),
}

_ITERATIONS = 60
_PATIENCE = 6
"""Iterations after which noise is given up: the mean belief of a bit is then below:"""
_HOPE = 0.75
"""In multiples of the mean magnitude received; noise stays below 0.65, see the tests."""

LIMIT = 0.16
"""Part of the symbols that may be wrong in a frame.

The code works up to about 0.14.  Of noise nothing comes that stays the same from one
iteration to the next, and what comes differs from it in more than 0.4 of the symbols.
"""

LEAST = 0.8
"""Part of the symbols that has to be heard: half of them are the data, and prove nothing."""

_CERTAIN = np.float32(1e6)
_DAMPING = np.float32(0.75)
"""What makes up for the confidence that the min-sum rule overstates."""


@dataclass(frozen=True)
class RepeatAccumulate:
    """The code for data of a fixed length.

    Attributes:
        octets: The length; even, from 32 to 510.
    """

    octets: int

    @property
    def symbols(self) -> int:
        """Symbols of a codeword."""
        return _LANES * (self._words + (_PASSES - 1) * -(-self._words // _PUNCTURED))

    def encode(self, data: bytes) -> Bits:
        """The symbols of *data*."""
        sums = np.bitwise_xor.accumulate(to_bits(data)[self._data_at], axis=1)
        symbols = np.zeros(self.symbols + 1, np.uint8)
        symbols[self._symbol_at] = sums
        return symbols[:-1]

    def decode(self, soft: Soft) -> tuple[bytes, int] | None:
        """The data in *soft*, and how many symbols were wrong; None if there are none."""
        scale = float(np.abs(soft).mean()) + 1e-9
        received = np.append(soft / np.float32(scale), np.float32(0))[self._symbol_at]
        received, hard, before = -received, harden(soft), b""
        heard = int(np.count_nonzero(soft))
        if heard < LEAST * self.symbols:
            return None
        belief = np.zeros(8 * self.octets, np.float32)
        told = np.zeros_like(received)
        for iteration in range(_ITERATIONS):
            told = _DAMPING * _accumulators(belief[self._data_at] - told, received)
            belief = self._gather(told)
            data = to_octets((belief < 0).view(np.uint8))
            if data == before:
                wrong = int(np.count_nonzero((self.encode(data) != hard) & (soft != 0)))
                if wrong <= LIMIT * heard:
                    return data, wrong
            if iteration == _PATIENCE and np.abs(belief).mean() < _HOPE:
                return None
            before = data
        return None

    def _gather(self, told: NDArray[np.float32]) -> NDArray[np.float32]:
        """The sum of all that is *told* of each bit of the data."""
        sums = np.bincount(self._data_at.reshape(-1), told.reshape(-1).astype(np.float64))
        return sums.astype(np.float32)

    @property
    def _words(self) -> int:
        return 8 * self.octets // _LANES

    @cached_property
    def _data_at(self) -> NDArray[np.intp]:
        """Shape (passes, words, lanes): the bit of the data that each step adds."""
        lanes, steps = np.arange(_LANES), np.arange(self._words)[:, None]
        bits = _place((lanes - steps) % _LANES)
        return np.stack([_LANES * self._order(p)[:, None] + bits for p in range(_PASSES)])

    @cached_property
    def _symbol_at(self) -> NDArray[np.intp]:
        """Of the same shape: the symbol that each sum is; one past the last for none."""
        at = np.full((_PASSES, self._words, _LANES), self.symbols, np.intp)
        lanes, word = np.arange(_LANES), 0
        for p in range(_PASSES):
            for step in range(self._words):
                every = 1 if p == 0 else _PUNCTURED
                if (step + 1) % every == 0 or step == self._words - 1:
                    at[p, step] = _LANES * word + _place((lanes - step) % _LANES)
                    word += 1
        return at

    def _order(self, number: int) -> NDArray[np.intp]:
        """The order in which pass *number* takes the words."""
        words = self._words
        mask = _MASKS[max(5, words.bit_length())][number]
        offset = words >> 1 + number
        state = 1 + number + offset
        order: list[int] = []
        while len(order) < words:
            state = state >> 1 ^ (mask if state & 1 else 0)
            if state <= words:
                order.append((state - 1 - offset) % words)
        return np.array(order)


def _place(bits: NDArray[np.intp]) -> NDArray[np.intp]:
    """Where *bits* of a word, the least significant 0, are among its 16 on the air."""
    return bits // 8 * 8 + 7 - bits % 8


def _accumulators(data: NDArray[np.float32], received: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the chains of sums tell of the data: shape (passes, words, lanes), as all here.

    Args:
        data: What the others tell of it; positive for 0, as all here.
        received: What was received of the sums.
    """
    steps = data.shape[1]
    sign, size = np.sign(data), np.abs(data)
    ahead = np.empty_like(data)
    behind = np.empty_like(data)
    ahead[:, 0] = _CERTAIN
    for n in range(1, steps):
        _chain(ahead[:, n], ahead[:, n - 1], sign[:, n - 1], size[:, n - 1])
        ahead[:, n] += received[:, n - 1]
    behind[:, -1] = received[:, -1]
    for n in range(steps - 2, -1, -1):
        _chain(behind[:, n], behind[:, n + 1], sign[:, n + 1], size[:, n + 1])
        behind[:, n] += received[:, n]
    least = np.minimum(np.abs(ahead), np.abs(behind))
    return np.sign(ahead) * np.sign(behind) * least


def _chain(
    out: NDArray[np.float32],
    sums: NDArray[np.float32],
    sign: NDArray[np.float32],
    size: NDArray[np.float32],
) -> None:
    """Belief in *sums* plus data of *sign* and *size*, by the min-sum rule."""
    np.minimum(sums, size, out=out)
    np.maximum(out, -size, out=out)
    np.multiply(out, sign, out=out)
