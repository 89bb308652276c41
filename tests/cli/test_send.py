"""`cupola send` checks what is typed before it asks anybody; the rest is in test_commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.cli.send import EXIT_CODES
from gateway.reply import Status
from tests import board
from tests.cli.support import call
from tests.stage import free_port, needs_mosquitto, outside_broker

STATION = """
name = "roof"
state_dir = "state"
[missions]
folders = ["missions"]
[mqtt]
host = "127.0.0.1"
port = {port}
[[source]]
name = "bench"
kind = "serial"
port = "x"
missions = ["board"]
wired = true
"""


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def station(tmp_path: Path, port: int) -> Path:
    (tmp_path / "missions").mkdir()
    (tmp_path / "missions" / "board.py").write_text(board.MISSION, encoding="utf-8")
    (tmp_path / "roof.toml").write_text(STATION.format(port=port), encoding="utf-8")
    return tmp_path / "roof.toml"


def test_the_commands_are_listed_with_their_arguments_units_and_ranges(station: Path) -> None:
    result = call("send", "--list", "--station", station)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "bench  board  valve: Moves the valve.",
        "  position  closed or open  where to",
        "bench  board  pump",
        "  speed  0 to 32767.5 rpm  wanted",
        "bench  board  ping",
    ]
    result = call("send", "ping", "--list", "--station", station)
    assert result.output == "bench  board  ping\n"
    result = call("send", "--list", "--mission", "horus-v1", "--station", station)
    assert "No wired source has a mission with commands" in result.output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "Name the VERB"),
        (["vlave"], "there is no command 'vlave'; there is ping, pump, valve."),
        (["valve"], "position: is missing"),
        (["valve", "position"], "'position' is no NAME=VALUE"),
        (["valve", "position=opn"], "did you mean open?"),
        (["pump", "speed=fast"], "speed: 'fast' is no number"),
        (["pump", "speed=40000"], "speed: 40000 does not fit: 0 to 32767.5 rpm"),
        (["pump", "spede=1"], "spede: no such argument; did you mean speed?"),
        (["valve", "position=open", "--source", "air"], "there is none"),
    ],
)
def test_what_is_wrong_is_told_before_anybody_is_asked(
    station: Path, arguments: list[str], reason: str
) -> None:
    result = call("send", *arguments, "--station", station)
    assert result.exit_code == 2
    assert reason in result.output


def test_a_broker_that_is_not_there_is_told(station: Path, port: int) -> None:
    result = call("send", "ping", "--station", station)
    assert result.exit_code == 1
    assert f"127.0.0.1:{port}" in result.output


@needs_mosquitto
def test_a_gateway_that_does_not_answer_is_told(
    station: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.cli.send.PATIENCE_S", 0.1)
    with outside_broker(station.parent / "broker", port):
        result = call("send", "ping", "--timeout", "0.1", "--station", station)
    assert result.exit_code == 1
    assert "is the gateway of roof running" in result.output


def test_every_status_has_an_exit_code_and_only_acceptance_is_success() -> None:
    assert set(EXIT_CODES) == set(Status)
    assert [status for status, code in EXIT_CODES.items() if code == 0] == [Status.ACCEPTED]
