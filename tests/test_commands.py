"""Commands, whole: a message on one side, a board on a line on the other, and who may."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests import board
from tests.board import Board
from tests.cli.support import call
from tests.stage import Stage, Subscriber, needs_mosquitto, wait_until

pytestmark = needs_mosquitto

STATION = """
[[source]]
name = "bench"
kind = "serial"
port = "{folder}/board"
missions = ["board"]
wired = {wired}
simulated = {simulated}
"""
BASE = "cupola/stage"


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Board]:
    made = Board(tmp_path / "board")
    yield made
    made.unplug()


def start(
    stage: Stage, *, wired: bool = True, simulated: bool = False, version: str = "auto"
) -> Subscriber:
    """Start a gateway with a board; returns who hears everything of the station."""
    (stage.folder / "missions" / "board.py").write_text(board.MISSION, encoding="utf-8")
    words = {"wired": str(wired).lower(), "simulated": str(simulated).lower()}
    mqtt = f'[mqtt]\nversion = "{version}"\n'
    stage.station(STATION.format(folder=stage.folder, **words) + mqtt)
    stage.start()
    return subscribe(stage, 1 if wired else 0)


def subscribe(stage: Stage, starts: int) -> Subscriber:
    """Who hears everything of a gateway that now hears commands for the *starts*-th time."""
    # Only then: the broker of a gateway that was killed goes a moment after it.
    wait_until(lambda: stage.log.count("commands are heard") == starts, what="its listening")
    outside = stage.subscribe("cupola/#")
    wait_until(
        lambda: any(one["state"] == "open" for one in outside.of(f"{BASE}/source/bench")),
        what="the board's port",
    )
    return outside


def cupola(stage: Stage, *arguments: str) -> Result:
    """Call `cupola` for the station, as somebody at the machine."""
    return call(*arguments, "--station", stage.folder / "station.toml")


def arm(stage: Stage, duration: str = "10m") -> None:
    assert cupola(stage, "arm", "bench", "--for", duration).exit_code == 0


def publish(stage: Stage, verb: str, payload: Any, *more: str) -> None:
    """Publish as anybody who reaches the broker can."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    subprocess.run(
        [
            *("mosquitto_pub", "-V", "5", "-h", "127.0.0.1", "-p", str(stage.port), "-q", "1"),
            *("-t", f"{BASE}/cmd/{verb}", "-m", text, *more),
        ],
        check=True,
        timeout=30,
    )


def request(identity: str, age_s: float = 0, **more: Any) -> dict[str, Any]:
    sent_at = datetime.now(UTC) - timedelta(seconds=age_s)
    return {"id": identity, "sent_at": sent_at.isoformat(), **more}


def answer(outside: Subscriber, verb: str, identity: str | None, count: int = 1) -> dict[str, Any]:
    """The answer to a request, when there are *count* of them."""

    def found() -> list[dict[str, Any]]:
        return [one for one in outside.of(f"{BASE}/rsp/{verb}") if one["id"] == identity]

    wait_until(lambda: len(found()) >= count, what=f"an answer to {identity}")
    assert len(found()) == count
    return found()[-1]


