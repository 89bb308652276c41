"""Loading mission files: what is broken is told with file, line and field."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import gateway.missions
from gateway.errors import MissionError
from gateway.loading import check_file, load_file, load_missions

HEAD = """\
from construct import Int8ub, Struct
from gateway.definition import *
"""

WHOLE = (
    HEAD
    + """
MISSION = Mission(
    name={name!r},
    title="A test",
    packets=[Packet("beacon", Struct("a" / Int8ub * "a number"))],
    replaces={replaces},
)
"""
)


def write(folder: Path, stem: str, text: str) -> Path:
    file = folder / f"{stem}.py"
    file.write_text(text, encoding="utf-8")
    return file


def whole(name: str, *, replaces: bool = False) -> str:
    return WHOLE.format(name=name, replaces=replaces)


def only_fault(file: Path) -> MissionError:
    (fault,) = check_file(file)
    assert fault.file == file
    return fault


def test_a_file_in_order_is_loaded(tmp_path: Path) -> None:
    file = write(tmp_path, "test_1", whole("test-1"))
    loaded = load_missions([tmp_path])
    assert loaded.faults == []
    assert loaded.missions["test-1"].packets[0].parse(b"\7") == {"a": 7}
    assert loaded.files == {"test-1": file}


def test_the_missions_of_the_package_are_loaded_without_a_folder() -> None:
    loaded = load_missions()
    assert loaded.faults == []
    assert loaded.files == {}
    assert {"horus-v1", "quetzal-1"} <= loaded.missions.keys()


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (HEAD + "MISSION = Mission(", 3, "was never closed"),
        (HEAD + "\n\nraise ValueError('no')", 5, "ValueError: no"),
        (HEAD + "import nothing_of_that_name", 3, "ModuleNotFoundError"),
        (HEAD + "def f():\n    1 / 0\nf()", 4, "ZeroDivisionError"),
        (HEAD + "raise SystemExit(1)", 3, "SystemExit"),
        (HEAD + "X = channel(Int8ub[2], 'V')", 3, "wraps one value"),
        (HEAD + "X = table((1, 0), (0, 1))", 3, "rising"),
        ("MISSION = 7", 0, "assigns no Mission"),
        ("", 0, "assigns no Mission"),
        ("x = 'a\0b'", 0, "null bytes"),
    ],
)
def test_a_file_that_does_not_run_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    fault = only_fault(write(tmp_path, "test_1", text))
    assert reason in fault.reason
    assert fault.line == line


def test_a_file_that_is_not_there_or_not_text_is_a_fault(tmp_path: Path) -> None:
    assert only_fault(tmp_path / "missing.py").reason == "No such file or directory"
    file = tmp_path / "test_1.py"
    file.write_bytes(b"x = '\xff'")
    assert "utf-8" in only_fault(file).reason


def test_a_broken_mission_of_the_package_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.missions, "__path__", [str(tmp_path)])
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    write(tmp_path, "test_broken", "\n1 / 0")
    write(tmp_path, "test_part", "NUMBER = 7")
    write(tmp_path, "test_whole", whole("test-whole"))
    loaded = load_missions()
    assert list(loaded.missions) == ["test-whole"]
    (fault,) = loaded.faults
    assert (fault.file, fault.line) == (tmp_path / "test_broken.py", 2)


def test_a_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, "aaa", "1 / 0")
    write(tmp_path, "test_1", whole("test-1"))
    write(tmp_path, "zzz", "(")
    loaded = load_missions([tmp_path])
    assert "test-1" in loaded.missions
    assert [fault.file and fault.file.name for fault in loaded.faults] == ["aaa.py", "zzz.py"]


def test_a_file_with_a_fault_in_its_meaning_is_not_loaded(tmp_path: Path) -> None:
    write(tmp_path, "other_name", whole("test-1"))
    loaded = load_missions([tmp_path])
    assert "test-1" not in loaded.missions
    assert "named test_1.py" in loaded.faults[0].reason


def test_of_two_files_with_one_mission_the_later_is_a_fault(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, "test_1", whole("test-1"))
    loaded = load_missions([tmp_path / "first", tmp_path / "second"])
    assert loaded.files["test-1"] == tmp_path / "first" / "test_1.py"
    (fault,) = loaded.faults
    assert fault.file == tmp_path / "second" / "test_1.py"
    assert "already" in fault.reason


def test_a_file_stands_in_for_one_of_the_package_only_if_it_says_so(tmp_path: Path) -> None:
    write(tmp_path, "horus_v1", whole("horus-v1"))
    loaded = load_missions([tmp_path])
    assert "replaces=True" in loaded.faults[0].reason
    assert loaded.missions["horus-v1"].title != "A test"
    write(tmp_path, "horus_v1", whole("horus-v1", replaces=True))
    loaded = load_missions([tmp_path])
    assert loaded.faults == []
    assert loaded.missions["horus-v1"].title == "A test"


def test_a_saved_file_is_read_afresh_and_leaves_nothing_behind(tmp_path: Path) -> None:
    file = write(tmp_path, "test_1", whole("test-1"))
    before = set(sys.modules)
    first = load_file(file)
    write(tmp_path, "test_1", whole("test-1").replace("A test", "Another"))
    assert (first.title, load_file(file).title) == ("A test", "Another")
    assert set(sys.modules) == before
    assert [path.name for path in tmp_path.iterdir()] == ["test_1.py"]


def test_a_folder_that_is_not_there_has_no_missions(tmp_path: Path) -> None:
    assert load_missions([tmp_path / "missing"]).faults == []
