"""The command: quick to help, clear when it is called wrongly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stage import CUPOLA, REPOSITORY


def cupola(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CUPOLA, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command",
    ["run", "decode", "explain", "journal", "missions", "sstv", "satellites", "loopback", "export"],
)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = cupola(command, "--help")
    assert done.returncode == 0
    assert f"cupola {command}" in done.stdout.partition("Options:")[0].partition("\n")[2]
    assert command in cupola("--help").stdout


def test_help_imports_no_mission_and_no_heavy_library() -> None:
    code = (
        "import sys\n"
        "from gateway.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'aiomqtt', 'construct', 'gateway.missions', 'serial', 'asyncio'}\n"
        "print('HEAVY', heavy & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("HEAVY set()\n")


def test_an_unknown_command_is_a_usage_error() -> None:
    done = cupola("decod")
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_a_wrong_station_file_is_one_line_and_exit_2(tmp_path: Path) -> None:
    station = tmp_path / "roof.toml"
    station.write_text('name = "roof"\n[mqtt]\nhots = "x"\n', encoding="utf-8")
    done = cupola("run", str(station))
    assert done.returncode == 2
    assert done.stderr == f"cupola: {station}:3: mqtt.hots: unknown key\n"


def test_output_that_a_full_disk_does_not_take_is_told_in_a_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*CUPOLA, "missions"], cwd=REPOSITORY, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr == b"cupola: the output cannot be written: No space left on device\n"