def recorded(stage: Stage) -> list[dict[str, Any]]:
    """The log of commands, oldest first."""
    result = call("journal", "commands", stage.folder / "station.toml", "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_a_command_reaches_the_board_only_while_armed(stage: Stage, device: Board) -> None:
    outside = start(stage)
    result = cupola(stage, "send", "valve", "position=closed")
    assert result.exit_code == 3
    assert result.stdout.startswith("not_armed: source bench is not armed: run `cupola arm bench")
    assert device.heard == []

    arm(stage)
    wait_until(lambda: outside.of(f"{BASE}/source/bench")[-1]["armed_until"], what="being armed")
    result = cupola(stage, "send", "valve", "position=closed", "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["status"], told["result"], told["source"]) == ("accepted", "accepted", "bench")
    assert device.carried_out == [b"\x10" + told["tag"].to_bytes(2, "big") + board.CLOSE]
    assert told["acknowledged_at"] >= told["sent_at"]

    assert cupola(stage, "arm", "--off").exit_code == 0
    assert cupola(stage, "send", "ping").exit_code == 3
    log = recorded(stage)
    assert [(one["verb"], one["status"]) for one in log] == [
        ("valve", "not_armed"),
        ("valve", "accepted"),
        ("ping", "not_armed"),
    ]
    assert log[1]["values"] == {"position": "closed"}
    assert log[1]["tag"] == told["tag"]
    assert log[1]["armed_by"]
    assert "armed_by" not in log[0]
    assert len(device.heard) == 1
    assert stage.leave() == 0


def test_what_is_retained_stale_or_repeated_moves_nothing(stage: Stage, device: Board) -> None:
    outside = start(stage)
    arm(stage)
    publish(stage, "ping", request("kept"), "-r")
    assert answer(outside, "ping", "kept")["status"] == "refused"
    publish(stage, "ping", request("old", age_s=60))
    assert "60 s ago" in answer(outside, "ping", "old")["message"]
    publish(stage, "ping", request("early", age_s=-60))
    assert "in the future" in answer(outside, "ping", "early")["message"]
    assert device.heard == []

    publish(stage, "ping", request("once"))
    first = answer(outside, "ping", "once")
    publish(stage, "ping", request("once"))
    assert answer(outside, "ping", "once", count=2) == first
    publish(stage, "valve", request("once", values={"position": "open"}))
    assert answer(outside, "valve", "once")["status"] == "invalid"
    assert len(device.heard) == 1

    # The retained one is still at the broker when the gateway comes back, and armed.
    stage.kill()
    stage.start()
    outside = subscribe(stage, 2)
    publish(stage, "ping", request("once"))
    assert answer(outside, "ping", "once") == first
    publish(stage, "ping", request("after"))
    after = answer(outside, "ping", "after")
    assert after["status"] == "accepted"
    assert after["tag"] == first["tag"] % 65535 + 1
    assert len(device.heard) == 2
    assert [one for one in outside.of(f"{BASE}/rsp/ping") if one["id"] == "kept"] == []
    assert stage.leave() == 0


def test_an_answer_goes_to_the_response_topic_but_never_in_the_place_of_telemetry(
    stage: Stage, device: Board
) -> None:
    outside = start(stage)
    arm(stage)
    elsewhere = stage.subscribe("answers/#", ("-F", "%t %D %p"))
    own = f"{BASE}/tlm/board/acknowledgement"
    for identity, topic in (("r1", own), ("r2", "answers/mine")):
        more = ("-D", "PUBLISH", "response-topic", topic)
        publish(stage, "ping", request(identity), *more, "-D", "PUBLISH", "correlation-data", "abc")
        assert answer(outside, "ping", identity)["status"] == "accepted"
    wait_until(lambda: b"\n" in elsewhere.file.read_bytes(), what="the answer")
    topic, correlation, payload = elsewhere.file.read_text().split(" ", 2)
    assert (topic, correlation) == ("answers/mine", "abc")
    assert json.loads(payload)["id"] == "r2"
    wait_until(lambda: len(outside.of(own)) == 2, what="the acknowledgements")
    assert all("readings" in one for one in outside.of(own))
    assert stage.leave() == 0


def test_a_gateway_without_a_wired_source_does_not_listen(stage: Stage, device: Board) -> None:
    outside = start(stage, wired=False)
    result = cupola(stage, "arm", "bench", "--for", "10m")
    assert result.exit_code == 2
    assert "wired = true" in result.stderr
    publish(stage, "ping", request("one"))
    publish(stage, "ping", request("two"))
    wait_until(lambda: len(outside.of(f"{BASE}/cmd/ping")) == 2)
    assert "commands" not in outside.of(f"{BASE}/source/bench")[-1]
    assert stage.leave() == 0
    wait_until(lambda: outside.of(f"{BASE}/status")[-1] == "offline")
    assert outside.of(f"{BASE}/rsp/ping") == []
    assert device.heard == []


def test_a_simulated_board_on_a_wire_is_commanded_also_by_mqtt_3_1_1(
    stage: Stage, device: Board
) -> None:
    start(stage, simulated=True, version="3.1.1")
    arm(stage)
    assert cupola(stage, "send", "ping").exit_code == 0
    assert len(device.carried_out) == 1
    assert stage.leave() == 0


def test_a_command_under_way_when_the_gateway_died_is_told_after_the_restart(
    stage: Stage, device: Board
) -> None:
    start(stage)
    arm(stage)
    device.judge = lambda frame: None
    publish(stage, "ping", request("cut", timeout_s=30))
    wait_until(lambda: device.heard, what="the first sending")
    assert "status" in recorded(stage)[0]
    stage.kill()
    stage.start()
    subscribe(stage, 2)
    wait_until(lambda: recorded(stage)[0]["status"] == "timeout", what="its end")
    assert "ended before" in recorded(stage)[0]["message"]
    assert len(device.heard) == 1
    assert stage.leave() == 0


def test_a_second_gateway_with_the_same_state_folder_ends_and_the_first_goes_on(
    stage: Stage, device: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.state_lock.PATIENCE_S", 0.2)
    start(stage)
    arm(stage)
    result = call("run", stage.folder / "station.toml")
    assert result.exit_code == 1
    assert "another gateway is running" in result.stderr
    assert cupola(stage, "send", "ping").exit_code == 0
    assert len(device.heard) == 1
    assert stage.leave() == 0
