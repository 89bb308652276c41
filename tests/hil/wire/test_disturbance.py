"""A fault at work tells what it did, and with which seed."""

from __future__ import annotations

from random import Random
from threading import Condition, Timer

import pytest

from gateway.hil.faults import Drop, Fault, Stuck
from gateway.hil.wire.disturbance import Disturbance


def disturbance(fault: Fault) -> Disturbance:
    injections = {way: fault.start(Random(1)) for way in ("ground", "device")}
    return Disturbance(fault, "7/0", injections, Condition())  # type: ignore[arg-type]


def test_counters_and_log_are_of_both_directions() -> None:
    made = disturbance(Drop(at=(0,)))
    made.injections["ground"].feed(b"ab", 0.0)
    made.injections["device"].feed(b"c", 0.0)
    assert made.counters == {"dropped_octets": 2}
    assert made.log == [
        "toward ground, octet 0: dropped 61 -> nothing",
        "toward device, octet 0: dropped 63 -> nothing",
    ]


def test_it_says_what_is_not_as_usual_and_its_seed() -> None:
    made = disturbance(Drop(at=(0, 3), of="frames"))
    text = "Drop(of='frames', at=(0, 3)) toward ground and device, seed '7/0'"
    assert str(made) == f"{text}: nothing done yet"
    made.injections["ground"].feed(b"\xc0a\xc0", 0.0)
    assert str(made) == f"{text}: 1 dropped_frames"


def test_one_waits_for_what_it_does() -> None:
    made = disturbance(Stuck())

    def work() -> None:
        with made._changed:
            made.injections["ground"].feed(b"abc", 0.0)
            made._changed.notify_all()

    timer = Timer(0.05, work)
    timer.start()
    made.wait("dropped_octets", 3)
    timer.join()
    with pytest.raises(TimeoutError, match=r"not 4 dropped_octets within 0.01 s: Stuck\(\)"):
        made.wait("dropped_octets", 4, timeout=0.01)
