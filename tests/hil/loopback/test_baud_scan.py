"""The baud scan finds where a line ends, and claims nothing where baud means nothing."""

from __future__ import annotations

import termios

import pytest

from gateway.hil.loopback import baud_scan
from gateway.hil.loopback.baud_scan import RATES, Rate, ScanData, judge
from gateway.hil.loopback.bit_errors import BitErrorCounts
from gateway.hil.loopback.result import Verdict
from tests.hil.loopback.conftest import Open
from tests.hil.loopback.jumper import Jumper, PacedPort

GOOD, BAD = BitErrorCounts(octets=100), BitErrorCounts(octets=99, lost=1)


def untold(text: str) -> None:
    """Progress that nobody watches."""


class SlowWire(Jumper):
    """A jumper through which nothing faster than *highest* passes unharmed."""

    def __init__(self, highest: int):
        super().__init__(self._pass)
        self._highest = getattr(termios, f"B{highest}")
        self.speeds: set[int] = set()

    def _pass(self, octets: bytes) -> bytes:
        speed = termios.tcgetattr(self._slave)[4]
        self.speeds.add(speed)
        return octets if speed <= self._highest else bytes(octet | 0x81 for octet in octets)


def test_a_pty_has_no_baud_and_that_is_no_pass(through: Open) -> None:
    result = baud_scan.test(through(), untold)
    assert (result.verdict, result.summary) == (Verdict.NOT_SUPPORTED, "a pty has no baud")


def test_the_highest_baud_without_errors_is_found_and_the_own_one_comes_back() -> None:
    with SlowWire(230400) as wire, PacedPort(wire.port, 115200) as port:
        result = baud_scan.test(port, untold)
        assert port.baud == 115200
        assert len(wire.speeds) == len(RATES)
    assert result.verdict is Verdict.MEASURED
    assert isinstance(result.data, ScanData)
    assert result.data.highest_good_baud == 230400
    good = [rate.baud for rate in result.data.rates if rate.counts.good]
    assert good == [baud for baud in RATES if baud <= 230400]
    assert result.summary.endswith("errors at 460800, 500000, 921600")


@pytest.mark.parametrize(
    ("rates", "verdict", "summary"),
    [
        ([Rate(9600, True, GOOD)], Verdict.MEASURED, "highest without errors: 9600"),
        (
            [Rate(9600, True, GOOD), Rate(921600, False, BitErrorCounts())],
            Verdict.MEASURED,
            "highest without errors: 9600; not supported: 921600",
        ),
        (
            [Rate(4800, True, BAD), Rate(9600, True, GOOD)],
            Verdict.FAILED,
            "highest without errors: 9600; errors at 4800",
        ),
        ([Rate(9600, True, BAD)], Verdict.FAILED, "no baud is without errors; errors at 9600"),
    ],
)
def test_errors_up_to_the_own_baud_fail_it(
    rates: list[Rate], verdict: Verdict, summary: str
) -> None:
    result = judge(rates, 9600)
    assert (result.verdict, result.summary) == (verdict, summary)
