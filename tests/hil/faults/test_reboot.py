"""A board that starts again cuts its frame, says something, and misses some."""

from __future__ import annotations

from random import Random

from gateway.hil.faults import RebootMidFrame
from tests.hil.numbered import on_the_wire, whole

A, B, C, D = (on_the_wire(number) for number in range(4))


def test_the_frame_is_cut_and_the_banner_comes() -> None:
    injection = RebootMidFrame(at=(1,), banner=b"hello").start(Random(1))
    start, found, rest = whole(injection, A + B + C + D).partition(b"hello")
    assert found
    assert (A + B).startswith(start)
    assert len(A) + 1 < len(start) < len(A + B) - 1
    assert rest == C + D
    assert injection.counters["reboots"] == 1
    assert injection.counters["dropped_octets"] == len(A + B) - len(start)


def test_frames_fall_into_the_boot() -> None:
    injection = RebootMidFrame(at=(0,), banner=b"hello", missed_frames=2).start(Random(1))
    assert whole(injection, A + B + C + D).partition(b"hello")[2] == D
    assert injection.counters["dropped_frames"] == 2
