"""The page about a run."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gateway.hil.report.facts import facts_of
from gateway.hil.report.page import FACTS, MOST_OPEN, NUMBERS, Row, page
from tests.hil.board import on_bench

MADE = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Reading(HTMLParser):
    """Every tag of a page in order, and the text between."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def shown(self) -> str:
        """What stands below the heading."""
        return self.text.partition("outcome")[2]


def test_every_fact_that_some_test_has_is_on_the_page() -> None:
    rows = [
        Row("a", facts={"packets": "12", "faults": "Drop()"}),
        Row("b", "failed", 1.25, {"missed": "3"}),
    ]
    seen = Reading(page(rows, "0.1", MADE))
    assert NUMBERS["packets"] in seen.text
    assert NUMBERS["missed"] in seen.text
    assert NUMBERS["latency_ms"] not in seen.text
    assert "faults Drop()" in seen.text
    assert "port" not in Reading(page([Row("a")], "0.1", MADE)).shown
    assert "Hardware in the loop: 1 failed, 1 passed" in seen.text
    assert "2026-11-22 12:00:00Z" in seen.text
    assert "1.25" in seen.text


def test_all_facts_of_a_gateway_have_a_place(tmp_path: Path) -> None:
    with on_bench(tmp_path) as (gateway, board):
        board.beacon()
        gateway.settle()
        assert set(facts_of(gateway)) <= {*NUMBERS, *FACTS}


def test_failures_come_first_and_numbers_are_in_order() -> None:
    rows = [
        Row("t[10]"),
        Row("t[9]"),
        Row("s", "skipped"),
        Row("e", "error"),
        Row("z", "failed"),
        Row("t[010]"),
        Row("a²"),
    ]
    names = re.findall(r'class="name">(.*?)<', page(rows, "0.1", MADE))
    assert names[:2] == ["z", "e"]
    assert names.index("t[9]") < names.index("t[10]")
    assert names[-1] == "s"


def test_the_first_failures_are_open_and_skips_say_their_reason_at_once() -> None:
    failed = [Row(f"f{number}", "failed", 0.0, {}, "why", "long") for number in range(20)]
    text = page([*failed, Row("s", "skipped", reason="no board")], "0.1", MADE)
    assert text.count("<details") == 20
    assert text.count("<details open>") == MOST_OPEN
    assert "<div>no board</div>" in text


def test_whatever_a_device_says_stays_text() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=y>\"'&{0}{rows}"
    names = (*NUMBERS, *FACTS)
    rows = [Row(evil, "failed", 0.0, dict.fromkeys(names, evil), evil, evil)]
    plain = [Row("n", "failed", 0.0, dict.fromkeys(names, "v"), "r", "m")]
    seen, wanted = Reading(page(rows, evil, MADE)), Reading(page(plain, "0.1", MADE))
    assert seen.tags == wanted.tags
    assert seen.attributes == wanted.attributes
    assert seen.text.count(evil) == len(names) + 4


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = page([Row("a", reason="why", message="long")], "0.1", MADE)
    seen = Reading(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(seen.tags)
    assert not [name for name in seen.attributes if name in ("src", "href") or name[:2] == "on"]
    assert "url(" not in text
    assert "@import" not in text


def test_a_run_without_tests_has_a_page() -> None:
    assert "no tests" in page([], "0.1", MADE)


@pytest.mark.parametrize("width", [800, 1300])
def test_the_page_is_no_wider_than_its_window(width: int, tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    if not browser:
        pytest.skip("chromium is not installed: apt-get install chromium")
    long = "x" * 300
    facts = dict.fromkeys(FACTS, long) | {"latency_ms": "10.1 / 20.2 / 30.3", "packets": "99999"}
    text = page([Row(long, "failed", 1.0, facts, long, long)], "0.1", MADE)
    measure = "<script>document.title = document.documentElement.scrollWidth</script>"
    (tmp_path / "page.html").write_text(text + measure, encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += [f"--window-size={width},600", f"--user-data-dir={tmp_path}/profile"]
    seen = subprocess.run(
        [*command, (tmp_path / "page.html").as_uri()], capture_output=True, text=True, timeout=60
    )
    [found] = re.findall("<title>([0-9]+)</title>", seen.stdout)
    assert int(found) <= width
