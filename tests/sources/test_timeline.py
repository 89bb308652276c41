"""When a sample was, for streams that drift and stall, and for recordings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gateway.sources.timeline import KEPT_BLOCKS, LiveTimeline, RecordedTimeline

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_a_sample_came_with_its_block() -> None:
    timeline = LiveTimeline(1000)
    timeline.note(1000, after(1))
    timeline.note(2000, after(2))
    assert timeline.at(0) == NOON
    assert timeline.at(1500) == after(1.5)
    assert timeline.at(2000) == after(2)


def test_a_stall_moves_only_what_follows_it() -> None:
    timeline = LiveTimeline(1000)
    timeline.note(1000, after(1))
    timeline.note(2000, after(60))
    assert timeline.at(900) == after(0.9)
    assert timeline.at(1900) == after(59.9)


def test_a_crystal_that_is_wrong_does_not_add_up() -> None:
    timeline = LiveTimeline(1000)
    for block in range(1, 1001):
        # 0.1 % too slow: after 1000 s a second is missing from the count.
        timeline.note(block * 999, after(block))
    assert abs((timeline.at(999_000) or NOON) - after(1000)) < timedelta(milliseconds=2)


def test_memory_is_bounded_and_the_oldest_still_has_a_time() -> None:
    timeline = LiveTimeline(1000)
    assert timeline.at(5) is None
    for block in range(1, 3 * KEPT_BLOCKS):
        timeline.note(block * 100, after(block / 10))
    assert len(timeline._blocks) == KEPT_BLOCKS
    assert timeline.at(50) == after(0.05)


def test_a_recording_has_its_own_time_or_none() -> None:
    timeline = RecordedTimeline(48_000, NOON)
    timeline.note(48_000, after(1000))
    assert timeline.at(24_000) == after(0.5)
    assert RecordedTimeline(48_000, None).at(0) is None
