"""The bit-error test says what was wrong, and what that proves."""

from __future__ import annotations

import pytest

from gateway.hil.loopback import bit_error_test
from gateway.hil.loopback.bit_error_test import BitErrorData, judge, quantity
from gateway.hil.loopback.bit_errors import BitErrorCounts
from gateway.hil.loopback.prbs import PRBS7, PRBS23
from gateway.hil.loopback.result import Verdict
from tests.hil.loopback.conftest import Open
from tests.hil.loopback.jumper import At, flipped


def untold(text: str) -> None:
    """Progress that nobody watches."""


def test_a_good_line_passes_and_the_bound_is_told(through: Open) -> None:
    result = bit_error_test.test(through(), PRBS7, 0.1, untold)
    assert result.verdict is Verdict.PASSED
    data = result.data
    assert isinstance(data, BitErrorData)
    assert (data.sequence, data.bit_error_ratio, data.counts.errors) == ("PRBS7", 0.0, 0)
    assert data.bits == 8 * data.counts.octets > 0
    assert data.upper_bound * data.bits == pytest.approx(3.0, rel=0.01)
    assert sum(moment.octets for moment in data.timeline) == data.counts.octets


def test_flipped_bits_fail_it_and_stand_in_the_timeline(through: Open) -> None:
    seen: list[str] = []
    result = bit_error_test.test(through(At([5, 6, 400], flipped)), PRBS23, 0.1, seen.append)
    assert result.verdict is Verdict.FAILED
    assert result.summary.startswith("3 of ")
    assert result.summary.endswith("longest burst 2 octets")
    assert isinstance(result.data, BitErrorData)
    assert sum(moment.bit_errors for moment in result.data.timeline) == 3
    assert any("3 of" in text for text in seen)


@pytest.mark.parametrize(
    ("counts", "verdict", "summary"),
    [
        (
            BitErrorCounts(octets=125_000),
            Verdict.PASSED,
            "0 of 1 Mbit wrong; BER < 3.0e-06 (95 %)",
        ),
        (
            # The bound is the mean with which a Poisson process has at most one event in 5 %.
            BitErrorCounts(octets=125_000, errors=1, errored_octets=1, lost=1, extra=2),
            Verdict.FAILED,
            "1 of 1 Mbit wrong, 1 octet lost, 2 too many; BER 1.0e-06, < 4.7e-06 (95 %)",
        ),
        (
            BitErrorCounts(lost=7),
            Verdict.FAILED,
            "0 of 0 bit wrong, 7 octets lost; nothing to compare",
        ),
    ],
)
def test_a_result_is_a_sentence(counts: BitErrorCounts, verdict: Verdict, summary: str) -> None:
    result = judge("PRBS9", counts, 1.0, [])
    assert (result.verdict, result.summary) == (verdict, summary)


def test_nothing_compared_is_no_pass() -> None:
    assert judge("PRBS9", BitErrorCounts(), 1.0, []).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 "), (999, "999 "), (1536, "1.54 k"), (83.6e6, "83.6 M"), (2e9, "2 G")],
)
def test_a_quantity_has_the_prefix_of_its_unit(count: float, text: str) -> None:
    assert quantity(count) == text
