"""Every mission decodes frames whose values somebody else knew, in every way there is.

A vector is a table in `tests/vectors/missions/<mission>.toml`; `docs/missions.md` says how
it is written.
"""

from __future__ import annotations

import ast
import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import gateway.missions
from gateway.definition import Mission, Packet
from gateway.definition.checking import check_mission
from gateway.definition.columns import decode_columns
from gateway.errors import LayoutError
from gateway.loading import load_missions
from gateway.model import Unit

FOLDER = Path(gateway.missions.__path__[0])
VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "missions"
MISSIONS = load_missions().missions


@dataclass(frozen=True)
class Vector:
    """A frame and what it says."""

    mission: str
    packet: str
    about: str
    source: str
    frame: bytes
    expect: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.mission}: {self.about}"


def read_vectors() -> Iterator[Vector]:
    for file in sorted(VECTORS.glob("*.toml")):
        mission = file.stem.replace("_", "-")
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["vector"]:
            frame = bytes.fromhex(table.pop("frame"))
            yield Vector(mission=mission, frame=frame, **table)


every_vector = pytest.mark.parametrize("vector", list(read_vectors()), ids=str)
every_mission = pytest.mark.parametrize("name", sorted(MISSIONS))


def packet_of(vector: Vector) -> tuple[Packet, bytes]:
    """The vector's packet, and its octets in the frame, link headers removed."""
    mission = MISSIONS[vector.mission]
    packet = next(packet for packet in mission.packets if packet.name == vector.packet)
    carried = list(unwrapped(mission, vector.frame))
    fitting = [data for data in carried if packet.locate(data).error is None]
    assert fitting, [str(packet.locate(data).error) for data in carried]
    return packet, fitting[0]


def unwrapped(mission: Mission, frame: bytes) -> Iterator[bytes]:
    """What the mission's links carry in *frame*."""
    layer = [frame]
    for link in mission.link:
        reader = link.reader()
        units = [unit for data in layer for unit in reader(data)]
        layer = [unit.data for unit in units if isinstance(unit, Unit)]
    yield from layer


def same(found: Any, expected: Any) -> bool:
    """Equal; floats to the digits that another decoder prints, times and octets as text."""
    if isinstance(expected, float) and isinstance(found, (int, float)):
        return math.isclose(found, expected, rel_tol=1e-5, abs_tol=1e-9)
    if isinstance(found, datetime) and isinstance(expected, str):
        return found == datetime.fromisoformat(expected)
    if isinstance(found, bytes):
        return bool(found.hex() == expected)
    return bool(found == expected)


@every_vector
def test_values_are_those_that_somebody_else_knew(vector: Vector) -> None:
    packet, data = packet_of(vector)
    values = {reading.channel: reading.value for reading in packet.readings(data)}
    assert vector.expect
    wrong = {
        path: (values.get(path, "no such channel"), expected)
        for path, expected in vector.expect.items()
        if path not in values or not same(values[path], expected)
    }
    assert not wrong


@every_vector
def test_what_was_parsed_builds_the_same_octets(vector: Vector) -> None:
    packet, data = packet_of(vector)
    built = packet.build(packet.parse(data))
    assert built == (data[: len(built)] if packet.trailing else data)


@every_vector
def test_a_frame_cut_short_is_refused_or_ends_where_its_layout_may(vector: Vector) -> None:
    packet, data = packet_of(vector)
    size = packet.program.layout.root.size
    for end in range(len(data)):
        if size is not None and end < size // 8:
            with pytest.raises(LayoutError):
                packet.readings(data[:end])
        else:
            assert (packet.locate(data[:end]).error is None) == parses(packet, data[:end])


def parses(packet: Packet, data: bytes) -> bool:
    try:
        packet.parse_interpreted(data)
    except LayoutError:
        return False
    return True


@every_vector
def test_all_decoders_agree(vector: Vector) -> None:
    packet, data = packet_of(vector)
    assert repr(packet.parse(data)) == repr(packet.parse_interpreted(data))
    readings = packet.readings(data)
    assert repr(readings) == repr(packet.readings_interpreted(data))
    columns = decode_columns(packet, [data, data, data[:1]], smallest_group=1)
    assert columns.channels.keys() == {reading.channel for reading in readings}
    for reading in readings:
        column = columns.channels[reading.channel]
        raws, values = column.raw.tolist(), column.value.tolist()
        assert repr(raws[:2]) == repr([reading.raw] * 2)
        assert values[1] == reading.value or (reading.value is None and math.isnan(values[1]))


@every_mission
def test_a_mission_has_a_vector_for_it(name: str) -> None:
    assert name in {vector.mission for vector in read_vectors()}


@every_mission
def test_a_mission_has_no_faults_and_says_what_every_channel_means(name: str) -> None:
    file = FOLDER / f"{name.replace('-', '_')}.py"
    assert file.is_file()
    assert list(map(str, check_mission(MISSIONS[name], file, strict=True))) == []


def test_every_file_loads() -> None:
    assert load_missions().faults == []


def test_a_file_without_a_mission_is_a_part_of_one() -> None:
    files = {file.stem: ast.parse(file.read_bytes()) for file in FOLDER.glob("[a-z]*.py")}
    parts = files.keys() - {name.replace("-", "_") for name in MISSIONS}
    imported = {
        (node.module or "").rpartition(".")[2]
        for tree in files.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert parts <= imported
