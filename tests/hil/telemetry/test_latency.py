"""Three numbers about how long answers took."""

from __future__ import annotations

import random

import pytest

from gateway.hil.telemetry.latency import latency_of


@pytest.mark.parametrize("count", [1, 2, 19, 20, 21, 100, 101])
def test_at_least_95_percent_took_no_longer_than_p95_and_fewer_than_one_less(count: int) -> None:
    times = [0.001 * number for number in range(1, count + 1)]
    random.Random(count).shuffle(times)
    latency = latency_of(times)
    assert sum(time <= latency.p95 for time in times) >= 0.95 * count
    assert sum(time < latency.p95 for time in times) < 0.95 * count
    assert latency.minimum == 0.001
    assert latency.count == count


def test_the_median_has_as_many_above_as_below() -> None:
    assert latency_of([5.0, 1.0, 3.0]).median == 3.0
    assert latency_of([4.0, 1.0, 2.0, 3.0]).median == 2.5
