"""`cupola run`: the file is checked before anything starts, and it leaves cleanly."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.stage import CUPOLA, REPOSITORY, Stage, needs_mosquitto, wait_until


def check(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    station = folder / "roof.toml"
    station.write_text(text, encoding="utf-8")
    return subprocess.run(
        [*CUPOLA, "run", "--check", str(station)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


SOURCE = '[[source]]\nname = "t"\nkind = "tcp"\nport = 8001\n'


def test_a_file_in_order_is_said_to_be(tmp_path: Path) -> None:
    done = check(tmp_path, f'name = "roof"\n{SOURCE}missions = ["quetzal-1"]\n')
    assert (done.returncode, done.stdout) == (0, f"{tmp_path}/roof.toml: in order\n")


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ('missions = ["quetzal"]', ":6: source.missions: there is no mission 'quetzal'"),
        ('framing = "kis"', ":6: source.framing: 'kis' is none of asm, cobs"),
        ('framing = { kind = "kiss", prot = 1 }', ":6: source.framing: prot:"),
        ('framing = { kind = "kiss", port = 16 }', ":6: source.framing: port:"),
    ],
)
def test_what_does_not_exist_is_named_with_its_line(
    tmp_path: Path, more: str, complaint: str
) -> None:
    done = check(tmp_path, f'name = "roof"\n{SOURCE}{more}\n')
    assert done.returncode == 2
    assert done.stderr.startswith(f"cupola: {tmp_path}/roof.toml{complaint}")
    assert done.stderr.count("\n") == 1


@needs_mosquitto
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_leaves_cleanly_when_asked(stage: Stage, number: signal.Signals) -> None:
    stage.station("")
    stage.start("--log-json")
    assert stage.gateway
    wait_until(lambda: "mqtt: connected" in stage.log)
    stage.gateway.send_signal(number)
    assert stage.gateway.wait(10) == 0
    assert "left cleanly" in stage.log
    assert "Traceback" not in stage.log


@needs_mosquitto
def test_a_broker_program_that_is_missing_is_said(stage: Stage) -> None:
    stage.station("[broker]\nprogram = 'no-such-broker'\n", broker=False)
    stage.start()
    assert stage.gateway
    assert stage.gateway.wait(10) == 1
    time.sleep(0.1)
    assert "no-such-broker is not installed: apt-get install mosquitto" in stage.log
    assert "Traceback" not in stage.log
