"""Throughput is measured, and compared with what the line can carry where that is known."""

from __future__ import annotations

import pytest

from gateway.hil.loopback import throughput
from gateway.hil.loopback.bit_errors import BitErrorCounts
from gateway.hil.loopback.result import Verdict
from gateway.hil.loopback.throughput import ThroughputData, judge
from tests.hil.loopback.conftest import Open


def untold(text: str) -> None:
    """Progress that nobody watches."""


def test_a_pty_has_a_rate_and_no_theory(through: Open) -> None:
    result = throughput.test(through(), 0.1, untold)
    assert result.verdict is Verdict.MEASURED
    assert result.summary.endswith("octets/s; no baud to compare with")
    assert isinstance(result.data, ThroughputData)
    assert result.data.octets_per_s > 0
    assert (result.data.theory_octets_per_s, result.data.share) == (None, None)


@pytest.mark.parametrize(
    ("octets", "seconds", "summary"),
    [
        (23_040, 2.0, "11520 octets/s, 100 % of 11520"),
        (11_520, 2.0, "5760 octets/s, 50 % of 11520"),
        (
            2_304_000,
            2.0,
            "1.15 M octets/s, 10000 % of 11520; this port does not keep to its baud (native USB?)",
        ),
    ],
)
def test_a_rate_is_compared_with_ten_bits_an_octet(
    octets: int, seconds: float, summary: str
) -> None:
    result = judge(BitErrorCounts(octets=octets), seconds, 115200 / 10, [])
    assert (result.verdict, result.summary) == (Verdict.MEASURED, summary)


def test_a_rate_with_losses_is_no_good_rate() -> None:
    result = judge(BitErrorCounts(octets=100, lost=3), 1.0, None, [])
    assert result.verdict is Verdict.FAILED
    assert result.summary.endswith("0 of 800 bit wrong, 3 octets lost")
