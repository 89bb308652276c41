"""`cupola send` checks what is typed before it asks anybody; the rest is in test_commands."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from gateway.cli.send import EXIT_CODES
from gateway.commanding.reply import Status
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
        "bench  board  reset",
    ]
    result = call("send", "ping", "--list", "--station", station)
    assert result.output == "bench  board  ping\n"
    result = call("send", "--list", "--mission", "horus-v1", "--station", station)
    assert "No mission of a wired source has such a command" in result.output


def test_the_list_for_a_program_is_json(station: Path) -> None:
    result = call("send", "--list", "--json", "--station", station)
    listed = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["verb"] for one in listed] == ["valve", "pump", "ping", "reset"]
    assert {(one["source"], one["mission"]) for one in listed} == {("bench", "board")}
    assert listed[0]["arguments"]["position"]["words"] == ["closed", "open"]
    # 65535 times half a revolution.
    assert listed[1]["arguments"]["speed"] == {
        **{"kind": "number", "unit": "rpm", "minimum": 0.0, "maximum": 32767.5},
        "meaning": "wanted",
    }


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "Name the VERB"),
        (["vlave"], "there is no command 'vlave'; did you mean valve?"),
        (["jump"], "did you mean pump?"),
        (["x"], "there is no command 'x'; there is ping, pump, reset, valve."),
        (["pump", "speed=1", "speed=2"], "speed is given twice"),
        (["ping", "--source", "air"], "no wired source 'air'; wired is bench."),
        (["valve"], "position: is missing"),
        (["valve", "position"], "'position' is no NAME=VALUE"),
        (["valve", "position=opn"], "did you mean open?"),
        (["pump", "speed=fast"], "speed: 'fast' is no number"),
        (["pump", "speed=40000"], "speed: 40000 does not fit: 0 to 32767.5 rpm"),
        (["pump", "spede=1"], "spede: no such argument; did you mean speed?"),
        (["ping", "--mission", "horus-v1"], "No mission of a wired source has such a command"),
        (["ping", "--mission", "coolant-loops"], "`simulated = true`"),
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
    assert result.exit_code == EXIT_CODES[Status.NOT_SENT]
    assert f"not_sent: 127.0.0.1:{port}" in result.stdout


@needs_mosquitto
def test_a_gateway_that_does_not_answer_is_told(
    station: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.cli.send.PATIENCE_S", 0.1)
    with outside_broker(station.parent / "broker", port):
        result = call("send", "ping", "--timeout", "0.1", "--station", station)
    # The request is at the broker, and somebody may yet have heard it.
    assert result.exit_code == EXIT_CODES[Status.TIMEOUT]
    assert "is the gateway of roof running" in result.output


@needs_mosquitto
def test_a_broker_that_goes_before_the_answer_is_told_at_once(station: Path, port: int) -> None:
    with outside_broker(station.parent / "broker", port) as broker:
        threading.Timer(1.5, broker.kill).start()
        result = call("send", "ping", "--timeout", "60", "--station", station)
    assert result.exit_code == EXIT_CODES[Status.TIMEOUT]
    assert result.stdout.startswith("timeout: the connection to the broker is lost")


def test_every_status_has_an_exit_code_and_only_acceptance_is_success() -> None:
    assert set(EXIT_CODES) == set(Status)
    assert [status for status, code in EXIT_CODES.items() if code == 0] == [Status.ACCEPTED]
