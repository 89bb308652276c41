"""Passes of a downlink: where one ends, and what is told of it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from gateway.model import Frame, Quality
from gateway.sources.passes import PAUSE, Passes

START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    return START + timedelta(minutes=count)


def frame(snr_db: float | None = None, offset_hz: float | None = None) -> Frame:
    return Frame(b"?", "ax25", Quality(snr_db, offset_hz, detector="steady"))


def test_before_the_first_frame_there_is_nothing_to_tell() -> None:
    passes = Passes("roof")
    passes.look(START)
    assert passes.status() == {}


def test_a_pass_has_its_bounds_and_its_course() -> None:
    passes = Passes("roof")
    for minute, snr_db, offset_hz in ((0, 8.0, 4200.0), (4, 17.0, 100.0), (8, 9.5, -3900.0)):
        passes.hear(frame(snr_db, offset_hz), minutes(minute))
    assert passes.status() == {
        "since": "2026-11-22T03:00:00Z",
        "until": "2026-11-22T03:08:00Z",
        "frames": 3,
        "detectors": {"steady": 3},
        "snr_db": [8.0, 17.0],
        "offset_hz": [4200.0, -3900.0],
    }


def test_it_is_told_once_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    passes = Passes("roof")
    with caplog.at_level(logging.INFO):
        passes.hear(frame(8.0, 4200.0), START)
        passes.hear(frame(9.0, -3900.0), minutes(6))
        passes.look(minutes(6) + PAUSE)
        assert not caplog.messages
        for later in (1, 2):
            passes.look(minutes(6) + PAUSE + timedelta(seconds=later))
    assert caplog.messages == [
        "roof: a pass of 6.0 minutes is over, 2 frames, SNR 8 to 9 dB, offset +4200 to -3900 Hz"
    ]


def test_the_next_one_starts_anew(caplog: pytest.LogCaptureFixture) -> None:
    passes = Passes("roof")
    with caplog.at_level(logging.INFO):
        passes.hear(frame(), START)
        passes.hear(frame(), minutes(95))
    assert len(caplog.messages) == 1
    assert passes.status()["frames"] == 1
    assert passes.status()["since"] == "2026-11-22T04:35:00Z"
