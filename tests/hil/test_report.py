"""What is kept of a test."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

from gateway.hil.faults import Drop
from gateway.hil.report import COLUMNS, Row, facts_of, page
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


def test_the_facts_of_a_gateway_are_what_came_since_the_last_time(tmp_path: Path) -> None:
    with on_bench(tmp_path) as (gateway, board):
        board.beacon()
        board.spoiled()
        board.beacon()
        with gateway.line.fault(Drop(probability=1.0)):
            board.beacon()
            gateway.line.drain()
        gateway.settle()
        gateway.latencies += [0.002, 0.004, 0.001]
        first = facts_of(gateway)
        board.beacon()
        gateway.settle()
        second = facts_of(gateway)
    assert first["mission"] == "board"
    assert (first["packets"], first["rejected"], first["missed"]) == ("2", "1", "1")
    assert "Drop" in first["faults"]
    assert "seed" in first["faults"]
    assert first["latency_ms"] == "1.0 / 2.0 / 4.0"
    assert (first["clock"], first["boots"]) == ("real", "7")
    assert (second["packets"], second["rejected"], second["missed"]) == ("1", "0", "1")
    assert "faults" not in second
    assert "latency_ms" not in second


def test_every_column_that_some_test_has_is_on_the_page() -> None:
    rows = [Row("a", facts={"packets": "12"}), Row("b", "failed", 1.25, {"missed": "3"})]
    text = Reading(page(rows, "0.1", MADE)).text
    assert COLUMNS["packets"] in text
    assert COLUMNS["missed"] in text
    assert COLUMNS["port"] not in text
    assert "Hardware in the loop: 1 failed, 1 passed" in text
    assert "2026-11-22 12:00:00Z" in text
    assert "1.25" in text


def test_whatever_a_device_says_stays_text() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=y>\"'&{0}{rows}"
    rows = [Row(evil, "failed", 0.0, dict.fromkeys(COLUMNS, evil), evil)]
    plain = Reading(page([Row("n", "failed", 0.0, dict.fromkeys(COLUMNS, "v"), "m")], "0.1", MADE))
    seen = Reading(page(rows, evil, MADE))
    assert seen.tags == plain.tags
    assert seen.attributes == plain.attributes
    assert seen.text.count(evil) == len(COLUMNS) + 3


def test_the_page_loads_nothing() -> None:
    seen = Reading(page([Row("a", message="why")], "0.1", MADE))
    assert not {"script", "link", "img", "iframe"} & set(seen.tags)
    assert not {"src", "href"} & set(seen.attributes)
    assert "url(" not in page([Row("a")], "0.1", MADE)


def test_a_run_without_tests_has_a_page() -> None:
    assert "no tests" in page([], "0.1", MADE)
