"""A session: the tests of a plan, one after another, on one port."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from msgspec import Struct

from gateway.errors import SourceError
from gateway.hil.loopback import (
    baud_scan,
    bit_error_test,
    counters,
    latency,
    modem_lines,
    patterns,
    presence,
    soak,
    throughput,
)
from gateway.hil.loopback.bit_error_test import Tell
from gateway.hil.loopback.port import Kind, Port
from gateway.hil.loopback.prbs import PRBS9, SEQUENCES, Prbs
from gateway.hil.loopback.report import CANNOT_TELL, Report
from gateway.hil.loopback.result import Result, Verdict

TESTS = (
    bit_error_test.TEST,
    patterns.TEST,
    throughput.TEST,
    latency.TEST,
    modem_lines.TEST,
    counters.TEST,
    baud_scan.TEST,
)
"""All tests but the soak, in their order; presence comes before any.  The counters are read
before the scan: what is too fast for a port may go wrong there."""

QUICK_TESTS = (bit_error_test.TEST, patterns.TEST, counters.TEST)


class Plan(Struct, frozen=True):
    """What to test, and for how long.

    Attributes:
        tests: Of `TESTS`.
        sequences: Of the bit-error test.
        bit_errors_s: For all sequences together.
        throughput_s: For throughput.
        latency_s: For all sizes together.
        soak_s: For the soak; 0 for none.
    """

    tests: tuple[str, ...] = TESTS
    sequences: tuple[Prbs, ...] = SEQUENCES
    bit_errors_s: float = 7.5
    throughput_s: float = 2.0
    latency_s: float = 3.5
    soak_s: float = 0.0


QUICK = Plan(tests=QUICK_TESTS, sequences=(PRBS9,), bit_errors_s=2.0)


class Session:
    """The tests of *plan* on *port*.

    Args:
        port: The port, open.
        plan: What to test.
        tell: Told the progress, often.
        found: Told each result as it is found.
    """

    def __init__(self, port: Port, plan: Plan, tell: Tell, found: Callable[[Result], object]):
        self._port = port
        self._plan = plan
        self._tell = tell
        self._found = found
        self._marks: list[tuple[str, counters.Counters | None]] = []

    def run(self) -> Report:
        """Do the tests; whatever ends them early, there is a report."""
        port, started_at, begun = self._port, datetime.now(UTC), time.monotonic()
        results, ended = list[Result](), ""
        try:
            for result in self._results():
                results.append(result)
                self._found(result)
        except SourceError as error:
            ended = str(error)
        except KeyboardInterrupt:
            ended = "stopped by hand"
        return Report(
            port=port.name,
            kind=port.kind,
            baud=port.baud if port.has_baud else None,
            started_at=started_at,
            duration_s=round(time.monotonic() - begun, 3),
            results=results,
            cannot_tell=_cannot_tell(port),
            ended=ended,
        )

    def _results(self) -> Iterator[Result]:
        self._mark("")
        first = presence.test(self._port)
        yield first
        if first.verdict is not Verdict.PASSED:
            return
        self._mark(presence.TEST)
        if self._plan.soak_s:
            yield from soak.test(self._port, self._plan.soak_s, self._tell)
            self._mark(soak.TEST)
        for test in TESTS:
            if test in self._plan.tests:
                yield from self._test(test)
                self._mark(test)

    def _test(self, test: str) -> Iterator[Result]:
        port, plan, tell = self._port, self._plan, self._tell
        if test == bit_error_test.TEST:
            share_s = plan.bit_errors_s / len(plan.sequences)
            for prbs in plan.sequences:
                yield bit_error_test.test(port, prbs, share_s, tell)
        elif test == patterns.TEST:
            tell("patterns")
            yield from patterns.test(port)
        elif test == throughput.TEST:
            yield throughput.test(port, plan.throughput_s, tell)
        elif test == latency.TEST:
            yield from latency.test(port, plan.latency_s, tell)
        elif test == modem_lines.TEST:
            yield from modem_lines.test(port)
        elif test == counters.TEST:
            yield counters.judge(self._marks, port.kind)
        elif test == baud_scan.TEST:
            yield baud_scan.test(port, tell)

    def _mark(self, test: str) -> None:
        """Remember what the driver has counted by the end of *test*."""
        self._marks.append((test, counters.read(self._port)))


def _cannot_tell(port: Port) -> tuple[str, ...]:
    """What the kind of port cannot tell, and what this URL cannot."""
    if port.kind is not Kind.URL:
        return CANNOT_TELL[port.kind]
    baud = () if port.has_baud else ("baud",)
    lines = () if port.has_modem_lines else ("modem lines",)
    return (*baud, *CANNOT_TELL[port.kind], *lines)
