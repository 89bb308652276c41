"""The timeline: which sample came when, by the one clock that counts.

A sound card's crystal and a stream that pauses both make the number of samples a bad
clock; so the arrival of each block is kept, for as long as its frames may take.  What
came with its block came at most a block earlier.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from datetime import datetime, timedelta
from typing import Protocol

KEPT_BLOCKS = 2000
"""Of 0.1 s: more than the longest frame and the longest queue together."""


class Timeline(Protocol):
    """From a sample's number to its time."""

    def note(self, end: int, now: datetime) -> None:
        """The samples up to number *end* have come by *now*."""

    def at(self, sample: float) -> datetime | None:
        """When *sample* was on the air, aware UTC; None where nobody knows."""


class LiveTimeline:
    """Samples that come as they are made.

    Args:
        sample_rate: Hz.
    """

    def __init__(self, sample_rate: float):
        self._rate = sample_rate
        self._blocks: deque[tuple[int, datetime]] = deque(maxlen=KEPT_BLOCKS)

    def note(self, end: int, now: datetime) -> None:
        """The samples up to number *end* have come by *now*."""
        self._blocks.append((end, now))

    def at(self, sample: float) -> datetime | None:
        """When *sample* was on the air."""
        if not self._blocks:
            return None
        place = bisect_left(self._blocks, sample, key=_end)
        end, came = self._blocks[min(place, len(self._blocks) - 1)]
        return came - timedelta(seconds=(end - sample) / self._rate)


class RecordedTimeline:
    """Samples of a recording.

    Args:
        sample_rate: Hz.
        started_at: Time of the first sample; None where nobody knows.

    Attributes:
        started_at: The same.
    """

    def __init__(self, sample_rate: float, started_at: datetime | None):
        self._rate = sample_rate
        self.started_at = started_at

    def note(self, end: int, now: datetime) -> None:
        """Nothing: when it is read says nothing."""

    def at(self, sample: float) -> datetime | None:
        """When *sample* was on the air."""
        if self.started_at is None:
            return None
        return self.started_at + timedelta(seconds=sample / self._rate)


def _end(block: tuple[int, datetime]) -> int:
    return block[0]
