"""What a test heard."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from gateway.hil.telemetry import history
from gateway.hil.telemetry.history import History, Log
from gateway.model import (
    Alarm,
    Decoded,
    Delivery,
    Disposition,
    Entry,
    Failure,
    Frame,
    Outcome,
    State,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def entry(sequence: int, data: bytes = b"frame") -> Entry:
    return Entry(sequence, "line", NOW, "ntp", Delivery.LIVE, Frame(data, "kiss"))


def decoded(packet: str) -> Decoded:
    return Decoded("board", packet, [], None, 0, b"packet")


def test_a_log_numbers_its_items_from_one_and_keeps_the_newest() -> None:
    log: Log[int] = Log(3)
    for item in range(1, 11):
        log.append(item)
    assert log.count == 10
    assert log.last(2) == [9, 10]
    assert log.last(0) == []
    assert log.after(8) == [9, 10]
    assert log.after(10) == []
    kept = log.after(0)
    assert kept == list(range(11 - len(kept), 11))
    assert 3 <= len(kept) <= 6


def test_every_packet_of_a_frame_is_taken_and_the_newest_of_each_name_is_known() -> None:
    seen = History(lambda: 1.5)
    outcome = Outcome(Disposition.PUBLISHED, (), (decoded("beacon"), decoded("event")))
    seen.take(entry(7), outcome)
    seen.take(entry(8), Outcome(Disposition.PUBLISHED, (), (decoded("beacon"),)))
    packets = seen.packets.after(0)
    assert [(p.number, p.name, p.at) for p in packets] == [
        (1, "beacon", 1.5),
        (2, "event", 1.5),
        (3, "beacon", 1.5),
    ]
    assert seen.latest == {"beacon": packets[2], "event": packets[1]}
    assert seen.sequence == 8
    assert seen.lost.count == 0


def test_a_frame_that_gave_no_packet_is_kept_with_its_reason_and_octets() -> None:
    seen = History(lambda: 2.0)
    failure = Failure("layout", 3, "beacon: octet 3: too short")
    seen.take(entry(1), Outcome(Disposition.PUBLISHED, (), (decoded("beacon"),)))
    seen.take(entry(2, b"abc"), Outcome(Disposition.LAYOUT_MISMATCH, failure=failure))
    [lost] = seen.lost.last(5)
    assert lost.disposition is Disposition.LAYOUT_MISMATCH
    assert lost.after == 1
    assert (lost.at, lost.message, lost.octets) == (2.0, "beacon: octet 3: too short", b"abc")


def test_whoever_waits_is_told_of_every_kind_of_news() -> None:
    seen = History(lambda: 0.0)
    alarm = Alarm("board", "battery", State.WARNING, NOW, 2.5, "V", "warning low 3")
    for tell in (
        lambda: seen.take(entry(1), Outcome(Disposition.NO_MISSION)),
        lambda: seen.take_alarms([(False, alarm)]),
        lambda: seen.fail(OSError("gone")),
        seen.wake,
    ):
        with seen.changed:
            thread = threading.Thread(target=tell)
            thread.start()
            assert seen.changed.wait(30)
        thread.join()
    assert seen.alarms.last(1)[0].alarm is alarm
    assert isinstance(seen.error, OSError)


def test_memory_is_bounded_whatever_comes() -> None:
    seen = History(lambda: 0.0)
    for number in range(3 * history.MAX_LOST):
        seen.take(entry(number), Outcome(Disposition.CHECK_FAILED))
    assert seen.lost.count == 3 * history.MAX_LOST
    assert len(seen.lost.after(0)) <= 2 * history.MAX_LOST
