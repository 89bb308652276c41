"""The rows of the page, from what pytest reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest

from gateway.hil.report.collector import ReportPlugin

pytest_plugins = "pytester"


def report(
    when: Literal["setup", "call", "teardown"],
    outcome: Literal["passed", "failed", "skipped"],
    longrepr: Any = None,
    **properties: str,
) -> pytest.TestReport:
    kept: list[tuple[str, object]] = [*properties.items()]
    where = ("test_x.py", 1, "test_x")
    return pytest.TestReport(
        "test_x.py::test_x", where, {}, outcome, longrepr, when, [], 0.5, user_properties=kept
    )


def written(folder: Path, *reports: pytest.TestReport) -> str:
    plugin = ReportPlugin(folder / "deep" / "page.html", "0.1")
    for each in reports:
        plugin.pytest_runtest_logreport(each)
    plugin.pytest_sessionfinish()
    return (folder / "deep" / "page.html").read_text(encoding="utf-8")


def test_three_reports_make_one_row(tmp_path: Path) -> None:
    text = written(
        tmp_path,
        report("setup", "passed"),
        report("call", "passed", cupola_packets="12", other="x"),
        report("teardown", "passed", cupola_packets="12"),
    )
    assert "1 passed" in text
    assert "1.50" in text
    assert ">12<" in text
    assert "other" not in text


def test_why_a_test_failed_is_told(tmp_path: Path) -> None:
    text = written(tmp_path, report("call", "failed", "no beacon came"))
    assert "1 failed" in text
    assert "no beacon came" in text


def test_what_fails_around_a_test_is_an_error(tmp_path: Path) -> None:
    assert "1 error" in written(
        tmp_path, report("call", "passed"), report("teardown", "failed", "the line broke")
    )


def test_the_reason_of_a_skip_is_told(tmp_path: Path) -> None:
    text = written(tmp_path, report("setup", "skipped", ("f.py", 3, "Skipped: no device")))
    assert "1 skipped" in text
    assert "Skipped: no device" in text


def test_the_reason_of_a_failure_is_its_first_line(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
import pytest
def test_it(): raise RuntimeError("the board is cold\\nand dark")
@pytest.mark.xfail(reason="known")
def test_known(): assert False
""")
    pytester.runpytest_inprocess("-p", "no:asyncio", "--cupola-report=page.html")
    text = (pytester.path / "page.html").read_text(encoding="utf-8")
    assert "<summary>RuntimeError: the board is cold</summary>" in text
    assert "<div>expected to fail: known</div>" in text


def test_a_message_that_is_no_text_is_written_all_the_same(tmp_path: Path) -> None:
    assert r"\udc80" in written(tmp_path, report("call", "failed", "octet \udc80"))


def test_a_page_that_cannot_be_written_does_not_hide_how_the_tests_ended(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile("def test_it(): pass")
    pytester.mkdir("page.html")
    result = pytester.runpytest_inprocess("-p", "no:asyncio", "--cupola-report=page.html")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*report of hardware in the loop cannot be written: *page.html*"])
