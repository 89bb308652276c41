"""What the tests of the commands share: a way to call them, and frames with known values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gateway.cli.main import main
from gateway.journal import Journal
from gateway.model import Delivery, Disposition, Entry, Frame, Rejected

START = datetime(2026, 11, 22, 3, 52, 18, 123000, tzinfo=UTC)


def call(*arguments: str | Path) -> Result:
    """Call `cupola` with *arguments*, in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@dataclass(frozen=True)
class Vector:
    """A frame of `tests/vectors/missions`, with values of other decoders."""

    mission: str
    packet: str
    about: str
    frame: bytes
    expect: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.mission}: {self.about}"


def _vectors() -> list[Vector]:
    folder = Path(__file__).parents[1] / "vectors" / "missions"
    found = []
    for file in sorted(folder.glob("*.toml")):
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        for one in tables["vector"]:
            frame = bytes.fromhex(one["frame"])
            mission = file.stem.replace("_", "-")
            found.append(Vector(mission, one["packet"], one["about"], frame, one["expect"]))
    return found


VECTORS = _vectors()
every_vector = pytest.mark.parametrize("vector", VECTORS, ids=str)


def vector_of(mission: str, packet: str = "") -> Vector:
    """The first vector of a mission, or of one of its packets."""
    return next(v for v in VECTORS if v.mission == mission and packet in ("", v.packet))


def entry(sequence: int, event: Frame | Rejected, source: str = "tnc") -> Entry:
    """An entry received *sequence* seconds after START."""
    at = datetime.fromtimestamp(START.timestamp() + sequence, UTC)
    return Entry(sequence, source, at, "ntp", Delivery.LIVE, event)


def rejected(data: bytes) -> Rejected:
    """What is left of a frame whose check failed."""
    return Rejected(Disposition.CHECK_FAILED, data, "hdlc", "CRC is wrong", 2)


def write_journal(path: Path, entries: list[Entry]) -> Path:
    """A closed journal that holds *entries*."""
    journal = Journal(path)
    journal.append(entries)
    journal.close()
    return path
