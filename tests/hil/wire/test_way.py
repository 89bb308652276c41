"""A direction passes octets through its faults, in order, at its speed."""

from __future__ import annotations

from random import Random

import pytest

from gateway.hil.faults import Coalesce, Drop, Echo, Injection, Insert, Jitter, SevenBit
from gateway.hil.wire.way import Way


def start(fault: Drop | Insert | SevenBit | Coalesce | Jitter | Echo) -> Injection:
    return fault.start(Random(1))


def test_a_way_without_faults_passes_everything_when_it_is_due() -> None:
    way = Way(10)
    way.take(b"ab", 0.0)
    assert (bytes(way.out), way.held) == (b"", 2)
    way.advance(1.0)
    assert (bytes(way.out), way.held) == (b"a", 2)
    assert way.wake_at == pytest.approx(2.0)


def test_faults_are_passed_in_the_order_they_began() -> None:
    way = Way()
    way.add(start(Insert(octets=b"\xff", at=(0,))))
    way.add(start(SevenBit()))
    way.take(b"a", 0.0)
    assert way.out == b"a\x7f"


def test_what_an_ended_fault_held_passes_the_ones_behind_it() -> None:
    way = Way()
    holding = start(Coalesce(octets=10))
    way.add(holding)
    way.add(start(Drop(at=(0,))))
    way.take(b"abc", 0.0)
    assert (bytes(way.out), way.held) == (b"", 3)
    way.remove(holding, 0.0)
    assert way.out == b"bc"


def test_the_next_time_is_the_earliest_of_all() -> None:
    way = Way(10)
    way.add(start(Jitter(least_s=5, most_s=5)))
    way.take(b"ab", 0.0)
    assert way.wake_at == pytest.approx(1.0)
    way.advance(2.0)
    assert way.wake_at == pytest.approx(7.0)
    way.advance(7.0)
    assert (bytes(way.out), way.wake_at) == (b"ab", None)


def test_an_echo_lies_apart() -> None:
    way = Way()
    way.add(start(Echo()))
    way.take(b"abc", 0.0)
    assert (bytes(way.out), bytes(way.back)) == (b"abc", b"abc")
