"""`cupola explain`: a frame from the command line, a file or a journal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway.model import Frame
from tests.cli.support import call, entry, vector_of, write_journal
from tests.stage import kiss, numbered

DELFI = vector_of("delfi-pq", "obc").frame


@pytest.mark.parametrize(
    "written",
    [
        [DELFI.hex()],
        [DELFI.hex(" ")],
        DELFI.hex(" ").upper().split(),
        [DELFI.hex(":")],
        ["0x" + DELFI.hex()],
        [DELFI.hex("-", 4)],
        [", ".join(f"0x{octet:02x}" for octet in DELFI)],
    ],
)
def test_hexadecimal_digits_are_taken_as_people_write_them(written: list[str]) -> None:
    result = call("explain", "--json", *written)
    assert result.exit_code == 0, result.stderr
    record = json.loads(result.stdout)
    assert (record["data"], record["disposition"]) == (DELFI.hex(), "published")


def test_one_frame_of_a_file(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "pass.kss"
    file.write_bytes(b"".join(kiss(numbered(n)) for n in range(5, 200)))
    arguments: list[str | Path] = ["explain", file, "--missions-folder", folder, "--json"]
    for number in (1, 2, 195):
        record = json.loads(call(*arguments, "--frame", str(number)).stdout)
        [part] = record["parts"]
        assert part["fields"][1] == {
            **{"path": "number", "bit": 8, "bits": 32, "octets": f"{number + 4:08x}"},
            **{"raw": number + 4, "value": number + 4, "meaning": "counts up"},
            "state": "nominal",
        }


def test_the_text_is_for_people(tmp_path: Path, folder: Path) -> None:
    result = call("explain", numbered(7, 25).hex(), "--missions-folder", folder)
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["5", "19", "battery", "25", "2.5", "V", "warning", "bus", "raw", "*", "0.1"] in rows


@pytest.fixture
def station(tmp_path: Path, folder: Path) -> Path:
    state = tmp_path / "state"
    state.mkdir()
    entries = [entry(n, Frame(numbered(n), "kiss")) for n in range(1, 101)]
    write_journal(state / "journal.sqlite", entries)
    file = tmp_path / "roof.toml"
    file.write_text(
        'name = "roof"\nstate_dir = "state"\n[missions]\nfolders = ["missions"]\n',
        encoding="utf-8",
    )
    return file


def test_one_frame_of_a_journal(station: Path) -> None:
    result = call("explain", "--journal", station, "--id", "roof-42", "--json")
    record = json.loads(result.stdout)
    assert (record["id"], record["source"], record["data"]) == ("roof-42", "tnc", "a50000002a25")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Give HEX"),
        (["a540", "--id", "roof-1"], "Give HEX"),
        (["a5", "4"], "no whole octets"),
        ([" : "], "no whole octets"),
        (["there/is/no.kss"], "no file"),
        (["\x1b[2J"], "no file"),
        (["--journal", "STATION", "--id", "roof-101"], "newest is roof-100"),
        (["--journal", "STATION", "--id", "cellar-1"], "no id of this journal"),
        (["--journal", "STATION", "--id", "roof-99999999999999999999"], "no id of this journal"),
        (["FILE", "--frame", "3"], "has 1 frames"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    station: Path, tmp_path: Path, arguments: list[str], says: str
) -> None:
    file = tmp_path / "pass.kss"
    file.write_bytes(kiss(b"?"))
    places = {"STATION": str(station), "FILE": str(file)}
    result = call("explain", *(places.get(argument, argument) for argument in arguments))
    assert result.exit_code == 2
    assert says in result.stderr
    assert "\x1b" not in result.stderr


def test_hostile_octets_are_explained_and_reach_no_terminal_raw(tmp_path: Path) -> None:
    every = bytes(range(256))
    for data in (every, b"\x1b]0;owned\x07" * 40, DELFI[:16] + every, b"\x00"):
        result = call("explain", data.hex())
        assert result.exit_code == 0
        assert result.stdout.replace("\n", "").isprintable()
