"""`cupola decode`: values that other decoders gave, in every form, from every kind of file."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.cli.decode import EXIT_INTERRUPTED
from tests.cli.support import VECTORS, Vector, call, every_vector, vector_of
from tests.stage import CUPOLA, REPOSITORY, kiss, numbered


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def agrees(given: Any, wanted: Any) -> bool:
    if isinstance(wanted, datetime):
        return datetime.fromisoformat(given.replace("Z", "+00:00")) == wanted
    if isinstance(wanted, float):
        return bool(given == pytest.approx(wanted, rel=2e-3, abs=1e-6))
    return bool(given == wanted)


def readings_of(vector: Vector, text: str) -> dict[str, Any]:
    """The readings of the record of the vector's packet."""
    found = [record for record in records(text) if record.get("packet") == vector.packet]
    assert found, text
    assert found[0]["mission"] == vector.mission
    readings: dict[str, Any] = found[0]["readings"]
    return readings


@every_vector
def test_values_are_those_of_other_decoders(tmp_path: Path, vector: Vector) -> None:
    file = tmp_path / "frame.hex"
    file.write_text(vector.frame.hex(), encoding="ascii")
    result = call("decode", file, "--json", "--mission", vector.mission)
    assert result.exit_code == 0, result.output
    readings = readings_of(vector, result.stdout)
    wrong = {
        path: (readings[path]["value"], wanted)
        for path, wanted in vector.expect.items()
        if not agrees(readings[path]["value"], wanted)
    }
    assert not wrong


def test_a_recording_of_several_missions_is_told_apart(tmp_path: Path) -> None:
    chosen = [vector_of("delfi-pq"), vector_of("quetzal-1"), vector_of("catsat")]
    file = tmp_path / "pass.kss"
    file.write_bytes(b"".join(kiss(vector.frame) for vector in chosen))
    result = call("decode", file, "--json", "--station", "roof")
    found = records(result.stdout)
    assert [(record["id"], record["mission"]) for record in found] == [
        ("roof-1", "delfi-pq"),
        ("roof-2", "quetzal-1"),
        ("roof-3", "catsat"),
    ]
    assert {record["delivery"] for record in found} == {"replay"}
    assert f"{file}: read as kiss" in result.stderr
    assert "3 frames: 3 published" in result.stderr


def test_every_form_of_file_gives_the_same_readings(tmp_path: Path) -> None:
    frame = vector_of("delfi-pq").frame
    (tmp_path / "a.kss").write_bytes(kiss(frame))
    (tmp_path / "b.hex").write_text(frame.hex(" ") + "  # one frame\n", encoding="ascii")
    (tmp_path / "c.bin").write_bytes(frame)
    result = call("decode", tmp_path, "--json")
    first, *others = [record["readings"] for record in records(result.stdout)]
    assert others == [first, first]
    assert "1 files as kiss, 1 files as hex, 1 files as raw" in result.stderr


def test_a_table_is_for_people(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "pass.kss"
    file.write_bytes(kiss(numbered(7, 37)) + kiss(numbered(8, 25)))
    result = call("decode", file, "--missions-folder", folder)
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[0][2:] == ["pass.kss", "numbered/beacon", "published"]
    assert lines[1:5] == [["sync", "165"], ["number", "7"], ["battery", "3.7", "V"], []]
    assert ["battery", "2.5", "V", "warning"] in lines


def test_brief_leaves_the_channels_out(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "pass.kss"
    file.write_bytes(kiss(numbered(7)) + kiss(b"?"))
    result = call("decode", file, "--brief", "--missions-folder", folder)
    assert [line.split()[-1] for line in result.stdout.splitlines()] == ["published", "no_mission"]
    assert "2 frames: 1 published, 1 no_mission; packets: numbered 1" in result.stderr


def test_csv_has_a_row_a_reading(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "pass.kss"
    file.write_bytes(kiss(numbered(7, 37)))
    result = call("decode", file, "--csv", "--missions-folder", folder)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["channel"] for row in rows] == ["sync", "number", "battery"]
    assert (rows[2]["raw"], rows[2]["value"], rows[2]["unit"]) == ("37", "3.7", "V")


def test_without_a_decoded_frame_the_exit_code_is_1(tmp_path: Path) -> None:
    file = tmp_path / "pass.kss"
    file.write_bytes(kiss(b"?"))
    assert call("decode", file).exit_code == 1


def test_a_mission_that_is_named_is_the_only_one(tmp_path: Path) -> None:
    file = tmp_path / "frame.hex"
    file.write_text(vector_of("delfi-pq").frame.hex(), encoding="ascii")
    assert call("decode", file, "--mission", "delfi-pq").exit_code == 0
    assert call("decode", file, "--mission", "quetzal-1").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--mission", "delfi-p"], "did you mean delfi-pq"),
        (["--mission", "\x1b[2J"], "cupola missions"),
        (["--json", "--csv"], "choose one"),
        (["--option", "port=1"], "--format"),
        (["--format", "kiss", "--option", "colour=red"], "colour"),
        (["--format", "morse"], "morse"),
    ],
)
def test_a_wrong_call_says_what_to_do(tmp_path: Path, arguments: list[str], says: str) -> None:
    file = tmp_path / "pass.kss"
    file.write_bytes(kiss(b"?"))
    result = call("decode", file, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "\x1b" not in result.stderr


def test_a_file_of_a_folder_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, folder: Path
) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(200_000))
    (tmp_path / "b.kss").write_bytes(kiss(numbered(7)))
    result = call("decode", tmp_path, "--brief", "--missions-folder", folder)
    assert result.exit_code == 0
    assert "a.bin: nothing tells what it holds" in result.stderr


