"""Units come twice, or change places."""

from __future__ import annotations

from random import Random

from gateway.hil.faults import Duplicate, Swap
from tests.hil.numbered import on_the_wire, whole

A, B, C, D = (on_the_wire(number) for number in range(4))


def test_an_octet_comes_twice() -> None:
    injection = Duplicate(at=(0, 2)).start(Random(1))
    assert whole(injection, b"abc") == b"aabcc"
    assert injection.counters == {"duplicated_octets": 2}


def test_a_frame_comes_twice() -> None:
    injection = Duplicate(at=(1,), of="frames").start(Random(1))
    assert whole(injection, A + B + C) == A + B + B + C
    assert injection.counters == {"duplicated_frames": 1}


def test_neighbours_change_places() -> None:
    injection = Swap(at=(1,), of="frames").start(Random(1))
    assert whole(injection, A + B + C + D) == A + C + B + D
    assert injection.counters == {"swapped_frames": 1}


def test_who_has_just_changed_places_stays_there() -> None:
    assert whole(Swap(probability=1).start(Random(1)), b"abcdef") == b"badcfe"


def test_the_last_has_nobody_to_change_with() -> None:
    injection = Swap(at=(2,)).start(Random(1))
    assert whole(injection, b"abc") == b"abc"
    assert not injection.counters
