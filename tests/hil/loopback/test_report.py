"""The report's verdict: nothing that could not be told is a pass."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.hil.loopback.port import Kind
from gateway.hil.loopback.report import CANNOT_TELL, Report
from gateway.hil.loopback.result import Result, Verdict


def report(*verdicts: Verdict, kind: Kind = Kind.UART, ended: str = "") -> Report:
    results = [Result("test", f"{n}", verdict, "said") for n, verdict in enumerate(verdicts)]
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Report("/dev/ttyUSB0", kind, 115200, at, 1.0, results, CANNOT_TELL[kind], ended)


@pytest.mark.parametrize(
    ("made", "code", "text"),
    [
        (report(Verdict.PASSED, Verdict.MEASURED), 0, "Nothing wrong in 2 tests."),
        (report(Verdict.PASSED, Verdict.NOT_SUPPORTED), 0, "Nothing wrong in 1 test."),
        (report(Verdict.PASSED, Verdict.FAILED), 1, "Errors found in 1 of 2 tests."),
        (report(Verdict.NOT_TESTED), 2, "Nothing could be tested."),
        (report(Verdict.NOT_SUPPORTED), 2, "Nothing could be tested."),
        (report(), 2, "Nothing could be tested."),
        (report(Verdict.PASSED, ended="it went away"), 2, "Ended early: it went away."),
        (report(Verdict.FAILED, ended="it went away"), 1, "Ended early: it went away."),
    ],
)
def test_the_exit_code_and_the_sentence_agree(made: Report, code: int, text: str) -> None:
    assert (made.exit_code, made.conclusion) == (code, text)


def test_what_a_pty_cannot_tell_is_said() -> None:
    said = report(Verdict.PASSED, kind=Kind.PTY).conclusion
    for word in ("baud", "framing errors", "parity", "modem lines", "driver counters"):
        assert word in said


def test_every_kind_of_port_is_known() -> None:
    assert set(CANNOT_TELL) == set(Kind)
