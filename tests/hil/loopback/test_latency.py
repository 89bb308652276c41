"""Latency of every size, in percentiles that somebody else computes, too."""

from __future__ import annotations

import random
import statistics

import pytest

from gateway.hil.loopback import latency
from gateway.hil.loopback.latency import SIZES, LatencyData, judge, percentile
from gateway.hil.loopback.result import Verdict
from tests.hil.loopback.conftest import Open
from tests.hil.loopback.jumper import At, Jumper, PacedPort, lost


def untold(text: str) -> None:
    """Progress that nobody watches."""


def test_every_size_is_measured(through: Open) -> None:
    results = list(latency.test(through(), 0.3, untold))
    assert [result.verdict for result in results] == [Verdict.MEASURED] * len(SIZES)
    for result, size in zip(results, SIZES, strict=True):
        data = result.data
        assert isinstance(data, LatencyData)
        assert (data.octets, data.line_ms, data.wrong) == (size, None, 0)
        figures = [data.median_ms, data.p95_ms, data.p99_ms, data.max_ms]
        assert figures == sorted(one for one in figures if one)
        assert data.times_ms == sorted(data.times_ms)


@pytest.mark.usefixtures("impatient")
def test_what_does_not_come_back_is_no_latency(through: Open) -> None:
    results = list(latency.test(through(At([0], lost)), 0.1, untold))
    assert [result.verdict for result in results][:2] == [Verdict.FAILED, Verdict.MEASURED]
    assert results[0].summary.startswith("1 of ")


def test_the_time_on_the_line_is_told_where_it_is_known() -> None:
    result = judge(64, [0.007, 0.006], 0, 64 * 10 / 115200)
    assert result.summary == "median 6.00 p95 7.00 p99 7.00 ms; line 5.56"


def test_a_port_that_is_quicker_than_its_line_has_no_time_on_it() -> None:
    assert judge(64, [0.001], 0, 64 * 10 / 115200).summary == "median 1.00 p95 1.00 p99 1.00 ms"


@pytest.mark.parametrize(
    ("seconds", "text"), [(16e-6, "0.016"), (182e-6, "0.18"), (0.0454, "45.4"), (0.366, "366")]
)
def test_a_time_has_three_figures_at_most(seconds: float, text: str) -> None:
    assert judge(1, [seconds], 0, None).summary.startswith(f"median {text} p95")


def test_where_nothing_came_back_there_is_no_latency() -> None:
    result = judge(64, [], 2, None)
    assert result.summary == "2 of 2 came back wrong or not at all"
    assert isinstance(result.data, LatencyData)
    assert result.data.median_ms is None


def test_what_would_take_minutes_is_left_out() -> None:
    with Jumper() as jumper, PacedPort(jumper.port, 1200) as port:
        results = list(latency.test(port, 0.1, untold))
    found = {result.name: result.summary for result in results}
    assert found["latency 4096"] == "34 s on the line is too long"
    assert found["latency 64"].startswith("median")
    assert results[-1].verdict is Verdict.NOT_TESTED


def test_the_percentile_is_the_least_value_that_so_many_do_not_exceed() -> None:
    ordered = [float(n) for n in range(1, 201)]
    assert [percentile(ordered, share) for share in (50, 95, 99, 100)] == [100, 190, 198, 200]
    assert percentile([3.0], 50) == percentile([3.0], 99) == 3.0


@pytest.mark.parametrize("count", [1, 2, 7, 99, 1000])
def test_the_median_is_the_low_median_of_the_library(count: int) -> None:
    ordered = sorted(random.Random(count).random() for _ in range(count))
    assert percentile(ordered, 50) == statistics.median_low(ordered)
