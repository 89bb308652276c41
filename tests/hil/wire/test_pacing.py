"""Octets take ten bits each, whenever somebody looks."""

from __future__ import annotations

import pytest

from gateway.hil.wire.pacing import Pacing


def test_an_octet_is_there_when_its_stop_bit_has_passed() -> None:
    pacing = Pacing(10)  # an octet a second
    pacing.put(b"abc", 100.0)
    assert pacing.wake_at == pytest.approx(101.0)
    assert pacing.take(100.99) == b""
    assert pacing.take(101.0) == b"a"
    assert pacing.take(103.5) == b"bc"
    assert pacing.wake_at is None


@pytest.mark.parametrize("baud", [300, 9600, 57600, 115200, 921600])
def test_a_second_of_octets_takes_a_second_however_late_one_looks(baud: int) -> None:
    octets = bytes(n & 0xFF for n in range(baud // 10))
    pacing, now, seen = Pacing(baud), 50.0, b""
    pacing.put(octets, now)
    step = 0.0037
    while pacing.held:
        now += step
        seen += pacing.take(now)
    assert seen == octets
    assert 51.0 - 1e-6 <= now <= 51.0 + 2 * step


def test_what_is_put_behind_others_waits_for_them() -> None:
    pacing = Pacing(10)
    pacing.put(b"a", 0.0)
    pacing.put(b"b", 0.5)
    assert (pacing.take(1.0), pacing.take(1.9), pacing.take(2.0)) == (b"a", b"", b"b")


def test_an_idle_line_saves_no_time_for_later() -> None:
    pacing = Pacing(10)
    pacing.put(b"a", 0.0)
    assert pacing.take(50.0) == b"a"
    pacing.put(b"b", 50.0)
    assert pacing.take(50.9) == b""
    assert pacing.held == 1


def test_without_a_speed_everything_is_there_at_once() -> None:
    pacing = Pacing(None)
    pacing.put(b"abc", 0.0)
    assert pacing.take(0.0) == b"abc"


def test_a_speed_that_is_none_is_said() -> None:
    with pytest.raises(ValueError, match="None for no pacing"):
        Pacing(0)
