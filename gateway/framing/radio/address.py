"""Addresses of AX.25 as evidence: a CRC of 16 bits alone proves little.

::

    destination  source  0 to 8 digipeaters  control ...
    A A A A A A S        each character shifted left once, bit 0 of S set in the last

Noise between two flags has the right CRC once in 65536 times, which is once in ten hours of
9600 Bd, and a thousand times as often where symbols are flipped until it is right.  No
noise looks like a header: six random octets are a name once in 4000 times, two names in a
row, the second marked, once in sixty million.

Names may hold what satellites are known to send: small letters, hyphens, and NUL for blanks.
Some send no header, but begin with a name in plain ASCII, four to six characters and a NUL
or blank behind them.
"""

from __future__ import annotations

import re

HEADER_OCTETS = 14
"""Destination and source."""

_CHARACTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789- \0"
_SHIFTED = bytes(2 * character for character in _CHARACTERS)
_CALLS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_STARTS = bytes(2 * character for character in _CALLS)

_EVEN = bytes(range(0, 256, 2))
_ODD = bytes(range(1, 256, 2))


def _one_of(octets: bytes) -> bytes:
    return b"[" + re.escape(octets) + b"]"


_NAME = _one_of(_STARTS) + _one_of(_SHIFTED) + b"{5}"
_PLAIN = _one_of(_CALLS) + _one_of(_CHARACTERS) + b"{5}"
_ADDRESSES = re.compile(b"(?:" + _NAME + _one_of(_EVEN) + b"){1,9}" + _NAME + _one_of(_ODD))
_ENDED = _one_of(_CALLS) + b"{4,6}[ \\0]"
_NAMED = re.compile(
    b"|".join((_NAME, b".{7}" + _NAME, _PLAIN, b".{7}" + _PLAIN, _ENDED)), re.DOTALL
)
LETTERS = tuple(octet in _SHIFTED for octet in range(256))
"""For each octet whether it may be a character of a name."""

NAME_OCTETS = (*range(6), *range(7, 13))
"""Those of the first 14 that are characters."""

_LETTER = bytes(LETTERS)


def addressed(octets: bytes) -> bool:
    """Whether *octets* begin with an address field: two to ten names, the last marked."""
    return _ADDRESSES.match(octets) is not None


def named(octets: bytes) -> bool:
    """Whether destination or source is a name at least, or plain ASCII begins with one."""
    return _NAMED.match(octets) is not None


def characters(octets: bytes) -> int:
    """How many of the 12 octets of both names may be characters; noise has 3 of them."""
    return sum(octets[:6].translate(_LETTER)) + sum(octets[7:13].translate(_LETTER))
