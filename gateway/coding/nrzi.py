r"""NRZI: a zero is a change of level, a one is none.

::

    bits     1 0 0 1 1 0
    levels   0 1 0 0 0 1      before: 0

With the changes, and not the levels, carrying the bits, the polarity of a receiver does not
matter.  One wrong level makes two wrong bits.  Zero is the change here, as HDLC wants it:
its stuffed zeros then are what keeps the receiver's clock (ISO/IEC 13239, annex on NRZI;
"NRZ-S" elsewhere).

All functions work along the last axis and assume a level of 0 before the first.
"""

from __future__ import annotations

import numpy as np

from gateway.coding.bits import Bits, Soft


def encode(bits: Bits) -> Bits:
    """The levels of *bits*."""
    return np.bitwise_xor.accumulate(bits ^ np.uint8(1), axis=-1)


def decode(levels: Bits) -> Bits:
    """The bits of *levels*."""
    bits = levels ^ np.uint8(1)
    bits[..., 1:] ^= levels[..., :-1]
    return bits


def decode_soft(levels: Soft) -> Soft:
    """The bits of soft *levels*, each as sure as the less sure of its two levels.

    The first is an erasure: the level before it is not known.
    """
    bits = np.zeros_like(levels)
    now, before = levels[..., 1:], levels[..., :-1]
    bits[..., 1:] = np.sign(now) * np.sign(before) * np.minimum(np.abs(now), np.abs(before))
    return bits
