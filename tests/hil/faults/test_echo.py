"""What is sent comes back."""

from __future__ import annotations

from random import Random

from gateway.hil.faults import Echo
from gateway.hil.wire.way import Way


def test_octets_pass_and_turn_round() -> None:
    way, injection = Way(), Echo().start(Random(1))
    way.add(injection)
    way.take(b"command", 0.0)
    way.take(b"s", 0.0)
    assert way.out == b"commands"
    assert way.back == b"commands"
    assert injection.counters == {"echoed_octets": 8}
