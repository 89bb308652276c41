"""The example of `docs/commands.md` does what the document says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.cli.send import EXIT_CODES
from gateway.commanding.reply import Status
from gateway.definition.checking import check_mission
from gateway.loading import load_file
from gateway.station import LineSource, parse_station
from gateway.station.reading import TRANSMITTERS

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "commands.md").read_text("utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCUMENT, re.S)
    assert found
    return found[1]


def test_the_mission_is_in_order_and_its_command_builds(tmp_path: Path) -> None:
    file = tmp_path / "bench_board.py"
    file.write_text(block("python"), encoding="utf-8")
    mission = load_file(file)
    assert check_mission(mission, file, strict=True) == []
    [pump] = mission.commands
    # 1500 rpm in steps of half a revolution are 3000, 0x0BB8.
    assert pump.build({"speed": 1500}, 4711).hex() == "1112670bb8"


def test_the_station_is_in_order() -> None:
    [source] = parse_station(block("toml")).source
    assert isinstance(source, LineSource)
    assert source.wired


@pytest.mark.parametrize("status", Status)
def test_every_status_and_its_exit_code_are_told(status: Status) -> None:
    [row] = [
        line for line in DOCUMENT.splitlines() if line.startswith("|") and f"`{status}`" in line
    ]
    assert row.endswith(f"| {EXIT_CODES[status]} |")


def test_every_transmitter_is_named() -> None:
    assert [name for name in TRANSMITTERS if f"`{name}`" not in DOCUMENT] == []
