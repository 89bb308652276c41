"""`cupola export`: the files it writes, and what it says of the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway.hil.device.firmware import shim_folder
from tests.cli.support import call
from tests.firmware_shim.toolchain import build_shared_library, host_compiler

VARYING = """
from construct import GreedyBytes, Int8ub, Struct
from gateway.definition import Mission, Packet

MISSION = Mission(
    name="my-board",
    title="My board",
    packets=[
        Packet("state", Struct("mode" / Int8ub)),
        Packet("text", Struct("words" / GreedyBytes)),
    ],
)
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a mission of the operator's, one packet of which C cannot have."""
    folder = tmp_path / "missions"
    folder.mkdir()
    (folder / "my_board.py").write_text(VARYING, encoding="utf-8")
    return folder


def test_a_mission_becomes_a_header_and_a_source_that_compile(tmp_path: Path) -> None:
    done = call("export", "c", "horus-v2", "--to", tmp_path / "src")
    assert done.exit_code == 0
    assert "struct horus_v2_beacon: 30 octets" in done.stdout
    files = sorted(file.name for file in (tmp_path / "src").iterdir())
    assert files == ["horus_v2.c", "horus_v2.h"]
    build_shared_library([tmp_path / "src" / "horus_v2.c"], tmp_path)


HOSTILE = r"""
from construct import Int8ub, Struct
from gateway.definition import Mission, Packet

LAYOUT = Struct("ADC" / Int8ub * "*/ int ???/\n \u202e \udc80 \0 \\", "class" / Int8ub)
MISSION = Mission(name="string", title="*/ #error \udcff ??/", packets=[Packet("state", LAYOUT)])
"""


def test_what_a_careless_author_wrote_compiles(tmp_path: Path) -> None:
    (tmp_path / "string.py").write_text(HOSTILE, encoding="utf-8")
    done = call("export", "c", "string", "--missions-folder", tmp_path, "--to", tmp_path)
    assert done.exit_code == 0, done.stderr
    build_shared_library([tmp_path / "string_.c"], tmp_path, [f"-I{tmp_path}"])


def test_without_a_folder_it_writes_where_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("export", "c", "sanosat-1").exit_code == 0
    assert Path("sanosat_1.h").exists()


def test_what_is_left_out_is_said_and_the_rest_is_written(tmp_path: Path, own: Path) -> None:
    done = call("export", "c", "my-board", "--missions-folder", own, "--to", tmp_path)
    assert done.exit_code == 1
    assert "left out: text: words: its length depends on the data" in done.stderr
    header = (tmp_path / "my_board.h").read_text(encoding="utf-8")
    assert "struct my_board_state" in header
    assert "my_board_text" not in header


def test_only_what_is_asked_for_counts(tmp_path: Path, own: Path) -> None:
    common = ("export", "c", "my-board", "--missions-folder", own, "--to", tmp_path, "--packet")
    assert call(*common, "state").exit_code == 0
    assert call(*common, "text").exit_code == 1
    done = call(*common, "stat")
    assert done.exit_code == 2
    assert "it has state, text" in done.stderr


def test_nothing_is_written_if_nothing_can_be_exported(tmp_path: Path) -> None:
    done = call("export", "c", "bdsat-2", "--to", tmp_path / "src")
    assert done.exit_code == 1
    assert "nothing was written" in done.stderr
    assert not (tmp_path / "src").exists()


def test_a_program_reads_what_was_done(tmp_path: Path, own: Path) -> None:
    done = call("export", "c", "my-board", "--missions-folder", own, "--to", tmp_path, "--json")
    record = json.loads(done.stdout)
    assert record["exported"]["state"]["struct"] == "my_board_state"
    assert record["exported"]["state"]["octets"] == 1
    assert record["layout_hash"] == record["exported"]["state"]["layout_hash"]
    assert record["left_out"] == {
        "text": {"path": "words", "reason": "its length depends on the data"}
    }
    assert record["files"] == [str(tmp_path / f"my_board.{kind}") for kind in "hc"]


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    arguments = ("export", "c", "sanosat-1", "--to", tmp_path)
    own = tmp_path / "sanosat_1.c"
    own.write_text("int mine;\n", encoding="utf-8")
    done = call(*arguments)
    assert done.exit_code == 2
    assert f"{own} was not made by this command" in done.stderr
    assert own.read_text(encoding="utf-8") == "int mine;\n"
    assert not (tmp_path / "sanosat_1.h").exists()
    assert call(*arguments, "--force").exit_code == 0
    assert "sanosat_1_beacon_pack" in own.read_text(encoding="utf-8")


def test_its_own_files_are_written_again(tmp_path: Path) -> None:
    for _ in range(2):
        assert call("export", "c", "sanosat-1", "--to", tmp_path, "--with-shim").exit_code == 0


def test_the_firmware_library_lies_beside_it(tmp_path: Path) -> None:
    done = call("export", "c", "sanosat-1", "--to", tmp_path, "--with-shim")
    assert done.exit_code == 0
    copied = {file.name: file.read_bytes() for file in (tmp_path / "cupola").iterdir()}
    sources = [*(shim_folder() / "cupola").glob("*.[ch]")]
    assert copied == {file.name: file.read_bytes() for file in sources}
    program = tmp_path / "program.c"
    program.write_text('#include "cupola/kiss.h"\n#include "sanosat_1.h"\n', encoding="utf-8")
    host_compiler().run(["-fsyntax-only", "-Wno-pedantic", program], tmp_path)


def test_a_changed_firmware_library_is_not_overwritten(tmp_path: Path) -> None:
    arguments = ("export", "c", "sanosat-1", "--to", tmp_path, "--with-shim")
    changed = tmp_path / "cupola" / "kiss.c"
    changed.parent.mkdir()
    changed.write_text("mine", encoding="utf-8")
    assert call(*arguments).exit_code == 2
    assert changed.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    done = call("export", "c", "sanosat-1", "--to", blocked / "src")
    assert done.exit_code == 1
    assert "Not a directory" in done.stderr


def test_the_list_says_of_every_packet_whether_it_can_be_exported() -> None:
    done = call("export", "c", "--list", "--json")
    assert done.exit_code == 0
    missions = {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert missions["picsat"]["exported"].keys() == {"beacon", "payload"}
    assert missions["picsat"]["left_out"].keys() == {"other"}
    assert missions["bdsat-2"]["layout_hash"] is None
    table = call("export", "c", "picsat", "--list").stdout
    assert "_data: its length depends on the data" in table
    assert "horus" not in table


def test_a_call_without_a_mission_says_what_to_do() -> None:
    done = call("export", "c")
    assert done.exit_code == 2
    assert "--list" in done.stderr
    assert "did you mean horus-v2" in call("export", "c", "horus-v3").stderr
