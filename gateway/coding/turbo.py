"""The turbo codes of CCSDS, rates 1/2, 1/3, 1/4 and 1/6.

::

    bits ─┬──────────────▶ recursive encoder a ──▶ 0a (the bits), 1a, 2a, 3a
          └─ interleaver ─▶ recursive encoder b ──▶ 1b, 3b

    feedback 10011, forward 1: 11011, 2: 10101, 3: 11111; four bits more empty each encoder

The two decoders tell each other what they have learnt (max-log-MAP with scaled extrinsic
values) until they agree.  As in `convolutional`, a trellis is cut into segments with a
warm-up on either side, and all segments are walked side by side.  Nothing in the code proves
the result: the frame has to have a check of its own.

Source: CCSDS 131.0-B-4, section 6; the decoder is that of P. Robertson et al., ICC 1995, p.
1009, scaled as in J. Vogt, A. Finger, Electronics Letters 36 (2000) 1937.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft

Rate = Literal["1/2", "1/3", "1/4", "1/6"]

STATES = 16
TAIL = 4
"""Bits that empty an encoder."""

ITERATIONS = 10
HOPE = 0.9
"""Share of the bits that both decoders saw differently in the first iteration, of which they
still do in the second if it is noise; where decoding succeeds it is 0.8 and less."""

SCALE = 0.75
"""Of extrinsic values: what max-log-MAP makes too sure."""

WARM_UP = 40
SURE = 4.0
"""Weight of what is known beyond the ends, in multiples of the mean magnitude."""

_FORWARD = {1: 0b11011, 2: 0b10101, 3: 0b11111}
_PARITIES: dict[Rate, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "1/2": ((1,), (1,)),
    "1/3": ((1,), (1,)),
    "1/4": ((2, 3), (1,)),
    "1/6": ((1, 2, 3), (1, 3)),
}
"""Forward vectors of the encoders a and b; at rate 1/2 theirs are sent in turns."""

_PRIMES = np.array((31, 37, 43, 47, 53, 59, 61, 67))

# State: bits m1 m2 m3 m4, the newest highest.  Transitions are ordered by bit, then state.
_STATE = np.tile(np.arange(STATES), 2)
_BIT = np.repeat((0, 1), STATES)
_REGISTER = (_BIT ^ _STATE >> 1 & 1 ^ _STATE & 1) << 4 | _STATE
_NEXT = _REGISTER >> 1
_BEFORE = np.argsort(_NEXT, kind="stable").reshape(STATES, 2).T
"""For each state, the two transitions that lead to it."""


def _parity_of(forward: int) -> Bits:
    """What each transition sends."""
    return np.asarray(np.bitwise_count(_REGISTER & _FORWARD[forward]) & 1, np.uint8)


@dataclass(frozen=True)
class Turbo:
    """A turbo code.

    Attributes:
        rate: Bits of symbols sent.
        k: Bits of a frame: 1784, 3568, 7136 or 8920.
    """

    rate: Rate = "1/2"
    k: int = 1784

    @property
    def n(self) -> int:
        """Symbols of a codeword."""
        return (self.k + TAIL) * int(self.rate[2:])

    def encode(self, bits: Bits) -> Bits:
        """The symbols of *bits*, of which there are `k`."""
        for_a, for_b = _PARITIES[self.rate]
        sent, parity_a = _component(bits, for_a)
        _, parity_b = _component(bits[self._interleaver], for_b)
        if self.rate == "1/2":
            turns = np.arange(len(sent)) % 2
            return np.stack((sent, np.where(turns, parity_b[0], parity_a[0])), axis=1).reshape(-1)
        return np.stack((sent, *parity_a, *parity_b), axis=1).reshape(-1)

    def decode(self, soft: Soft) -> Bits:
        """The bits that were most likely sent; *soft* has `n` symbols.

        Where the second iteration brings both decoders no nearer, as in noise, it is the last.
        """
        own, parity_a, parity_b = self._streams(soft.astype(np.float32, copy=False))
        for_a, for_b = _PARITIES[self.rate]
        heard, order = own[: self.k], self._interleaver
        told = np.zeros(self.k, np.float32)
        bits = heard > 0
        disagreed = self.k
        for iteration in range(ITERATIONS):
            first = own.copy()
            first[: self.k] += told
            learnt = _posterior(first, parity_a, for_a)[: self.k]
            second = np.zeros_like(own)
            second[: self.k] = (heard + np.float32(SCALE) * (learnt - first[: self.k]))[order]
            answer = _posterior(second, parity_b, for_b)[: self.k]
            bits = np.empty(self.k, np.bool_)
            bits[order] = answer > 0
            disagree = int(np.count_nonzero(bits != (learnt > 0)))
            if disagree == 0 or (iteration == 1 and disagree > HOPE * disagreed):
                break
            disagreed = disagree
            told[order] = np.float32(SCALE) * (answer - second[: self.k])
        return bits.view(np.uint8)

    def _streams(self, soft: Soft) -> tuple[Soft, Soft, Soft]:
        """The bits' own symbols, and the parities of both encoders, shape (count, steps)."""
        table = soft.reshape(self.k + TAIL, -1).T
        own = table[0]
        if self.rate == "1/2":
            turns = np.arange(len(own)) % 2 == 0
            return own, np.where(turns, table[1:], 0), np.where(turns, 0, table[1:])
        count_a = len(_PARITIES[self.rate][0])
        return own, table[1 : 1 + count_a], table[1 + count_a :]

    @cached_property
    def _interleaver(self) -> NDArray[np.intp]:
        """The bit that encoder b gets at each step."""
        half = self.k // 8
        s = np.arange(self.k)
        m, i = s % 2, s // (2 * half)
        j = s // 2 - i * half
        t = (19 * i + 1) % 4
        c = (_PRIMES[t] * j + 21 * m) % half
        return np.asarray(2 * (t + 4 * c) + 1 - m, np.intp)


