"""The permutation of bits that a function of octets is, if it is one.

::

    octets swapped, bits mirrored, pieces of numbers put together: each bit goes to a place
    of its own, whatever the others are

A layout may hand octets to any Python function before it reads them (construct's
`Transformed`).  C has to know what the function does; of one that only moves bits, each
bit can be asked for its number: once for every digit of it, all bits at the same time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

PROBES = 16
"""Random octets on which what the numbers told is proved."""


def permutation(function: Callable[[bytes], bytes], size: int) -> tuple[int, ...] | None:
    """For each bit of the result which bit of the octets it is; None if it is more than that.

    Bits are counted from the most significant bit of octet 0.

    Args:
        function: From octets to as many octets.
        size: How many octets.
    """
    try:
        sources = _sources(function, size)
        proved = sorted(sources) == list(range(8 * size)) and all(
            function(data) == _permuted(data, sources) for data in _probes(size)
        )
    except Exception:  # noqa: BLE001 (a layout's functions may raise anything)
        return None
    return tuple(sources) if proved else None


def _sources(function: Callable[[bytes], bytes], size: int) -> list[int]:
    """The number that each bit of the result has when bits are given their own."""
    sources = [0] * (8 * size)
    for digit in range((8 * size).bit_length()):
        data = _octets([place >> digit & 1 for place in range(8 * size)])
        moved = zip(sources, _bits(function(data)), strict=True)
        sources = [source | bit << digit for source, bit in moved]
    return sources


def _permuted(data: bytes, sources: Sequence[int]) -> bytes:
    bits = _bits(data)
    return _octets([bits[source] for source in sources])


def _bits(data: bytes) -> list[int]:
    return [octet >> shift & 1 for octet in data for shift in range(7, -1, -1)]


def _octets(bits: Sequence[int]) -> bytes:
    number = int("0" + "".join(map(str, bits)), 2)
    return number.to_bytes(len(bits) // 8, "big")


def _probes(size: int) -> list[bytes]:
    chance = random.Random(size)
    single = [(1 << place).to_bytes(size, "big") for place in range(min(8 * size, PROBES))]
    return [bytes(size), b"\xff" * size, *single, *map(chance.randbytes, [size] * PROBES)]
