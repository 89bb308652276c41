"""Functions that move bits, and those that do more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from construct.lib import swapbitsinbytes, swapbytes

from gateway.definition.permutation import permutation


def test_swapped_octets_are_their_bits_octet_by_octet_from_the_last() -> None:
    assert permutation(swapbytes, 3) == (*range(16, 24), *range(8, 16), *range(8))


def test_swapped_bits_are_those_of_each_octet_from_its_last() -> None:
    assert permutation(swapbitsinbytes, 2) == (*range(7, -1, -1), *range(15, 7, -1))


def test_a_turn_is_told_from_its_reverse() -> None:
    assert permutation(lambda data: data[1:] + data[:1], 3) == (*range(8, 24), *range(8))


def test_a_long_permutation_takes_few_calls() -> None:
    calls = []

    def turned(data: bytes) -> bytes:
        calls.append(data)
        return data[::-1]

    sources = permutation(turned, 1000)
    assert sources == tuple(8 * octet + bit for octet in range(999, -1, -1) for bit in range(8))
    assert len(calls) < 100


@pytest.mark.parametrize(
    "function",
    [
        lambda data: bytes(255 - one for one in data),
        lambda data: bytes(one ^ data[0] for one in data),
        lambda data: bytes(len(data)),
        lambda data: data + b"\0",
        lambda data: data[:1],
        lambda data: data if data != b"\xff\xff" else b"\xff\xfe",
        lambda data: data[::-1] if sum(data) > 128 else data,
        lambda data: data.decode("ascii"),
        lambda data: bytes([data[0], data[1] ^ 1]),
    ],
    ids=[
        "inverted",
        "mixed",
        "zero",
        "longer",
        "shorter",
        "one exception",
        "sometimes",
        "text",
        "one bit inverted",
    ],
)
def test_a_function_that_does_more_is_no_permutation(function: Callable[[bytes], bytes]) -> None:
    assert permutation(function, 2) is None
