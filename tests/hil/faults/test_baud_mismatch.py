"""A UART reads what was sent up to half a bit of drift at its stop bit, and not beyond.

The limits are arithmetic: the stop bit is looked at after 9.5 receiver's bits and lies
between 9 and 10 sender's bits.
"""

from __future__ import annotations

from random import Random

import pytest

from gateway.hil.faults import BaudMismatch
from tests.hil.numbered import whole

ALL = bytes(range(256))
SLOWEST = 100 * (9.5 / 10 - 1)
FASTEST = 100 * (9.5 / 9 - 1)


@pytest.mark.parametrize("percent", [SLOWEST + 0.01, -2.5, 0, 2.5, FASTEST - 0.01])
def test_up_to_half_a_bit_of_drift_everything_is_read(percent: float) -> None:
    injection = BaudMismatch(percent).start(Random(1))
    assert whole(injection, ALL) == ALL
    assert injection.counters["framing_errors"] == 0


@pytest.mark.parametrize("percent", [SLOWEST - 0.01, FASTEST + 0.01])
def test_just_beyond_stop_bits_are_missing(percent: float) -> None:
    injection = BaudMismatch(percent).start(Random(1))
    whole(injection, ALL)
    assert injection.counters["framing_errors"] > 0


@pytest.mark.parametrize("percent", [-12, 12, 50, 100])
def test_far_beyond_it_is_something_else(percent: float) -> None:
    assert whole(BaudMismatch(percent).start(Random(1)), ALL) != ALL


def test_a_receiver_of_double_speed_reads_each_bit_twice() -> None:
    """U (55, LSB first 10101010) as start 0 and bits 1 0 1 ...: worked out by hand.

    It looks 0.75, 1.25 ... 4.25 sender's bits behind the edge and sees 0 1 1 0 0 1 1 0; where
    it expects the stop bit, at 4.75, is b3, which is 0.  The next edge is at 6; from 6.75 on
    it sees 0 1 1 0 0 1 1 1, of which the last three are stop bit and idle line.
    """
    injection = BaudMismatch(100).start(Random(1))
    assert whole(injection, b"U") == bytes([0b01100110, 0b11100110])
    assert injection.counters["framing_errors"] == 1


def test_after_a_pause_the_receiver_has_found_its_place_again() -> None:
    injection = BaudMismatch(-4.9).start(Random(1))
    assert injection.feed(b"a", 0.0) + injection.feed(b"", 1.0) == b"a"
    slow = BaudMismatch(-8).start(Random(1))
    slow.feed(ALL, 0.0)
    assert slow.wake_at is not None
    slow.feed(b"", slow.wake_at)
    # One octet alone has an idle line behind it, where every look at its stop bit is right:
    # of the data the last look is at 8.5 / 0.92 = 9.24 bits, one too late.
    assert slow.feed(b"\xff", 10.0) + slow.feed(b"", 11.0) == b"\xff"


def test_octets_wait_for_those_that_follow_and_no_longer() -> None:
    injection = BaudMismatch(-8).start(Random(1))
    assert injection.feed(b"a", 1.0) == b""
    assert injection.held == 1
    assert injection.wake_at is not None
    assert len(injection.feed(b"", injection.wake_at)) == 1
    assert injection.held == 0
    assert injection.wake_at is None


def test_a_mismatch_beyond_the_model_is_said() -> None:
    with pytest.raises(ValueError, match="from -50 to 100"):
        BaudMismatch(150)
