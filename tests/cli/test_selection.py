"""Which missions a command decodes with."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from gateway.cli.selection import FileDecoder, missions_in_force, unknown_mission
from gateway.loading import load_missions
from gateway.model import Disposition, Frame
from tests.cli.support import entry
from tests.stage import numbered


def test_missions_of_a_folder_stand_beside_those_of_the_package(folder: Path) -> None:
    missions = missions_in_force([folder], ["numbered", "delfi-pq"])
    assert missions["numbered"].title == "Numbered"


def test_one_file_is_read_without_those_beside_it(folder: Path) -> None:
    (folder / "beside.py").write_text("raise SystemExit('read')\n", encoding="utf-8")
    [file] = [f for f in folder.glob("*.py") if f.name != "beside.py"]
    loaded = load_missions([file])
    assert "numbered" in loaded.missions
    assert not loaded.faults


def test_a_broken_file_is_told_and_stops_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.py").write_text("x = 1\nMISSION = nothing\n", encoding="utf-8")
    assert "numbered" in missions_in_force([folder])
    said = capsys.readouterr().err
    assert "broken.py:2: NameError" in said


def test_a_name_that_no_mission_has_is_a_usage_error(folder: Path) -> None:
    with pytest.raises(click.UsageError, match="did you mean numbered"):
        missions_in_force([folder], ["nunbered"])


def test_a_name_that_is_like_no_other_is_referred_to_the_list() -> None:
    assert unknown_mission("zzz", {}) == "there is no mission 'zzz'; `cupola missions` lists them."


def test_the_same_octets_in_two_files_are_no_duplicate(folder: Path) -> None:
    decoder = FileDecoder(missions_in_force([folder]), ["numbered"])
    frame = Frame(numbered(7), "kiss")
    found = [decoder.decode(entry(1, frame, name)).disposition for name in ("a.kss", "b.kss")]
    assert found == [Disposition.PUBLISHED] * 2
