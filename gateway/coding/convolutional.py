"""Convolutional codes of rate 1/n, decoded softly by the Viterbi algorithm.

::

    bits     ──▶ newest ├──┬──┬──┬──┬──┬──┤ oldest      constraint length k
                        polynomial 1 ──▶ first symbol   (parity of the tapped bits)
                        polynomial 2 ──▶ second symbol, perhaps inverted

    decode   │warm-up│── segment ──│warm-up│            all segments side by side
                            │warm-up│── segment ──│warm-up│

The trellis is walked once for all segments of a stream together: each step is a few array
operations on (states, segments).  After a warm-up of some ten constraint lengths a
segment no longer knows where it was cut.

Source: A. J. Viterbi, IEEE Trans. Inf. Theory 13 (1967) 260; CCSDS 131.0-B-4, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isqrt, sqrt

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft, soften

WARM_UP = 64
"""Bits before and behind a segment that are decoded for nothing."""

SURE = 4.0
"""Weight of symbols that are known, in multiples of the mean magnitude of the others."""

LIMIT = 0.015
"""Share of parity checks above one half where decoding fails for certain: one symbol in seven
is wrong."""

CHANCE = 0.55
"""Share of parity checks above one half that noise has one time in five, times the root of
the number of symbols."""


@dataclass(frozen=True)
class Convolutional:
    """A convolutional code.

    Attributes:
        constraint: Constraint length k: bits that a symbol depends on.
        polynomials: One for each symbol of a bit; the highest of the k bits taps the
            newest bit.
        inverted: For each, whether its symbols are sent inverted.
    """

    constraint: int
    polynomials: tuple[int, ...]
    inverted: tuple[bool, ...]

    @property
    def rate(self) -> int:
        """Symbols of a bit."""
        return len(self.polynomials)

    def encode(self, bits: Bits, flush: bool = True) -> Bits:
        """The symbols of *bits*, from a register of zeros.

        Args:
            bits: The data.
            flush: Send the register empty behind them, as a terminated code does.
        """
        tail = self.constraint - 1
        bits = np.concatenate((bits, np.zeros(tail if flush else 0, np.uint8)))
        past = np.concatenate((np.zeros(tail, np.uint8), bits))
        symbols = np.zeros((len(bits), self.rate), np.uint8)
        for j, (polynomial, inverted) in enumerate(
            zip(self.polynomials, self.inverted, strict=True)
        ):
            for delay in range(self.constraint):
                if polynomial >> (tail - delay) & 1:
                    symbols[:, j] ^= past[tail - delay : len(past) - delay]
            symbols[:, j] ^= inverted
        return symbols.reshape(-1)

    def decode(self, soft: Soft, terminated: bool) -> Bits:
        """The bits that were most likely sent.

        Args:
            soft: Symbols; what does not make a whole bit at the end is dropped.
            terminated: The register was empty before and behind; the bits that emptied it
                are not returned.
        """
        bits = len(soft) // self.rate
        if bits == 0:
            return np.zeros(0, np.uint8)
        # A step costs much by itself and little a segment: about as many steps as segments.
        segment = isqrt(bits)
        segments = -(-bits // segment)
        outside = self._outside(soft, terminated)
        before = np.tile(outside, WARM_UP)
        behind = np.tile(outside, WARM_UP + segments * segment - bits)
        padded = np.concatenate((before, soft[: bits * self.rate], behind))
        windows = np.lib.stride_tricks.sliding_window_view(
            padded.reshape(-1, self.rate), segment + 2 * WARM_UP, axis=0
        )[::segment]
        decoded = self._segments(np.ascontiguousarray(windows.transpose(2, 1, 0)))
        return decoded[: max(0, bits - (self.constraint - 1) * terminated)]

    def plausible(self, soft: Soft) -> bool:
        """Whether *soft* may be symbols of this code, of rate 1/2; noise is, at most one in five.

        It costs a hundredth of decoding, and noise up to which decoding succeeds is let pass.
        """
        return self.agreement(soft) > 0.5 + max(LIMIT, CHANCE / sqrt(max(1, len(soft))))

    def agreement(self, soft: Soft) -> float:
        """The share of the parity checks between symbols of a code of rate 1/2 that hold.

        They are 1 of a codeword, one half of noise.  What either polynomial makes of the
        other's symbols is the same, so their sum is zero.
        """
        checks = len(soft) // 2 - self.constraint + 1
        if checks <= 0:
            return 0.0
        sums = np.zeros(checks, np.bool_)
        for j, polynomial in enumerate(reversed(self.polynomials)):
            ones = (soft[j::2] > 0) ^ self.inverted[j]
            for delay in range(self.constraint):
                if polynomial >> delay & 1:
                    sums ^= ones[delay : delay + checks]
        return 1 - float(np.count_nonzero(sums)) / checks

    def _outside(self, soft: Soft, terminated: bool) -> Soft:
        """The symbols of a bit before and behind: those of zeros, or nothing known."""
        if not terminated:
            return np.zeros(self.rate, np.float32)
        sure = np.float32(SURE * np.mean(np.abs(soft)))
        return soften(np.array(self.inverted, np.uint8)) * sure

    def _segments(self, soft: NDArray[np.float32]) -> Bits:
        """The middle of each segment; *soft* has shape (steps, rate, segments)."""
        steps, _, segments = soft.shape
        half = self._signs.shape[0] // 4
        metric = np.zeros((2 * half, segments), np.float32)
        chosen = np.empty((steps, 2 * half, segments), np.bool_)
        for step in range(steps):
            branch = (self._signs @ soft[step]).reshape(2, 2, half, segments)
            branch += metric.reshape(half, 2, segments).transpose(1, 0, 2)[:, None]
            first, second = branch.reshape(2, 2 * half, segments)
            np.greater(second, first, out=chosen[step])
            np.maximum(first, second, out=metric)
        last = metric.argmax(axis=0)
        return self._trace_back(chosen.reshape(steps, -1), last)

    def _trace_back(self, chosen: NDArray[np.bool_], state: NDArray[np.intp]) -> Bits:
        """The bits on the way to the last *state* of each segment."""
        segments = len(state)
        steps, states = chosen.shape[0], chosen.shape[1] // segments
        column = np.arange(segments)
        newest = states // 2
        bits = np.empty((steps, segments), np.bool_)
        for step in range(steps - 1, WARM_UP - 1, -1):
            np.greater_equal(state, newest, out=bits[step])
            oldest = chosen[step].take(state * segments + column)
            state = (state % newest) * 2 + oldest
        return bits[WARM_UP : steps - WARM_UP].T.reshape(-1).view(np.uint8)

    @cached_property
    def _signs(self) -> NDArray[np.float32]:
        """Shape (2**k, rate): the symbols of each content of the register, as -1 and 1.

        Ordered by the oldest bit, then the state that follows: the content without it.
        """
        states = np.arange(1 << self.constraint - 1)
        contents = np.concatenate((2 * states, 2 * states + 1))
        parities = np.bitwise_count(contents[:, None] & np.array(self.polynomials)) & 1
        return soften(parities ^ np.array(self.inverted))


_G1, _G2 = 0o171, 0o133

CCSDS_K7 = Convolutional(7, (_G1, _G2), (False, True))
"""CCSDS 131.0-B, section 3.3: the second symbol inverted."""
CCSDS_K7_UNINVERTED = Convolutional(7, (_G1, _G2), (False, False))
NASA_DSN_K7 = Convolutional(7, (_G2, _G1), (True, False))
"""The older order of NASA's Deep Space Network."""
NASA_DSN_K7_UNINVERTED = Convolutional(7, (_G2, _G1), (False, False))
