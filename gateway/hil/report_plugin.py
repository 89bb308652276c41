"""Collects what pytest reports of each test, and writes the HTML page at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.hil.report import PREFIX, Row, page


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
            row.message += _told(report)
        elif report.skipped:
            row.outcome = "skipped"
            row.message += _told(report)

    def pytest_sessionfinish(self) -> None:
        """Write the page."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        rows = sorted(self._rows.values(), key=lambda row: row.name)
        self._file.write_text(page(rows, self._version), encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where it is."""
        terminalreporter.write_sep("-", f"report of hardware in the loop: {self._file}")


def _told(report: pytest.TestReport) -> str:
    """Why, as the terminal says it."""
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    sections = [f"--- {title}\n{text}" for title, text in report.sections]
    return "\n".join([report.longreprtext, *sections])
