r"""Bits in arrays: hard bits, soft bits, and the octets they make.

::

    octets  b"\xa5"                    hard  1 0 1 0 0 1 0 1            msb first
    soft    0.9 -1.1 0.2 -0.8 ...      positive means 1, magnitude is confidence

Soft bits are `float32`; 0 is an erasure.  NumPy is imported here, so the modules of the
wire, which need none of this, must not import it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]
"""Shape (n,), each 0 or 1."""

Soft = NDArray[np.float32]
"""Shape (n,), see above."""

BitOrder = Literal["big", "little"]
"""Which bit of an octet is sent first: `big` the most, `little` the least significant."""


def to_bits(data: bytes, order: BitOrder = "big") -> Bits:
    """The bits of *data*, eight an octet."""
    return np.unpackbits(np.frombuffer(data, np.uint8), bitorder=order)


def to_octets(bits: Bits, order: BitOrder = "big") -> bytes:
    """The whole octets in *bits*; what is left over at the end is dropped."""
    whole = len(bits) - len(bits) % 8
    return np.packbits(bits[:whole], bitorder=order).tobytes()


def harden(soft: Soft) -> Bits:
    """The bits that *soft* most likely are; an erasure becomes 0."""
    return (soft > 0).view(np.uint8)


def soften(bits: Bits) -> Soft:
    """*bits* as soft bits of magnitude 1."""
    return np.where(bits, np.float32(1), np.float32(-1))
