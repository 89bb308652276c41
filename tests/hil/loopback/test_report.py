"""The report's verdict: nothing that could not be told is a pass."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from gateway.hil.loopback.baud_scan import ScanData
from gateway.hil.loopback.bit_error_test import BitErrorData
from gateway.hil.loopback.counters import CounterData
from gateway.hil.loopback.latency import LatencyData
from gateway.hil.loopback.modem_lines import LineData
from gateway.hil.loopback.patterns import PatternData
from gateway.hil.loopback.port import Kind
from gateway.hil.loopback.presence import PresenceData
from gateway.hil.loopback.report import CANNOT_TELL, Report
from gateway.hil.loopback.result import Result, Verdict
from gateway.hil.loopback.throughput import ThroughputData

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs" / "loopback.md").read_text(encoding="utf-8")


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


@pytest.mark.parametrize(
    ("test", "data"),
    [
        ("presence", PresenceData),
        ("bit-errors", BitErrorData),
        ("patterns", PatternData),
        ("throughput", ThroughputData),
        ("latency", LatencyData),
        ("modem-lines", LineData),
        ("counters", CounterData),
        ("baud-scan", ScanData),
    ],
)
def test_what_a_program_reads_is_documented(test: str, data: type[msgspec.Struct]) -> None:
    [row] = [line for line in DOCS.splitlines() if line.startswith(f"| `{test}`")]
    assert set(data.__struct_fields__) <= set(re.findall(r"`([a-z0-9_]+)`", row))
