"""Bits are flipped at the rate said, or the eighth is lost."""

from __future__ import annotations

from random import Random

import pytest

from gateway.hil.faults import BitFlips, SevenBit
from tests.hil.numbered import whole

ALL = bytes(range(256))


@pytest.mark.parametrize("ber", [1e-3, 0.1, 0.5])
def test_the_bits_flipped_are_those_counted_and_as_many_as_the_rate_says(ber: float) -> None:
    octets = ALL * 40
    injection = BitFlips(ber=ber).start(Random(1))
    seen = whole(injection, octets)
    different = sum((a ^ b).bit_count() for a, b in zip(octets, seen, strict=True))
    bits = 8 * len(octets)
    assert injection.counters["flipped_bits"] == different
    assert abs(different - bits * ber) < 4 * (bits * ber * (1 - ber)) ** 0.5
    damaged = sum(a != b for a, b in zip(octets, seen, strict=True))
    assert injection.counters["damaged_octets"] == damaged


def test_every_bit_of_an_octet_can_be_hit() -> None:
    seen = whole(BitFlips(ber=0.02).start(Random(1)), bytes(10_000))
    assert {n for octet in seen for n in range(8) if octet >> n & 1} == set(range(8))


def test_a_rate_of_one_turns_everything_and_zero_nothing() -> None:
    assert whole(BitFlips(ber=1).start(Random(1)), ALL) == bytes(255 - n for n in ALL)
    assert whole(BitFlips(ber=0).start(Random(1)), ALL) == ALL


def test_the_eighth_bit_is_lost() -> None:
    injection = SevenBit().start(Random(1))
    assert whole(injection, ALL) == bytes(range(128)) * 2
    assert injection.counters == {"damaged_octets": 128}


def test_a_rate_that_is_none_is_said() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        BitFlips(ber=2)
