"""Moments add up to the counts, in bounded memory."""

from __future__ import annotations

from gateway.hil.loopback.bit_errors import BitErrorCounts
from gateway.hil.loopback.timeline import MOST_MOMENTS, Timeline


def test_every_error_is_in_the_moment_it_was_counted_in() -> None:
    timeline = Timeline()
    timeline.note(0.1, BitErrorCounts(octets=100))
    timeline.note(0.2, BitErrorCounts(octets=180, errors=3))
    timeline.close(0.21, BitErrorCounts(octets=200, errors=3, lost=2, extra=1))
    seen = [(m.time_s, m.octets, m.bit_errors, m.slips) for m in timeline.moments]
    assert seen == [(0.1, 100, 0, 0), (0.2, 80, 3, 0), (0.21, 21, 0, 3)]


def test_a_week_takes_no_more_room_than_a_minute_and_loses_nothing() -> None:
    timeline, counts = Timeline(), BitErrorCounts()
    for second in range(7 * 86400 // 10):
        counts.octets += 1000
        counts.errors += second % 7 == 0
        timeline.note(10.0 * second, counts)
    timeline.close(7 * 86400.0, counts)
    assert len(timeline.moments) <= MOST_MOMENTS
    assert sum(moment.octets for moment in timeline.moments) == counts.octets
    assert sum(moment.bit_errors for moment in timeline.moments) == counts.errors
    times = [moment.time_s for moment in timeline.moments]
    assert times == sorted(times)
    assert times[-1] == 7 * 86400
