"""What a failed expectation says."""

from __future__ import annotations

from datetime import UTC, datetime

from gateway.hil.telemetry.failure import MAX_OCTETS, Evidence, evidence_lines, failure_text
from gateway.hil.telemetry.history import AlarmChange, Lost
from gateway.hil.telemetry.matching import Difference
from gateway.model import Alarm, Disposition, State
from tests.hil.received import packet

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_reason_stands_first_and_the_nearest_packet_next_in_columns() -> None:
    differing = [Difference("bus", "5", "4.9 V"), Difference("battery", "in", "out")]
    text = failure_text("no beacon came", Evidence(), packet(4, at=1.5), differing)
    assert text.splitlines()[:5] == [
        "no beacon came",
        "",
        "nearest, beacon #4 at 1.500 s:",
        "  bus       wanted 5    got 4.9 V",
        "  battery   wanted in   got out",
    ]


def test_a_function_of_the_whole_packet_has_no_nearest() -> None:
    differing = [Difference("", "the lambda holds", "it does not")]
    text = failure_text("no beacon came", Evidence(), packet(4), differing)
    assert text.splitlines()[:3] == ["no beacon came", "", "no packet has come"]


def test_packets_are_shown_with_time_octets_and_values() -> None:
    evidence = Evidence([packet(255, at=2.25, battery=4.25)], packet_count=300)
    assert evidence_lines(evidence)[:4] == [
        "last packets, of 300:",
        "  2.250 s  #255  beacon  (10 octets)",
        "      ff ff ff ff ff ff ff ff ff ff",
        "      battery 4.25 V",
    ]


def test_candidates_that_failed_are_shown_with_reason_and_octets() -> None:
    lost = Lost(0.5, Disposition.CHECK_FAILED, "the CRC is wrong", b"\x01\x02")
    assert evidence_lines(Evidence(lost=[lost], lost_count=9))[1:4] == [
        "last that gave no packet, of 9:",
        "  0.500 s  check_failed: the CRC is wrong  (2 octets)",
        "      01 02",
    ]


def test_long_frames_are_cut_and_the_rest_is_counted() -> None:
    lost = Lost(0.5, Disposition.TOO_LONG, "", b"\xaa" * (MAX_OCTETS + 1000))
    text = "\n".join(evidence_lines(Evidence(lost=[lost], lost_count=1)))
    assert text.count("aa") == MAX_OCTETS
    assert "... 1000 more" in text


def test_a_frame_without_octets_can_be_shown() -> None:
    lost = Lost(0.5, Disposition.TRUNCATED, "nothing in it", b"")
    assert "  0.500 s  truncated: nothing in it  (0 octets)" in evidence_lines(
        Evidence(lost=[lost], lost_count=1)
    )


def test_many_values_are_cut() -> None:
    values = {f"channel_{number}": 1.0 for number in range(100)}
    line = evidence_lines(Evidence([packet(1, "beacon", 0.0, **values)], 1))[3]
    assert line.endswith(" ...")
    assert len(line) < 200


def test_alarms_counters_source_and_line_are_told() -> None:
    alarm = Alarm("board", "battery", State.WARNING, NOW, 2.5, "V", "warning low 3")
    lines = evidence_lines(
        Evidence(
            alarms=[AlarmChange(3.0, alarm)],
            counters={"octets": 12, "frames": 1},
            source="open, /dev/x",
            line=["line with seed 5"],
        )
    )
    assert lines == [
        "no packet has come",
        "last alarms:",
        "  3.000 s  battery is warning: 2.5 V (warning low 3)",
        "counters: octets 12, frames 1",
        "source: open, /dev/x",
        "line with seed 5",
    ]
