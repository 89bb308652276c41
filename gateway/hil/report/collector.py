"""Collects what pytest reports of each test, and writes the HTML page at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.hil.report.facts import PREFIX
from gateway.hil.report.page import Row, page


class ReportPlugin:
    """One page about all tests of a run.

    Args:
        file: Where it goes.
        version: Of Cupola.
    """

    def __init__(self, file: Path, version: str):
        self._file = file
        self._version = version
        self._rows: dict[str, Row] = {}
        self._end = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one of a test's three reports."""
        row = self._rows.setdefault(report.nodeid, Row(report.nodeid))
        row.duration += report.duration
        row.facts = {
            name.removeprefix(PREFIX): str(value)
            for name, value in report.user_properties
            if name.startswith(PREFIX)
        }
        if report.failed:
            row.outcome = "failed" if report.when == "call" else "error"
            row.reason = row.reason or _reason(report)
            row.message += _told(report)
        elif report.skipped:
            row.outcome = "skipped"
            row.reason = _reason(report)

    def pytest_sessionfinish(self) -> None:
        """Write the page."""
        text = page(list(self._rows.values()), self._version)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            # A test may have a name, or a message, that is no text at all: a lone surrogate.
            self._file.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            # The tests have run, and pytest still has to say how they ended.
            self._end = f"the report of hardware in the loop cannot be written: {error}"
        else:
            self._end = f"report of hardware in the loop: {self._file}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where it is."""
        terminalreporter.write_sep("-", self._end)


def _reason(report: pytest.TestReport) -> str:
    """Why, in a line."""
    if expected := getattr(report, "wasxfail", ""):
        return f"expected to fail: {expected}"
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    crash = getattr(report.longrepr, "reprcrash", None)
    lines = str(crash.message if crash else report.longreprtext).strip().splitlines()
    return lines[0] if lines else ""


def _told(report: pytest.TestReport) -> str:
    """Why, as the terminal says it."""
    sections = [f"--- {title}\n{text}" for title, text in report.sections]
    return "\n".join([report.longreprtext, *sections, ""])
