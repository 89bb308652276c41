"""`cupola loopback`, as it is called: what it prints, and with what it ends."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

import pytest

from gateway.cli import loopback
from gateway.hil.loopback import plot
from gateway.hil.loopback.session import TESTS
from tests.cli.support import call
from tests.hil.loopback.jumper import At, Jumper, flipped
from tests.stage import CUPOLA, REPOSITORY

SHORT = ("--test", "bit-errors", "--duration", "0.2")


@pytest.fixture
def jumper() -> Iterator[Jumper]:
    with Jumper() as made:
        yield made


def test_a_good_port_is_a_table_of_80_columns_and_exit_0(jumper: Jumper) -> None:
    done = call("loopback", jumper.port, *SHORT, "--test", "patterns", "--test", "counters")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert max(map(len, lines)) <= 80
    rows = {line[:20].strip(): line[22:35].strip() for line in lines}
    assert rows["PRBS31"] == rows["XON XOFF 11 13"] == "passed"
    assert rows["counters"] == "not supported"
    sentence = " ".join(lines[lines.index("") :])
    assert "Nothing wrong in 13 tests. A pty cannot tell, and nothing is said of: baud" in sentence


def test_errors_are_exit_1_and_say_how_many() -> None:
    with Jumper(At([40, 41], flipped)) as jumper:
        done = call("loopback", jumper.port, *SHORT)
    assert done.exit_code == 1
    assert "PRBS7                 failed         2 of " in done.output
    assert "Errors found in 1 of 6 tests." in done.output


def test_without_a_jumper_it_is_exit_2() -> None:
    with Jumper(lambda octets: b"") as jumper:
        done = call("loopback", jumper.port, *SHORT)
    assert done.exit_code == 2
    assert "nothing comes back; are TX and RX joined" in " ".join(done.output.split())
    assert "Nothing could be tested." in done.output


def test_a_port_that_is_not_there_is_one_line_and_exit_2() -> None:
    done = call("loopback", "/dev/cupola-no-such-port")
    assert done.exit_code == 2
    assert done.output == (
        "cupola: /dev/cupola-no-such-port: no such port; is the adapter plugged in? "
        "/dev/serial/by-id lists what is\n"
    )


def test_the_report_is_one_json_object_and_a_picture(jumper: Jumper, tmp_path: Path) -> None:
    done = call("loopback", jumper.port, *SHORT, "--json", "--plot", tmp_path / "port.svg")
    report = json.loads(done.stdout)
    assert (report["kind"], report["baud"], report["exit_code"]) == ("pty", None, 0)
    assert report["port"] == jumper.port
    assert [one["name"] for one in report["results"]][:2] == ["presence", "PRBS7"]
    data = report["results"][1]["data"]
    assert data["bits"] == 8 * data["counts"]["octets"] > 0
    assert data["counts"]["errors"] == 0
    assert report["started_at"].endswith("Z")
    assert done.stdout.count("\n") == 1
    ElementTree.parse(tmp_path / "port.svg")


def test_a_picture_that_cannot_be_written_does_not_hide_the_answer(
    jumper: Jumper, tmp_path: Path
) -> None:
    (tmp_path / "port.svg").symlink_to("/dev/full")
    done = call("loopback", jumper.port, *SHORT, "--plot", tmp_path / "port.svg")
    assert done.exit_code == 0
    assert "No space left on device" in done.stderr


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_is_stopped_before_it_began_is_not_tested_and_no_error_of_the_line(
    jumper: Jumper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loopback, "_run", interrupt)
    done = call("loopback", jumper.port)
    assert done.exit_code == 2
    assert done.output == "cupola: stopped by hand\n"


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_report_that_cannot_be_written_is_no_error_of_the_line(
    jumper: Jumper, form: list[str]
) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*CUPOLA, "loopback", jumper.port, *SHORT, *form],
            cwd=REPOSITORY, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.stderr == "cupola: the report cannot be written: No space left on device\n"
    assert done.returncode == 2


def test_a_picture_that_is_stopped_by_hand_does_not_change_the_answer(
    jumper: Jumper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plot, "draw", interrupt)
    done = call("loopback", jumper.port, *SHORT, "--plot", tmp_path / "port.svg")
    assert done.exit_code == 0
    assert "port.svg: stopped by hand before it was drawn" in done.stderr


@pytest.mark.parametrize("columns", [40, 60])
def test_a_narrow_terminal_is_not_written_over_its_edge(jumper: Jumper, columns: int) -> None:
    terminal, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    command = [*CUPOLA, "loopback", jumper.port, *SHORT, "--test", "patterns"]
    environment = {"PATH": os.environ["PATH"], "NO_COLOR": "1", "TERM": "xterm"}
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=end, stderr=end, env=environment)
    os.close(end)
    with os.fdopen(terminal, "rb") as shown:
        text = b"".join(until_closed(shown)).decode().replace("\x1b[K", "")
    assert process.wait(60) == 0
    # A name and a verdict take 37; what is said of them goes on below.
    assert max(map(len, re.split(r"[\r\n]+", text))) <= max(columns, 57)
    assert max(len(line) for line in re.split(r"[\r\n]+", text) if " of 0 s" in line) < columns


def until_closed(terminal: BinaryIO) -> Iterator[bytes]:
    """What a terminal shows; Linux says EIO when its last program has left."""
    with suppress(OSError):
        while octets := os.read(terminal.fileno(), 4096):
            yield octets


def test_a_soak_takes_the_time_it_is_given(jumper: Jumper) -> None:
    done = call("loopback", jumper.port, "--soak", "0.3s")
    assert done.exit_code == 0
    assert "soak                  passed         0:00:00: 0 of " in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--soak", "2 weeks"), "'2 weeks' is no time; write such as 30s, 10m or 2h"),
        (("--duration", "0"), "'0' is no time"),
        (("--plot", "port.jpx"), "its name is to end in .png or .svg"),
        (("--plot", "no-such-folder/port.png"), "there is no such folder"),
        (("--baud", "fast"), "Invalid value for '--baud'"),
        (("--test", "magic"), "Invalid value for '--test'"),
    ],
)
def test_a_wrong_call_is_said_before_the_port_is_opened(
    arguments: tuple[str, ...], said: str
) -> None:
    done = call("loopback", "/dev/cupola-no-such-port", *arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert "no such port" not in done.output


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("30s", 30), ("1.5 min", 90), ("2h", 7200), ("1d", 86400)]
)
def test_times_are_written_as_people_do(text: str, seconds: float) -> None:
    context = loopback.command.make_context("loopback", ["loop://", "--soak", text])
    assert context.params["soak_s"] == seconds


def test_a_quick_test_is_quick() -> None:
    done = call("loopback", "loop://", "--quick", "--duration", "0.1")
    assert done.exit_code == 0
    assert "PRBS9" in done.output
    assert "PRBS31" not in done.output


def test_the_tests_that_are_offered_are_those_that_there_are() -> None:
    assert loopback.TESTS == TESTS


def test_an_adapter_that_is_pulled_ends_it_with_what_was_found() -> None:
    pulled = Jumper()
    command = [*CUPOLA, "loopback", pulled.port, "--test", "bit-errors", "--duration", "10m"]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("presence              passed")
    pulled.unplug()
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "Ended early:" in output
    assert errors == ""


def test_live_progress_is_for_terminals_only(capsys: pytest.CaptureFixture[str]) -> None:
    live = loopback.LiveLine()
    live("PRBS9  1 of 2 s")
    live.clear()
    assert capsys.readouterr().err == ""
