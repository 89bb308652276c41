"""Octets that nobody sent come where they were said to."""

from __future__ import annotations

from random import Random

from gateway.hil.faults import Break, Insert, Noise
from tests.hil.numbered import on_the_wire, whole

A, B = (on_the_wire(number) for number in range(2))


def test_octets_are_inserted_behind_an_octet() -> None:
    injection = Insert(octets=b"boot", at=(0, 2)).start(Random(1))
    assert whole(injection, b"abc") == b"abootbcboot"
    assert injection.counters == {"insertions": 2, "inserted_octets": 8}
    assert str(injection.log[0]) == "octet 1: inserted nothing -> 62 6f 6f 74"


def test_octets_are_inserted_between_frames() -> None:
    injection = Insert(octets=b"cmd:", at=(0,), of="frames").start(Random(1))
    assert whole(injection, A + B) == A + b"cmd:" + B


def test_noise_is_random_and_as_long_as_said() -> None:
    seen = whole(Noise(length=1000, at=(0,)).start(Random(1)), b"ab")
    assert (seen[:1], seen[-1:], len(seen)) == (b"a", b"b", 1002)
    assert len(set(seen)) > 200, "of 256"
    assert whole(Noise(length=1000, at=(0,)).start(Random(2)), b"ab") != seen


def test_a_break_is_read_as_one_zero() -> None:
    assert whole(Break(at=(1,)).start(Random(1)), b"abc") == b"ab\x00c"
