"""`cupola missions`: what there is, what one sends, whether a file is in order."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gateway.cli.missions import place_text
from tests import board
from tests.cli.support import VECTORS, call
from tests.stage import NUMBERED


def test_the_list_has_every_mission_of_a_vector() -> None:
    names = [line.split()[0] for line in call("missions").stdout.splitlines()[1:]]
    assert {vector.mission for vector in VECTORS} <= set(names)


def test_the_list_for_a_program_is_json(folder: Path) -> None:
    lines = call("missions", "--json", "--folder", folder).stdout.splitlines()
    missions = {one["name"]: one for one in map(json.loads, lines)}
    assert missions["delfi-pq"]["norad"] == 51074
    assert missions["numbered"] == {
        **{"name": "numbered", "title": "Numbered", "norad": None, "link": []},
        **{"match": "begins with a5", "downlinks": [], "packets": {"beacon": 3}},
        **{"simulated": False, "commands": []},
    }


def test_a_mission_is_shown_with_its_channels(folder: Path) -> None:
    lines = call("missions", "show", "numbered", "--folder", folder).stdout.splitlines()
    assert lines[0] == "Numbered"
    assert "  Numbered frames for tests." in lines
    battery = next(line for line in lines if line.startswith("battery"))
    assert battery.split() == [
        *("battery", "uint8", "V", "bus"),
        *("warning", "outside", "at", "least", "3", "raw", "*", "0.1"),
    ]


def test_a_mission_is_shown_with_its_commands() -> None:
    lines = call("missions", "show", "coolant-loops").stdout.splitlines()
    # The numbers are those of docs/coolant-loops.md.
    start = lines.index("command: pump, id 18")
    assert lines[start + 1].startswith("  Sets a pump's speed;")
    assert lines[start + 2].split() == ["argument", "values", "meaning", "type", "calibration"]
    assert lines[start + 4].startswith("speed     0 to 6000 rpm   0 is off,")
    facts = dict(re.split(r"  +", line, maxsplit=1) for line in lines[1:6])
    assert facts["data"] == "simulated: all of it is invented"
    assert facts["packets counted in"] == "sequence"
    assert facts["boots counted in"] == "boots"
    text = call("missions", "show", "coolant-loops", "--json").stdout
    valve = json.loads(text)["commands"]["valve"]
    assert valve["id"] == 17
    assert valve["arguments"]["position"]["words"] == ["open", "closed"]


def test_a_command_that_is_never_sent_twice_says_so(tmp_path: Path) -> None:
    (tmp_path / "board.py").write_text(board.MISSION, encoding="utf-8")
    lines = call("missions", "show", "board", "--folder", tmp_path).stdout.splitlines()
    assert "command: ping, id 18" in lines
    assert lines[-1] == "command: reset, id 19, never sent twice"


def test_a_file_in_order_says_what_its_board_can_be_told(tmp_path: Path) -> None:
    (tmp_path / "board.py").write_text(board.MISSION, encoding="utf-8")
    lines = call("missions", "check", tmp_path / "board.py").stdout.splitlines()
    assert lines[2] == "  commands: valve, pump, ping, reset"


def test_a_mission_of_the_package_says_where_its_layout_is_from() -> None:
    text = call("missions", "show", "quetzal-1").stdout
    assert "Universidad del Valle de Guatemala" in text
    assert "45598" in text


def test_a_mission_for_a_program_has_schemas(folder: Path) -> None:
    text = call("missions", "show", "numbered", "--folder", folder, "--json").stdout
    mission = json.loads(text)
    assert mission["name"] == "numbered"
    assert "battery" in json.dumps(mission["packets"]["beacon"])


def test_a_name_that_no_mission_has_is_a_usage_error() -> None:
    result = call("missions", "show", "delfi")
    assert result.exit_code == 2
    assert "did you mean delfi-pq" in result.stderr


def test_a_file_in_order_says_what_it_holds(folder: Path) -> None:
    result = call("missions", "check", folder / "numbered.py")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].endswith("numbered.py: in order")
    assert lines[1] == "  mission numbered, Numbered: beacon (3 channels)"
    assert lines[2:] == ["  hint: no downlinks say where it is heard"]


def test_hints_tell_what_an_author_may_have_forgotten(folder: Path) -> None:
    file = folder / "bare.py"
    file.write_text(
        '"""Bare."""\n'
        "from construct import BitsInteger, BitStruct, Int8ub, Padding, Struct\n"
        "from gateway.definition import Mission, Packet\n"
        "LAYOUT = Struct(\n"
        '    "a" / Int8ub,\n'
        "    Padding(2),\n"
        '    "b" / BitStruct("c" / BitsInteger(5) * "five", Padding(3)),\n'
        ")\n"
        'MISSION = Mission(name="bare", title="Bare", packets=[Packet("beacon", LAYOUT)])\n',
        encoding="utf-8",
    )
    hints = call("missions", "check", file).stdout.splitlines()[2:]
    assert hints == [
        "  hint: no callsign, address or prefix tells its frames: sources have to name the mission",
        "  hint: no downlinks say where it is heard",
        "  hint: no channel has limits in beacon",
        "  hint: beacon: 1 channels do not say what they mean: a",
        "  hint: beacon: nothing says what these hold: octets 1 to 2, 3 bits in octet 3",
    ]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("broken.py", '"""X."""\nMISSION = (\n', "broken.py:2"),
        ("empty.py", "", "MISSION"),
        ("other.py", NUMBERED, "numbered.py"),
        ("numbered.py", NUMBERED.replace('"battery": Limits', '"batery": Limits'), "batery"),
    ],
)
def test_every_fault_is_told_with_its_place(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    result = call("missions", "check", file)
    assert result.exit_code == 1
    [fault] = result.stdout.splitlines()
    assert fault.startswith(str(file))
    assert says in fault


def test_a_mission_that_the_package_has_must_say_that_it_replaces_it(tmp_path: Path) -> None:
    file = tmp_path / "delfi_pq.py"
    file.write_text(NUMBERED.replace('"numbered"', '"delfi-pq"'), encoding="utf-8")
    result = call("missions", "check", file)
    assert result.exit_code == 1
    assert "replaces=True" in result.stdout
    text = file.read_text(encoding="utf-8").replace("title=", "replaces=True, title=")
    file.write_text(text, encoding="utf-8")
    assert call("missions", "check", file).exit_code == 0


def test_all_files_of_a_folder_are_checked(folder: Path) -> None:
    (folder / "broken.py").write_text("MISSION = (\n", encoding="utf-8")
    result = call("missions", "check", folder)
    assert result.exit_code == 1
    assert "broken.py:1" in result.stdout
    assert "numbered.py: in order" in result.stdout


def test_a_folder_without_missions_is_a_usage_error(tmp_path: Path) -> None:
    assert call("missions", "check", tmp_path).exit_code == 2


@pytest.mark.parametrize(
    ("bit", "bits", "text"),
    [(8, 8, "octet 1"), (8, 16, "octets 1 to 2"), (11, 5, "5 bits in octet 1")],
)
def test_a_place_is_told_in_octets_where_it_can_be(bit: int, bits: int, text: str) -> None:
    assert place_text(bit, bits) == text
