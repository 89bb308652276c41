"""Log lines: UTC with Z, and nothing from a wire can draw on the terminal."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from gateway.cli import logs


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_a_line_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", as_json=False)
    logging.getLogger("x").info("hello %d", 7)
    logging.getLogger("x").debug("not this")
    [line] = lines(capsys)
    time, level, text = line.split(maxsplit=2)
    assert (time[10], time[-1], level, text) == ("T", "Z", "INFO", "hello 7")


def test_a_line_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("debug", as_json=True)
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("x").exception("it failed")
    record = json.loads(lines(capsys)[-1])
    assert (record["level"], record["logger"], record["message"]) == ("error", "x", "it failed")
    assert record["time"].endswith("Z")
    assert "ValueError: broken" in record["exception"]


def test_control_characters_are_shown_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", as_json=False)
    logging.getLogger("x").info("\x1b[2J\r\nforged line %s", "\x9b")
    [line] = lines(capsys)
    assert "\x1b" not in line
    assert "\\x1b[2J\\r\\nforged line \\x9b" in line
