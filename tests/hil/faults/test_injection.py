"""What is true of every fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from gateway.hil import faults
from gateway.hil.faults import Fault
from gateway.hil.faults.injection import MOST_EVENTS, Event, Injection
from gateway.hil.wire.way import Way
from tests.hil.numbered import in_pieces, on_the_wire, settle, whole

TIMELESS: list[Fault] = [
    faults.BitFlips(ber=0.01),
    faults.Break(probability=0.05),
    faults.CrLf(),
    faults.Disconnect(),
    faults.Drop(probability=0.05),
    faults.Drop(probability=0.3, of="frames"),
    faults.Duplicate(probability=0.05),
    faults.Duplicate(probability=0.3, of="frames"),
    faults.Echo(),
    faults.Insert(octets=b"boot", probability=0.05),
    faults.Noise(probability=0.05),
    faults.Overrun(probability=0.02),
    faults.RebootMidFrame(probability=0.3, missed_frames=1),
    faults.SevenBit(),
    faults.Stuck(),
    faults.Stuck(at=0xFF),
    faults.Swap(probability=0.05),
    faults.Swap(probability=0.3, of="frames"),
    faults.Truncate(probability=0.3),
    faults.XonXoffEaten(),
    faults.BaudMismatch(percent=3),
    faults.BaudMismatch(percent=-8),
]
OF_TIME: list[Fault] = [
    faults.Coalesce(octets=50),
    faults.Jitter(most_s=0.1),
    faults.Split(octets=2),
]
PUBLIC = set(faults.__all__) - {"Fault", "Injection"}
STREAM = b"".join(on_the_wire(number) for number in range(40))


def test_every_fault_is_tried_here() -> None:
    assert {type(fault).__name__ for fault in TIMELESS + OF_TIME} == PUBLIC


def test_every_fault_is_described() -> None:
    docs = Path(__file__).resolve().parents[3] / "docs"
    text = (docs / "faults.md").read_text(encoding="utf-8")
    assert {name for name in PUBLIC if f"| `{name}" not in text} == set()


@pytest.mark.parametrize("fault", TIMELESS, ids=str)
def test_a_seed_does_the_same_however_the_stream_is_cut(fault: Fault) -> None:
    once, again = fault.start(Random(5)), fault.start(Random(5))
    assert whole(once, STREAM) == in_pieces(again, STREAM)
    assert once.counters == again.counters
    assert once.offset == again.offset


@pytest.mark.parametrize("fault", OF_TIME, ids=str)
def test_time_changes_no_octet(fault: Fault) -> None:
    way, injection = Way(9600), fault.start(Random(5))
    way.add(injection)
    way.take(STREAM, 0.0)
    settle(way, 0.0, 1000.0)
    assert way.out == STREAM


@pytest.mark.parametrize("fault", TIMELESS + OF_TIME, ids=str)
def test_a_fault_never_asks_to_be_woken_in_the_past(fault: Fault) -> None:
    injection, now = fault.start(Random(5)), 0.0
    for octet in STREAM[:200]:
        injection.feed(bytes([octet]), now)
        assert injection.wake_at is None or injection.wake_at > now
        now += 0.0004


@pytest.mark.parametrize("fault", TIMELESS + OF_TIME, ids=str)
def test_a_fault_that_ends_at_once_leaves_everything_as_it_was(fault: Fault) -> None:
    way = Way()
    injection = fault.start(Random(5))
    way.add(injection)
    way.remove(injection, 0.0)
    way.take(STREAM, 0.0)
    assert way.out == STREAM
    assert not +injection.counters


def test_the_log_says_what_was_done_where() -> None:
    assert str(Event(12, "flipped", b"\x41", b"\x61")) == "octet 12: flipped 41 -> 61"
    long = str(Event(0, "dropped", bytes(20), b""))
    assert long.endswith("00 and 4 more -> nothing")


def test_the_log_has_a_bound() -> None:
    injection = Injection()
    for number in range(MOST_EVENTS + 50):
        injection.note("done", b"", b"", number)
    assert [event.offset for event in injection.log] == list(range(50, MOST_EVENTS + 50))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: faults.Drop(at=3), r"Drop: at=3; write at=\(3,\)"),  # type: ignore[arg-type]
        (lambda: faults.Drop(probability=0.1, delimiter=256), "256 is no octet"),
        (lambda: faults.Insert(octets="cmd:", at=(0,)), "'cmd:' is not octets"),  # type: ignore[arg-type]
        (lambda: faults.Noise(length=0, at=(0,)), "a burst of 0 octets"),
        (lambda: faults.RebootMidFrame(at=(0,), missed_frames=-1), "-1 missed frames"),
        (lambda: faults.RebootMidFrame(at=(0,), banner="boot"), "'boot' is not octets"),  # type: ignore[arg-type]
        (lambda: faults.Overrun(0.1, depth=-1), "no FIFO is below 0 deep"),
        (lambda: faults.CrLf("ocrnl"), "no flag 'ocrnl' turns line ends"),  # type: ignore[arg-type]
    ],
)
def test_a_fault_that_cannot_be_meant_is_refused_when_it_is_made(
    make: Callable[[], Fault], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        make()
