"""Standard input: a pipe, and a file."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from tests.shared_data import SHARED, needs_shared
from tests.stage import REPOSITORY, kiss

PROGRAM = """
import asyncio, sys
from tests.sources.rig import rig
async def main():
    async with rig(sys.argv[1], sys.argv[3]) as made:
        await made.until("finished")
        for _ in range(int(sys.argv[2])):
            print((await made.data()).hex())
asyncio.run(main())
"""


def heard(table: str, count: int, framing: str = "kiss", **arguments: object) -> list[bytes]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, table, str(count), framing],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        check=True,
        **arguments,  # type: ignore[call-overload]
    )
    return [bytes.fromhex(line) for line in done.stdout.decode().split()]


def test_octets_from_a_pipe() -> None:
    octets = kiss(b"one") + kiss(b"two")
    assert heard('kind = "stdin"', 2, input=octets) == [b"one", b"two"]


def test_octets_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(kiss(b"one"))
    with (tmp_path / "x").open("rb") as file:
        assert heard('kind = "stdin"', 1, stdin=file) == [b"one"]


@pytest.mark.parametrize("end", [b"\n", b""])
def test_lines_of_hexadecimal_digits(end: bytes) -> None:
    table = 'kind = "stdin"\nformat = "hex"'
    assert heard(table, 2, input=b"# comment\n0102\n\n0304" + end) == [b"\1\2", b"\3\4"]


@needs_shared
@pytest.mark.parametrize("stored", [False, True], ids=["pipe", "file"])
def test_samples_go_to_the_modem(stored: bool, tmp_path: Path) -> None:
    recording = SHARED / "ax25" / "direwolf_gen" / "fsk9600_ax25.wav"
    with wave.open(str(recording)) as file:
        samples = file.readframes(file.getnframes())
    table = (
        'kind = "stdin"\nformat = "i16"\n'
        'downlink = [{ modulation = "FSK", baud = 9600, framing = "ax25_g3ruh" }]'
    )
    if stored:
        (tmp_path / "x").write_bytes(samples)
        with (tmp_path / "x").open("rb") as opened:
            found = heard(table, 5, "", stdin=opened)
    else:
        found = heard(table, 5, "", input=samples)
    expected = json.loads((recording.parent / "expected.json").read_text(encoding="utf-8"))
    wanted = [frame["ax25_hex"] for frame in expected["fsk9600_ax25"]["frames"]]
    assert [frame.hex() for frame in found] == wanted
