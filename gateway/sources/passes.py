"""Passes: how well a downlink was heard each time that it came by.

A pass is frames with no pause longer than `PAUSE` between them.  The one under way, or the
last one, is told with the source's state; when it is over it is told in the log.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from gateway.model import Frame
from gateway.record import utc

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=10)
"""Longer than a beacon's pause, shorter than the time between two passes."""


class Passes:
    """The passes of one downlink.

    Args:
        name: The downlink's, for the log.
    """

    def __init__(self, name: str):
        self._name = name
        self._begin()

    def _begin(self) -> None:
        self._first_at: datetime | None = None
        self._last_at: datetime | None = None
        self._told = False
        self._counts: Counter[str] = Counter()
        self._detectors: Counter[str] = Counter()
        self._snr_db: list[float] = []
        self._offset_hz: list[float] = []

    def hear(self, frame: Frame, at: datetime) -> None:
        """Note a frame that was received at *at*."""
        self.look(at)
        if self._last_at and at - self._last_at > PAUSE:
            self._begin()
        self._first_at = self._first_at or at
        self._last_at = at
        quality = frame.quality
        self._counts["frames"] += 1
        self._counts["fixed"] += bool(quality.fixed)
        self._counts["unchecked"] += quality.unchecked
        self._counts["corrected"] += quality.corrected or 0
        self._detectors[quality.detector] += bool(quality.detector)
        _widen(self._snr_db, quality.snr_db)
        _widen(self._offset_hz, quality.offset_hz)

    def look(self, now: datetime) -> None:
        """Tell of the pass if it is over; to be called now and then."""
        if self._last_at and not self._told and now - self._last_at > PAUSE:
            self._told = True
            log.info("%s: %s", self._name, self._text())

    def status(self) -> dict[str, Any]:
        """The pass under way, or the last one; empty before the first."""
        if not (self._first_at and self._last_at):
            return {}
        status: dict[str, Any] = {
            "since": utc(self._first_at),
            "until": utc(self._last_at),
            **{name: count for name, count in self._counts.items() if count},
            "detectors": {name: count for name, count in self._detectors.items() if count},
        }
        if self._snr_db:
            status["snr_db"] = self._snr_db[:2]
        if self._offset_hz:
            status["offset_hz"] = self._offset_hz[2:]
        return status

    def _text(self) -> str:
        """The pass in a line."""
        assert self._first_at
        assert self._last_at
        minutes = (self._last_at - self._first_at).total_seconds() / 60
        text = f"a pass of {minutes:.1f} minutes is over, {self._counts['frames']} frames"
        if self._snr_db:
            text += f", SNR {self._snr_db[0]:.0f} to {self._snr_db[1]:.0f} dB"
        if self._offset_hz:
            text += f", offset {self._offset_hz[2]:+.0f} to {self._offset_hz[3]:+.0f} Hz"
        return text


def _widen(span: list[float], value: float | None) -> None:
    """Keep lowest, highest, first and last of the values that come."""
    if value is None:
        return
    if not span:
        span += [value] * 4
    span[0], span[1], span[3] = min(span[0], value), max(span[1], value), value
