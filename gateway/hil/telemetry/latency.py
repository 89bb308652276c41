"""How long answers took, in three numbers."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Latency:
    """How long answers took.

    Attributes:
        count: How many there were.
        minimum: The shortest, s.
        median: The median, s.
        p95: So long or less took 95 % of them, s.
    """

    count: int
    minimum: float
    median: float
    p95: float


def latency_of(times: Sequence[float]) -> Latency:
    """The latency of at least one answer; *times* in seconds."""
    ordered = sorted(times)
    p95 = ordered[max(0, -(-95 * len(ordered) // 100) - 1)]
    return Latency(len(ordered), ordered[0], statistics.median(ordered), p95)