def test_octets_behind_the_last_frame_are_told(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "pass.kss"
    file.write_bytes(kiss(numbered(7)) + b"\x00\xa5\x00")
    assert "the last 4 octets" in call("decode", file, "--missions-folder", folder).stderr


HOSTILE = '''
"""Text."""
from construct import GreedyBytes, Struct
from gateway.definition import Match, Mission, Packet, channel, text
LAYOUT = Struct("said" / channel(GreedyBytes, "", text("latin-1")) * "what it said")
MISSION = Mission(name="said", title="Said", match=Match(prefix=b"SAY"),
                  packets=[Packet("said", LAYOUT)])
'''


@pytest.mark.parametrize("form", ["--json", "--csv", "--brief", ""])
def test_what_comes_from_the_air_does_not_reach_the_terminal_raw(
    tmp_path: Path, folder: Path, form: str
) -> None:
    (folder / "said.py").write_text(HOSTILE, encoding="utf-8")
    file = tmp_path / "a\x1b[31mb.kss"
    every = bytes(range(256))
    file.write_bytes(kiss(b"SAY\x1b]0;owned\x07\x9b2J\r\n" + every) + kiss(every) + kiss(b"\xff"))
    result = call("decode", file, "--missions-folder", folder, *([form] if form else []))
    assert result.exit_code == 0
    assert "said" in result.stdout
    shown = (result.stdout + result.stderr).replace("\n", "")
    assert shown.isprintable()


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CUPOLA, *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **options,
    )


def test_standard_input_is_decoded_while_it_comes(folder: Path) -> None:
    process = subprocess.Popen(
        [*CUPOLA, "decode", "-", "--json", "--missions-folder", str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(kiss(numbered(7)))
    process.stdin.flush()
    record = json.loads(process.stdout.readline())
    assert (record["source"], record["readings"]["number"]["value"]) == ("stdin", 7)
    # The pipe is still open: Ctrl-C is how a listener ends.
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == EXIT_INTERRUPTED
    assert b"1 frame: 1 published" in said
    assert b"Traceback" not in said


def test_a_closed_pipe_ends_it_without_a_word(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "pass.kss"
    file.write_bytes(kiss(numbered(7)) * 2000)
    process = subprocess.Popen(
        [*CUPOLA, "decode", str(file), "--json", "--missions-folder", str(folder)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(30)


def test_a_locale_without_the_characters_ends_nothing() -> None:
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    result = run("missions", "show", "quetzal-1", env=environment)
    assert result.returncode == 0, result.stderr
    assert result.stdout.isascii()


def test_help_comes_without_loading_what_it_does_not_need() -> None:
    program = (
        "import sys\n"
        "from gateway.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in sys.modules if name.startswith("
        "('gateway.missions', 'construct', 'numpy', 'aiomqtt'))])\n"
    )
    result = subprocess.run(
        [CUPOLA[0], "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "[]"


def test_there_are_vectors() -> None:
    assert len({vector.mission for vector in VECTORS}) > 10
