"""The octets of an unplugged port are counted; the line itself is in tests/hil/test_line.py."""

from __future__ import annotations

from random import Random

from gateway.hil.faults import Disconnect
from tests.hil.numbered import whole


def test_what_is_sent_to_nobody_is_counted() -> None:
    injection = Disconnect().start(Random(1))
    assert whole(injection, b"abc") == b"abc", "the line, which has no port, loses them"
    assert injection.counters == {"lost_octets": 3}
