"""The example of `docs/missions.md` does what the document says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from gateway.definition import Mission
from gateway.definition.checking import check_mission
from gateway.links.ax25 import AX25
from gateway.loading import check_file, load_file
from gateway.model import State, Unit

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "missions.md").read_text("utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCUMENT, re.S)
    assert found
    return found[1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "example_1.py"
    path.write_text(block("python"), encoding="utf-8")
    return path


@pytest.fixture
def mission(file: Path) -> Mission:
    return load_file(file)


def test_the_example_is_in_order_and_says_what_everything_means(file: Path) -> None:
    assert check_file(file) == []
    assert check_mission(load_file(file), file, strict=True) == []


def test_the_example_reads_its_vector(mission: Mission) -> None:
    (vector,) = tomllib.loads(block("toml"))["vector"]
    (unit,) = AX25().reader()(bytes.fromhex(vector["frame"]))
    assert isinstance(unit, Unit)
    assert unit.header["from"] == mission.match.header["from"]
    (packet,) = mission.packets
    readings = {reading.channel: reading for reading in packet.readings(unit.data)}
    for path, value in vector["expect"].items():
        is_float = isinstance(value, float)
        assert readings[path].value == (pytest.approx(value) if is_float else value)
    assert packet.build(packet.parse(unit.data)) == unit.data
    assert readings["panels.2"].value is None
    assert readings["status.mode"].state is State.NOMINAL


def test_every_calibration_is_in_the_table() -> None:
    from gateway import definition

    words = {"Calibration", "Channel", "Downlink", "Limits", "Match", "Mission", "Packet"}
    words |= {"Acknowledgement", "Command"}
    rows = set(re.findall(r"^\| `(\w+)\(", DOCUMENT, re.M))
    assert rows == set(definition.__all__) - words - {"channel"}
