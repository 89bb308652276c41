"""The command for a capture is typed as it stands, and decodes."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gateway.cli.main import main
from gateway.framing import make_framing
from gateway.hil.bench import Bench
from gateway.hil.report.decode_command import decode_command
from gateway.hil.wire import Capture, Line
from tests.hil.board import BEACON, MISSION
from tests.hil.inner import BOARD, run

pytest_plugins = "pytester"

MISSION_FILE = '"""A board."""\nfrom tests.hil.board import MISSION\n'


def decoded(command: str) -> list[dict[str, Any]]:
    words = shlex.split(command)
    assert words[:2] == ["cupola", "decode"]
    result = CliRunner().invoke(main, [*words[1:], "--json"])
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    "framing",
    [
        "slip",
        {"kind": "kiss", "fcs": "present"},
        {"kind": "kiss", "fcs": "present", "strict_escapes": True, "max_octets": 300},
        {"kind": "cobs", "crc": "CRC-16/IBM-3740"},
        {"kind": "fixed", "size": 10, "sync": "1acffc1d"},
    ],
    ids=str,
)
def test_every_framing_is_said_so_that_the_capture_is_decoded(
    framing: str | dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "my boards" / "board.py"
    file.parent.mkdir()
    file.write_text(MISSION_FILE, encoding="utf-8")
    capture = tmp_path / "kept here"
    table = {"kind": framing} if isinstance(framing, str) else dict(framing)
    framed = make_framing(table.pop("kind"), table)
    with (
        Line(capture=Capture(capture)) as line,
        Bench(line, capture, [file], framing) as gateway,
    ):
        for sequence in range(3):
            line.write_to_ground(framed.encode(BEACON.build_values({"sequence": sequence})))
        gateway.expect("beacon", within=30, count=3)
        command = decode_command(gateway, "kept here", tmp_path)
    records = decoded(command)
    assert [record["disposition"] for record in records] == 3 * ["published"]
    assert {record["mission"] for record in records} == {"board"}


def test_a_mission_of_cupola_is_named(tmp_path: Path) -> None:
    with Line() as line:
        gateway = Bench(line, tmp_path, ["coolant-loops"])
        assert decode_command(gateway, "kept", tmp_path) == (
            "cupola decode --format kiss --option fcs=present --mission coolant-loops "
            "kept/to_ground.octets"
        )


def test_a_mission_that_stands_in_no_file_is_not_named(tmp_path: Path) -> None:
    nowhere = type(MISSION)("nowhere", "Nowhere", MISSION.packets)
    with Line() as line:
        assert "mission" not in decode_command(Bench(line, tmp_path, [nowhere]), "x", tmp_path)


def test_the_command_of_a_failed_test_decodes_what_it_heard(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        BOARD
        + """
def test_it(gateway, board):
    board.beacon(4.0)
    gateway.expect("event", within=0.1)
"""
    )
    [command] = re.findall(r"^ +(cupola decode .*)$", run(pytester).stdout.str(), re.M)
    [record] = decoded(command)
    assert record["disposition"] == "published"
