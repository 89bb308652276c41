"""The permutation of bits that a function of octets is, if it is one.

::

    octets swapped, bits mirrored, pieces of numbers put together: each bit goes to a place
    of its own, whatever the others are

A layout may hand octets to any Python function before it reads them (construct's
`Transformed`).  C has to know what the function does; of one that only moves bits, trying
every bit tells.
"""

from __future__ import annotations

import random
from collections.abc import Callable

PROBES = 16
"""Random octets on which what single bits told is proved."""


def permutation(function: Callable[[bytes], bytes], size: int) -> tuple[int, ...] | None:
    """For each bit of the result which bit of the octets it is; None if it is more than that.

    Bits are counted from the most significant bit of octet 0.

    Args:
        function: From octets to as many octets.
        size: How many octets.
    """
    try:
        moved = [_only_bit(function(_single(place, size)), size) for place in range(8 * size)]
        sources = sorted(range(8 * size), key=moved.__getitem__)
        unique = len(set(moved)) == len(moved)
        proved = unique and all(
            function(data) == _permuted(data, sources) for data in _probes(size)
        )
    except Exception:  # noqa: BLE001 (a layout's functions may raise anything)
        return None
    return tuple(sources) if proved else None


def _single(place: int, size: int) -> bytes:
    """Octets of which one bit is set."""
    return (1 << 8 * size - 1 - place).to_bytes(size, "big")


def _only_bit(data: bytes, size: int) -> int:
    """The one bit that is set.

    Raises:
        ValueError: It is not one, or there are not so many octets.
    """
    number = int.from_bytes(data, "big")
    if len(data) != size or number.bit_count() != 1:
        raise ValueError("more than one bit has moved, or none")
    return 8 * size - number.bit_length()


def _permuted(data: bytes, sources: list[int]) -> bytes:
    bits = f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}"
    return int("".join(bits[source] for source in sources), 2).to_bytes(len(data), "big")


def _probes(size: int) -> list[bytes]:
    chance = random.Random(size)
    return [b"\xff" * size, *(chance.randbytes(size) for _ in range(PROBES))]