def _component(bits: Bits, forwards: tuple[int, ...]) -> tuple[Bits, list[Bits]]:
    """What one encoder sends: the bits with its tail, and its parities."""
    transitions = []
    state = 0
    for step in range(len(bits) + TAIL):
        # The switch of the standard: at the end the encoder is fed with its own feedback.
        bit = int(bits[step]) if step < len(bits) else state >> 1 & 1 ^ state & 1
        transitions.append(bit * STATES + state)
        state = int(_NEXT[transitions[-1]])
    taken = np.array(transitions)
    return _BIT[taken].astype(np.uint8), [_parity_of(forward)[taken] for forward in forwards]


def _posterior(own: Soft, parities: Soft, forwards: tuple[int, ...]) -> Soft:
    """How likely each bit of one trellis is, from its own symbol and all parities."""
    steps = len(own)
    segment = isqrt(steps)
    heard = np.concatenate((own[None], parities)).T
    sure = np.float32(-SURE * (np.mean(np.abs(heard)) + 1e-9))
    before = np.full((WARM_UP, heard.shape[1]), sure, np.float32)
    behind = np.full((WARM_UP + -steps % segment, heard.shape[1]), sure, np.float32)
    padded = np.concatenate((before, heard, behind))
    windows = np.lib.stride_tricks.sliding_window_view(padded, segment + 2 * WARM_UP, axis=0)
    signs = np.stack((_BIT, *(_parity_of(forward) for forward in forwards)), axis=1) - 0.5
    branches = signs.astype(np.float32) @ np.ascontiguousarray(
        windows[::segment].transpose(2, 1, 0)
    )
    return _walk(branches)[WARM_UP:-WARM_UP].T.reshape(-1)[:steps]


def _walk(branches: NDArray[np.float32]) -> NDArray[np.float32]:
    """Forward and backward through *branches*, shape (steps, transitions, segments)."""
    steps, _, segments = branches.shape
    forward = np.zeros((steps, STATES, segments), np.float32)
    for step in range(steps - 1):
        arriving = branches[step] + np.concatenate((forward[step], forward[step]))
        np.maximum(arriving[_BEFORE[0]], arriving[_BEFORE[1]], out=forward[step + 1])
    likely = np.empty((steps, segments), np.float32)
    backward = np.zeros((STATES, segments), np.float32)
    for step in range(steps - 1, -1, -1):
        leaving = (branches[step] + backward[_NEXT]).reshape(2, STATES, segments)
        zero, one = (leaving + forward[step]).max(axis=1)
        np.subtract(one, zero, out=likely[step])
        backward = leaving.max(axis=0)
    return likely
