"""`cupola arm` arms what is wired, for a time that it shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.cli.arm import duration_of
from gateway.commanding.arming import Arming
from tests.cli.support import call

STATION = """
name = "roof"
state_dir = "state"
[[source]]
name = "bench"
kind = "serial"
port = "x"
wired = true
[[source]]
name = "air"
kind = "serial"
port = "y"
"""


@pytest.fixture
def station(tmp_path: Path) -> Path:
    (tmp_path / "roof.toml").write_text(STATION, encoding="utf-8")
    (tmp_path / "state").mkdir()
    return tmp_path / "roof.toml"


def armed(station: Path) -> set[str]:
    return set(Arming(station.parent / "state").armed(datetime.now(UTC)))


def test_a_wired_source_is_armed_shown_and_disarmed(
    station: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "eva")
    before = datetime.now(UTC)
    result = call("arm", "bench", "--for", "10m", "--station", station)
    assert result.exit_code == 0, result.output
    assert "armed until" in result.output
    assert armed(station) == {"bench"}
    told = json.loads(call("arm", "--station", station, "--json").output)
    assert (told["source"], told["armed"], told["by"]) == ("bench", True, "eva")
    until = datetime.fromisoformat(told["until"]) - before
    assert timedelta(minutes=10) <= until < timedelta(minutes=11)
    result = call("arm", "bench", "--off", "--station", station)
    assert result.exit_code == 0
    assert armed(station) == set()


def test_the_station_may_be_named_by_the_environment(
    station: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPOLA_STATION", str(station))
    assert json.loads(call("arm", "--json").output) == {"source": "bench", "armed": False}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["air", "--for", "10m"], "wired is bench"),
        (["x", "--for", "10m"], "no wired source 'x'"),
        (["bench"], "Say for how long"),
        (["--for", "10m"], "Say which SOURCE"),
        (["--off", "--for", "10m"], "contradict"),
        (["bench", "--for", "13h"], "12 h is the longest"),
        (["bench", "--for", "soon"], "write 90s, 10m or 2h"),
        (["bench", "--for", "0m"], "write 90s, 10m or 2h"),
    ],
)
def test_what_cannot_be_meant_arms_nothing(
    station: Path, arguments: list[str], reason: str
) -> None:
    result = call("arm", *arguments, "--station", station)
    assert result.exit_code != 0
    assert reason in result.output
    assert armed(station) == set()


def test_a_station_without_wires_says_so(tmp_path: Path) -> None:
    (tmp_path / "roof.toml").write_text('name = "roof"\n', encoding="utf-8")
    result = call("arm", "--station", tmp_path / "roof.toml")
    assert "nothing can be commanded" in result.output


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("10m", 600), ("2h", 7200)])
def test_a_duration_has_a_unit(text: str, seconds: int) -> None:
    assert duration_of(text) == timedelta(seconds=seconds)
