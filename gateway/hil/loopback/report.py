"""The report of a loopback test: results, what the port could not tell, and the verdict."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from gateway.hil.loopback.port import Kind
from gateway.hil.loopback.result import Result, Verdict

EXIT_GOOD = 0
EXIT_ERRORS = 1
EXIT_NOT_TESTED = 2

CANNOT_TELL: dict[Kind, tuple[str, ...]] = {
    Kind.UART: (),
    Kind.MINI_UART: ("framing errors", "parity errors", "breaks"),
    Kind.PTY: ("baud", "framing errors", "parity", "modem lines", "driver counters"),
    Kind.URL: ("framing errors", "parity", "driver counters"),
}
"""What each kind of port cannot tell, so that no report may claim it."""


class Report(Struct):
    """All that was found.

    Attributes:
        port: As it was named.
        kind: What it is.
        baud: In symbols per second; null where that means nothing.
        started_at: When it began, UTC.
        duration_s: How long it took.
        results: In the order of the tests.
        cannot_tell: What this kind of port cannot tell.
        ended: Why it ended early; empty if it did not.
    """

    port: str
    kind: Kind
    baud: int | None
    started_at: datetime
    duration_s: float
    results: list[Result]
    cannot_tell: tuple[str, ...]
    ended: str = ""

    @property
    def exit_code(self) -> int:
        """0: nothing was wrong; 1: something was; 2: it could not be tested."""
        verdicts = {result.verdict for result in self.results}
        if Verdict.FAILED in verdicts:
            return EXIT_ERRORS
        tested = verdicts & {Verdict.PASSED, Verdict.MEASURED}
        return EXIT_NOT_TESTED if self.ended or not tested else EXIT_GOOD

    @property
    def conclusion(self) -> str:
        """The report in a sentence or two."""
        count = dict.fromkeys(Verdict, 0)
        for result in self.results:
            count[result.verdict] += 1
        if self.ended:
            text = f"Ended early: {self.ended}."
        elif count[Verdict.FAILED]:
            text = f"Errors found in {count[Verdict.FAILED]} of {_tests(len(self.results))}."
        elif self.exit_code == EXIT_NOT_TESTED:
            text = "Nothing could be tested."
        else:
            done = count[Verdict.PASSED] + count[Verdict.MEASURED]
            text = f"Nothing wrong in {_tests(done)}."
        if self.cannot_tell:
            text += f" A {self.kind} cannot tell, and nothing is said of: "
            text += ", ".join(self.cannot_tell) + "."
        return text


def _tests(count: int) -> str:
    return f"{count} test" + ("s" if count != 1 else "")
