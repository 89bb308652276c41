"""The virtual device as a process: what can go wrong with one, and what it says then."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.hil.device import virtual_device
from gateway.hil.device.virtual_device import VirtualDevice, VirtualDeviceError
from tests.hil.ground import Ground, Stage

Open = Callable[..., Stage]


def test_a_port_that_is_not_there_is_named(executable: Path, tmp_path: Path) -> None:
    device = VirtualDevice(executable, str(tmp_path / "nothing"))
    with pytest.raises(VirtualDeviceError, match=r"ended with code 1: .*nothing: No such file"):
        device.start()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--scenario", "mir"],
        ["--clock", "sundial"],
        ["--leak", "-1"],
        ["--leak", "nan"],
        ["--boots", "256"],
        ["--seed", "x"],
        ["--speed"],
        ["--colour", "red"],
    ],
    ids=" ".join,
)
def test_an_argument_that_cannot_be_meant_is_named(executable: Path, arguments: list[str]) -> None:
    with Ground() as ground:
        device = VirtualDevice(executable, ground.port, arguments)
        with pytest.raises(VirtualDeviceError, match=f"code 2: .*{arguments[0]}"):
            device.start()


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--leak", "1"]], ids=" ".join)
def test_without_a_port_it_says_how_it_is_used(executable: Path, arguments: list[str]) -> None:
    done = subprocess.run([executable, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    words = done.stderr.split()
    assert "usage:" in words
    assert {"--clock", "--speed", "--scenario", "--leak", "--boots", "--seed"} <= set(words)


def test_an_executable_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(VirtualDeviceError, match=r"cannot be started: .*nothing"):
        VirtualDevice(tmp_path / "nothing", "port").start()


def test_a_device_that_was_killed_says_so_at_the_next_request(open_stage: Open) -> None:
    stage = open_stage()
    process = stage.device._process
    assert process
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    with pytest.raises(VirtualDeviceError, match="ended with code -9"):
        stage.device.advance(1)


def test_a_port_that_nobody_reads_is_an_error_and_not_a_wait_for_ever(
    executable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = os.openpty()
    with VirtualDevice(executable, os.ttyname(far), ["--clock", "virtual"]) as device:
        monkeypatch.setattr(virtual_device, "ANSWER_S", 0.2)
        monkeypatch.setattr(virtual_device, "STOP_S", 0.2)
        with pytest.raises(VirtualDeviceError, match="does anybody read what it sends"):
            device.advance(3600)
        # What it would have answered cannot be taken for the answer to another request.
        with pytest.raises(VirtualDeviceError, match="is off"):
            device.advance(0)
    os.close(near)
    os.close(far)


def test_a_request_that_it_does_not_know_is_an_error_with_its_answer(open_stage: Open) -> None:
    with pytest.raises(VirtualDeviceError, match=r"leak -1\.000000.*say advance MS, reboot"):
        open_stage().device.leak(-1)


def test_it_is_on_once_and_can_be_off_twice(executable: Path) -> None:
    with Ground() as ground:
        device = VirtualDevice(executable, ground.port, ["--clock", "virtual"])
        device.stop()
        device.start()
        with pytest.raises(VirtualDeviceError, match="running already"):
            device.start()
        device.stop()
        device.stop()
        with pytest.raises(VirtualDeviceError, match="is off"):
            device.advance(1)
