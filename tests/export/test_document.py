"""The example of `docs/firmware.md` does what the document says."""

from __future__ import annotations

import ctypes
import re
import subprocess
from pathlib import Path

import pytest

from gateway.definition import Mission
from gateway.definition.checking import check_mission
from gateway.framing import Kiss
from gateway.loading import load_file
from gateway.model import Frame, State
from tests.cli.support import call
from tests.firmware_shim.toolchain import build_shared_library, host_compiler

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "firmware.md").read_text("utf-8")

PUT = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint8)


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCUMENT, re.S)
    assert found
    return found[1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my_board.py"
    path.write_text(block("python"), encoding="utf-8")
    return path


@pytest.fixture
def mission(file: Path) -> Mission:
    return load_file(file)


@pytest.fixture
def board(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ctypes.CDLL:
    """The document's firmware, made by the document's command."""
    monkeypatch.chdir(tmp_path)
    (command,) = re.findall("^cupola (export c my-board .*)$", DOCUMENT, re.M)
    assert call(*command.split()).exit_code == 0
    program = tmp_path / "src" / "firmware.c"
    program.write_text(block("c"), encoding="utf-8")
    sources = [program, tmp_path / "src" / "my_board.c", *(tmp_path / "src/cupola").glob("*.c")]
    return build_shared_library(sources, tmp_path)


def test_the_mission_is_in_order_and_says_what_everything_means(
    file: Path, mission: Mission
) -> None:
    assert check_mission(mission, file, strict=True) == []


def test_the_ground_reads_what_the_firmware_sends(board: ctypes.CDLL, mission: Mission) -> None:
    line = bytearray()
    send = board.send_state
    send.argtypes = [PUT, ctypes.c_void_p, ctypes.c_uint16, ctypes.c_float]
    send(PUT(lambda _, octet: line.append(octet)), None, 0xC0DB, -56.78)
    (frame,) = Kiss(fcs="present").deframer().feed(bytes(line))
    assert isinstance(frame, Frame)
    readings = {one.channel: one for one in mission.packets[0].readings(frame.data)}
    values = {path: one.value for path, one in readings.items()}
    assert values.pop("built_from") > 0
    assert readings["built_from"].state is State.NOMINAL
    assert values.pop("temperature.0") == pytest.approx(-56.78)
    assert values == {
        "sequence": 0xC0DB,
        "temperature.1": 21.5,
        "temperature.2": 18.75,
        "battery": None,
        "flags.mode": "float",
        "flags.heater": True,
    }


def test_the_firmware_reads_what_the_ground_sends(board: ctypes.CDLL, mission: Mission) -> None:
    (command,) = mission.commands
    wanted = board.heater_wanted
    wanted.restype = ctypes.c_bool
    wanted.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_bool)]
    on = ctypes.c_bool(False)
    octets = command.build({"on": True}, tag=7)
    assert wanted(octets, len(octets), on)
    assert on.value
    assert not wanted(octets[:-1], len(octets) - 1, on)


def test_the_compiler_s_command_is_complete(board: ctypes.CDLL, tmp_path: Path) -> None:
    (command,) = re.findall("^cc .*$", DOCUMENT, re.M)
    assert command in call("export", "c", "--help").stdout
    arguments = ["sh", "-c", command.replace("cc", host_compiler().command[0], 1)]
    done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert {"firmware.o", "my_board.o", "kiss.o"} <= {file.name for file in tmp_path.iterdir()}


def test_every_name_in_the_table_is_exported(board: ctypes.CDLL, tmp_path: Path) -> None:
    header = (tmp_path / "src" / "my_board.h").read_text(encoding="utf-8")
    table = DOCUMENT[DOCUMENT.index("## What is written") : DOCUMENT.index("A command is a packet")]
    names = re.findall(r"\b(?:MY_BOARD|my_board)_\w+", table)
    assert len(names) > 8
    assert [name for name in names if name not in header] == []
