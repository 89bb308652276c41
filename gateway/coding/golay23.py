"""Golay (23,12): twelve bits behind eleven of parity, at least seven bits between codewords.

::

    <data 12 bits> <parity 11 bits>       generator x^11 + x^10 + x^6 + x^5 + x^4 + x^2 + 1

The code is perfect: every word of 23 bits is within three errors of exactly one codeword,
so a decoder always finds one, and a check has to follow.  The extended code of 24 bits is
in `golay`; its parity is another.

Source: M. J. E. Golay, "Notes on digital coding", Proc. IRE 37 (1949) 657.
"""

from __future__ import annotations

from gateway.coding.block_code import BlockCode

LENGTH = 23
DATA = 12
PARITY = LENGTH - DATA

_GENERATOR = 0b110001110101


def _codeword(data: int) -> int:
    """*data* and the remainder of its division by the generator."""
    remainder = data << PARITY
    for power in reversed(range(DATA)):
        if remainder >> (power + PARITY) & 1:
            remainder ^= _GENERATOR << power
    return data << PARITY | remainder


GOLAY_23 = BlockCode(LENGTH, tuple(_codeword(1 << DATA - 1 - k) for k in range(DATA)))
