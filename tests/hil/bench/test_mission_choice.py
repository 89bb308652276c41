"""The missions that a bench listens for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.definition import Mission
from gateway.errors import MissionError
from gateway.hil.bench.mission_choice import MissionChoice
from tests.hil.board import MISSION

MISSION_FILE = '''
"""A thing."""
from construct import Array, Const, Int8ub, Struct
from gateway.definition import Mission, Packet

ONE = Struct("id" / Const(9, Int8ub), "cells" / Array(3, Struct("volts" / Int8ub * "of it")))
MISSION = Mission("thing", "Thing", [Packet("one", ONE)])
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "thing.py"
    path.write_text(MISSION_FILE, encoding="utf-8")
    return path


def test_a_mission_may_be_a_name_a_file_or_an_object(file: Path) -> None:
    choice = MissionChoice("line", [file, str(file), "horus-v1", MISSION])
    assert choice.names == ("thing", "horus-v1", "board")
    assert [mission.name for mission in choice.heard] == list(choice.names)
    assert choice.catalogue.missions["board"] is MISSION


def test_without_a_word_all_of_cupolas_missions_are_heard_and_none_is_invented() -> None:
    choice = MissionChoice("line", [])
    assert choice.names == ()
    assert {"horus-v1", "delfi-pq"} <= {mission.name for mission in choice.heard}
    assert not choice.simulated


def test_a_source_is_simulated_if_a_mission_asked_for_is() -> None:
    invented = Mission("other", "Other", MISSION.packets, simulated=True)
    assert MissionChoice("line", [MISSION, invented]).simulated
    assert not MissionChoice("line", [MISSION]).simulated


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("horus-1", r"neither a mission of Cupola nor a file; did you mean 'horus-v1'\?"),
        (Path("nowhere.py"), "'nowhere.py' is neither a mission of Cupola nor a file"),
    ],
)
def test_what_does_not_exist_is_told(asked: str | Path, told: str) -> None:
    with pytest.raises(MissionError, match=told):
        MissionChoice("line", [asked])


def test_a_mission_file_with_a_mistake_is_told_with_its_line(file: Path) -> None:
    file.write_text("'''A thing.'''\nMISSION = nothing\n", encoding="utf-8")
    with pytest.raises(MissionError, match=r"thing\.py:2: NameError"):
        MissionChoice("line", [file])


def test_a_mission_file_that_breaks_the_rules_is_told(file: Path) -> None:
    other = file.rename(file.with_name("other.py"))
    with pytest.raises(MissionError, match=r"other\.py: name"):
        MissionChoice("line", [other])


@pytest.mark.parametrize("where", [None, {}, {"cells.0.volts": 1, "cells.2.volts": 2}, callable])
def test_names_that_exist_pass(file: Path, where: Any) -> None:
    MissionChoice("line", [file]).check("one", where)


@pytest.mark.parametrize(
    ("packet", "where", "told"),
    [
        ("on", None, r"there is no packet 'on'; did you mean 'one'\?"),
        ("zzz", None, "there is no packet 'zzz'; there are one"),
        ("one", {"cell.0.volts": 1}, r"one has no channel 'cell\.0\.volts'; did you mean 'cells"),
    ],
)
def test_names_that_do_not_exist_are_told(file: Path, packet: str, where: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        MissionChoice("line", [file]).check(packet, where)


def test_a_channel_with_limits_can_raise_an_alarm_and_no_other_can(file: Path) -> None:
    choice = MissionChoice("line", [MISSION])
    choice.check_watched("battery")
    with pytest.raises(ValueError, match=r"no channel 'batery' has limits; did you mean 'battery'"):
        choice.check_watched("batery")
    with pytest.raises(ValueError, match="no channel 'uptime' has limits; there are battery"):
        choice.check_watched("uptime")
    with pytest.raises(ValueError, match="no channel 'id' has limits: nothing has"):
        MissionChoice("line", [file]).check_watched("id")
