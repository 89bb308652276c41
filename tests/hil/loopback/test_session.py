"""A session does what its plan says, after presence, and always makes a report."""

from __future__ import annotations

import msgspec
import pytest

from gateway.hil.loopback.port import Port
from gateway.hil.loopback.report import Report
from gateway.hil.loopback.result import Result, Verdict
from gateway.hil.loopback.session import QUICK, TESTS, Plan, Session
from tests.hil.loopback.conftest import Open
from tests.hil.loopback.jumper import Jumper

SHORT = Plan(bit_errors_s=0.2, throughput_s=0.05, latency_s=0.1)


def untold(text: str) -> None:
    """Progress that nobody watches."""


def done(port: Port, plan: Plan) -> tuple[Report, list[Result]]:
    found: list[Result] = []
    report = Session(port, plan, untold, found.append).run()
    assert report.results == found
    return report, found


def test_everything_that_a_pty_can_tell_passes_and_the_rest_does_not(through: Open) -> None:
    report, found = done(through(), SHORT)
    assert list(dict.fromkeys(result.test for result in found)) == ["presence", *TESTS]
    verdicts = {result.test: result.verdict for result in found}
    for test in ("modem-lines", "counters", "baud-scan"):
        assert verdicts[test] is Verdict.NOT_SUPPORTED
    assert Verdict.FAILED not in verdicts.values()
    assert report.exit_code == 0
    assert report.baud is None
    assert report.cannot_tell[:2] == ("baud", "framing errors")
    assert not report.ended


def test_only_the_tests_of_the_plan_are_done(through: Open) -> None:
    plan = msgspec.structs.replace(SHORT, tests=("latency", "patterns"))
    _, found = done(through(), plan)
    assert list(dict.fromkeys(one.test for one in found)) == ["presence", "patterns", "latency"]


def test_a_soak_comes_before_its_counters(through: Open) -> None:
    plan = Plan(tests=("counters",), soak_s=0.1)
    _, found = done(through(), plan)
    assert [result.test for result in found] == ["presence", "soak", "counters"]


def test_the_quick_plan_is_a_part_of_the_whole_one() -> None:
    assert set(QUICK.tests) < set(TESTS)
    assert QUICK.bit_errors_s < Plan().bit_errors_s


@pytest.mark.usefixtures("impatient")
def test_without_a_jumper_nothing_else_is_tried(through: Open) -> None:
    report, found = done(through(lambda octets: b""), SHORT)
    assert [result.test for result in found] == ["presence"]
    assert report.exit_code == 2


def test_a_network_cannot_tell_of_modem_lines_either() -> None:
    with Port("loop://", 115200) as port:
        report, _ = done(port, msgspec.structs.replace(SHORT, tests=("counters",)))
    assert "baud" in report.cannot_tell
    assert "modem lines" not in report.cannot_tell


@pytest.mark.parametrize("after", ["presence", "PRBS9"])
def test_an_adapter_that_is_pulled_is_a_report(after: str) -> None:
    jumper = Jumper()

    def pull(result: Result) -> None:
        if result.name == after:
            jumper.unplug()

    with Port(jumper.port, 115200) as port:
        report = Session(port, SHORT, untold, pull).run()
    assert report.exit_code == 2
    assert report.ended.startswith(jumper.port)
    assert report.results[-1].name == after


def test_a_session_that_is_stopped_by_hand_is_a_report(through: Open) -> None:
    def stop(text: str) -> None:
        raise KeyboardInterrupt

    report = Session(through(), SHORT, stop, lambda result: None).run()
    assert (report.ended, report.exit_code) == ("stopped by hand", 2)
    assert [result.test for result in report.results] == ["presence"]
