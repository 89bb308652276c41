"""The extended Golay code (24, 12): twelve bits that survive three errors.

::

    bits   <12 parity> <12 data>       most significant first, as GOMspace radios send it

Any two codewords differ in at least eight bits.  Of all 24-bit words 57 % lie within
three errors of a codeword, so success proves next to nothing.

Source: M. J. E. Golay, "Notes on digital coding", Proc. IRE 37 (1949) 657; the generator
is the bordered circulant of R. H. Morelos-Zaragoza, "The Art of Error Correcting Coding",
section 2.2.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

_BITS = 12
_MASK = (1 << _BITS) - 1
_CIRCULANT = 0b10001110110
_CIRCULANT_BITS = 11


def _rows() -> tuple[int, ...]:
    """Row k of the symmetric parity matrix: the parity of data bit 11-k alone."""
    turns = (
        (_CIRCULANT << k | _CIRCULANT >> (_CIRCULANT_BITS - k)) & (1 << _CIRCULANT_BITS) - 1
        for k in range(_CIRCULANT_BITS)
    )
    return (*(turn << 1 | 1 for turn in turns), _MASK ^ 1)


_ROWS = _rows()


def _parity(word: int) -> int:
    parity = 0
    for k, row in enumerate(_ROWS):
        if word >> (_BITS - 1 - k) & 1:
            parity ^= row
    return parity


def encode(word: int) -> int:
    """The codeword, 24 bits, of *word*, 12 bits."""
    return _parity(word) << _BITS | word


def decode(received: int) -> tuple[int, int] | None:
    """The 12 bits in *received*, 24 bits, and how many of the 24 were wrong.

    Returns:
        None if more than three were.
    """
    error = _errors().get(_syndrome(received))
    if error is None:
        return None
    return (received ^ error) & _MASK, error.bit_count()


def _syndrome(received: int) -> int:
    return received >> _BITS ^ _parity(received & _MASK)


@cache
def _errors() -> dict[int, int]:
    """For each syndrome that up to three errors make, the errors."""
    patterns = (
        sum(1 << bit for bit in bits)
        for errors in range(4)
        for bits in combinations(range(2 * _BITS), errors)
    )
    return {_syndrome(pattern): pattern for pattern in patterns}
