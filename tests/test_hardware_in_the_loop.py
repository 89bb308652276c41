"""Real firmware against the whole gateway: an emulated processor, a line, MQTT, a command.

The image is the coolant module for a bare board, run by QEMU on a Cortex-M3, a Cortex-M0 and
an AVR.  `cupola run` hears it, an outside subscriber sees its channels, `cupola send`
commands it, and its reset is counted.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from gateway.hil.device.emulator import EmulatedFirmware
from gateway.hil.device.machine import MACHINES, build_firmware
from gateway.hil.wire.line import Line
from tests.stage import CUPOLA, REPOSITORY, Stage, needs_mosquitto, wait_until

COMPILERS = {"mps2-an385": "arm-none-eabi-gcc", "microbit": "arm-none-eabi-gcc", "uno": "avr-gcc"}
EMULATORS = {
    "mps2-an385": "qemu-system-arm",
    "microbit": "qemu-system-arm",
    "uno": "qemu-system-avr",
}
SOURCE = """
[[source]]
name = "board"
kind = "serial"
port = "{port}"
framing = {{ kind = "kiss", fcs = "present" }}
missions = ["coolant-loops"]
simulated = true
wired = true
"""
LOOPS = "cupola-sim/stage/tlm/coolant-loops/loops"
IDENTITY = "cupola-sim/stage/tlm/coolant-loops/identity"


def cupola(stage: Stage, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one of our commands as an operator would."""
    return subprocess.run(
        [*CUPOLA, *words, "--station", str(stage.folder / "station.toml")],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_machine_that_can_be_emulated_is_tried_here() -> None:
    assert set(MACHINES) == set(COMPILERS)


@needs_mosquitto
@pytest.mark.parametrize("machine", sorted(COMPILERS))
def test_firmware_on_an_emulated_processor_is_heard_and_commanded(
    stage: Stage, machine: str, tmp_path: Path
) -> None:
    for program in (COMPILERS[machine], EMULATORS[machine]):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    image = build_firmware(machine, tmp_path / "build", "coolant_loops")
    with Line() as line, EmulatedFirmware(machine, image, line.device_port) as board:
        stage.station(SOURCE.format(port=line.ground_port))
        stage.start()
        outside = stage.subscribe()
        wait_until(lambda: "board: " in stage.log and "is open" in stage.log, what="the open line")
        board.resume()
        loops = wait_until(lambda: outside.of(LOOPS), 30, "telemetry")[0]["readings"]
        assert loops["main_loop.inlet_pressure"]["value"] == pytest.approx(300, abs=5)
        assert loops["main_loop.inlet_pressure"]["unit"] == "kPa"
        # Board and ground were built from the same definition.
        identity = outside.of(IDENTITY)[0]["readings"]
        assert identity["layout_hash"]["state"] == "nominal"

        refused = cupola(stage, "send", "ping", "--json")
        assert json.loads(refused.stdout)["status"] == "not_armed"
        assert cupola(stage, "arm", "board", "--for", "1m").returncode == 0
        sent = cupola(stage, "send", "ping", "--json")
        assert json.loads(sent.stdout)["status"] == "accepted", sent.stderr

        board.reset()
        source = "cupola/stage/source/board"
        wait_until(
            lambda: outside.of(source)[-1].get("continuity", {}).get("reboots"), 30, "the reboot"
        )
        told = outside.of(source)[-1]
        assert (told["continuity"].get("missed", 0), told["continuity"]["reboots"]) == (0, 1)
        # The reset may have cut a packet off.
        assert set(told["dispositions"]) <= {"published", "check_failed", "truncated"}
    assert stage.leave() == 0
