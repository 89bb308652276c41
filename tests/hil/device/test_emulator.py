"""Real firmware on three emulated processors: the shim's beacon, built here, run by QEMU."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from gateway.hil.device import emulator as module
from gateway.hil.device.emulator import EmulatedFirmware
from gateway.hil.device.machine import MACHINES, EmulatorError, build_firmware
from tests.firmware_shim.beacon import (
    ACCEPTED,
    BEACON,
    KISS,
    PATIENCE_S,
    PERIOD,
    PING,
    REFUSED,
    UNHEARD_OF,
    UNKNOWN,
    WRONG_LENGTH,
    Ground,
)


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The beacon for a machine, built when it is first wanted."""
    folder = tmp_path_factory.mktemp("images")

    def image(machine: str) -> Path:
        board = MACHINES[machine]
        for program in (board.emulator, board.compiler, "make"):
            if not shutil.which(program):
                pytest.skip(f"{program} is not installed: apt-get install {board.packages}")
        path = folder / f"beacon-{machine}.elf"
        return path if path.exists() else build_firmware(machine, folder)

    return image


@contextmanager
def opened(port: str) -> Iterator[Ground]:
    descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY)
    try:
        tty.setraw(descriptor)
        yield Ground(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def attached(machine: str, image: Path) -> Iterator[tuple[EmulatedFirmware, Ground]]:
    """A machine on a terminal of ours, both ends of which stay open, running."""
    ground, device = pty.openpty()
    try:
        tty.setraw(device)
        with EmulatedFirmware(machine, image, os.ttyname(device)) as firmware:
            firmware.resume()
            yield firmware, Ground(ground)
    finally:
        os.close(ground)
        os.close(device)


def children() -> set[int]:
    """Process ids of what this process has started and not collected."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(number) for task in tasks for number in task.read_text().split()}


on_every_machine = pytest.mark.parametrize("machine", list(MACHINES))


def test_the_first_packet_that_arrives_is_the_first_that_was_sent(
    images: Callable[[str], Path],
) -> None:
    grounds = []
    with ExitStack() as stack:  # all at once, for each needs a second
        for machine in MACHINES:
            firmware = stack.enter_context(EmulatedFirmware(machine, images(machine)))
            grounds.append(stack.enter_context(opened(firmware.port)))
            assert not grounds[-1].listen(0.1)  # held before its first instruction
            firmware.resume()
        for ground in grounds:
            ground.wait_for(lambda packet: packet.sequence == 1)
    for ground in grounds:
        first, second, *_ = ground.packets
        assert [first.sequence, second.sequence] == [0, 1]
        assert [first.boots, second.boots] == [0, 0]
        period_ms, commands = first.rest
        assert (period_ms, commands) == (1000, 0)
        assert second.uptime_ms - first.uptime_ms >= period_ms


@on_every_machine
def test_commands_are_acknowledged_and_repeats_not_carried_out_again(
    machine: str, images: Callable[[str], Path]
) -> None:
    with attached(machine, images(machine)) as (_, ground):
        assert ground.command(PING, 0xC0DB).rest == (PING, 0xC0DB, ACCEPTED)
        assert ground.command(PING, 0xC0DB).rest == (PING, 0xC0DB, ACCEPTED)
        assert ground.command(UNHEARD_OF, 2).rest[2] == UNKNOWN
        assert ground.command(PING, 3, b"!").rest[2] == WRONG_LENGTH
        assert ground.command(PERIOD, 4, (9).to_bytes(2, "big")).rest[2] == REFUSED
        assert ground.command(PERIOD, 5, (20).to_bytes(2, "big")).rest[2] == ACCEPTED
        beacon = ground.wait_for(lambda packet: packet.kind == BEACON and packet.rest[0] == 20)
        assert beacon.rest == (20, 2)
        assert ground.sequences == list(range(len(ground.packets)))


@on_every_machine
def test_a_frozen_processor_is_silent_and_goes_on_where_it_was(
    machine: str, images: Callable[[str], Path]
) -> None:
    with attached(machine, images(machine)) as (firmware, ground):
        ground.command(PERIOD, 1, (10).to_bytes(2, "big"))
        ground.wait_for(lambda packet: packet.sequence >= 5)
        firmware.freeze()
        while ground.listen(0.1):
            pass
        frozen_after = len(ground.packets)
        assert not ground.listen(0.3)
        firmware.resume()
        ground.wait_for(lambda packet: packet.sequence >= frozen_after + 3)
        assert ground.sequences == list(range(len(ground.packets)))


@on_every_machine
def test_a_reset_counts_a_boot_and_begins_at_sequence_0(
    machine: str, images: Callable[[str], Path]
) -> None:
    with attached(machine, images(machine)) as (firmware, ground):
        ground.command(PERIOD, 1, (10).to_bytes(2, "big"))
        ground.wait_for(lambda packet: packet.sequence >= 5)
        firmware.reset()
        again = ground.wait_for(lambda packet: packet.boots == 1)
        assert again.sequence == 0
        assert again.rest == (1000, 0)
        firmware.reset()
        assert ground.wait_for(lambda packet: packet.boots == 2).sequence == 0


@on_every_machine
def test_pulling_the_cable_ends_the_port(machine: str, images: Callable[[str], Path]) -> None:
    before = children()
    firmware = EmulatedFirmware(machine, images(machine))
    firmware.start()
    with opened(firmware.port) as ground:
        firmware.resume()
        ground.wait_for(lambda packet: packet.sequence == 0)
        firmware.unplug()
        with suppress(OSError):  # the end of the file or EIO: both are what a cable gives
            while os.read(ground.descriptor, 100):
                pass
    assert firmware.port == ""
    assert children() <= before
    with pytest.raises(EmulatorError, match="is not running; start"):
        firmware.resume()


def test_an_unplugged_board_can_be_plugged_in_again(images: Callable[[str], Path]) -> None:
    with EmulatedFirmware("microbit", images("microbit")) as firmware:
        firmware.unplug()
        firmware.start()
        with opened(firmware.port) as ground:
            firmware.resume()
            packet = ground.wait_for(lambda packet: packet.sequence == 0)
            assert packet.boots == 0  # without power its memory forgot


def test_a_reset_leaves_a_frozen_processor_frozen(images: Callable[[str], Path]) -> None:
    with attached("mps2-an385", images("mps2-an385")) as (firmware, ground):
        ground.wait_for(lambda packet: packet.sequence == 0)
        firmware.freeze()
        firmware.reset()
        assert not ground.listen(0.3)
        firmware.resume()
        assert ground.wait_for(lambda packet: packet.boots == 1).sequence == 0


def test_noise_and_cut_frames_do_not_stop_the_firmware(images: Callable[[str], Path]) -> None:
    with attached("microbit", images("microbit")) as (_, ground):
        noise = bytes(range(256)) + KISS.encode(bytes(300)) + b"\xc0\x00\xdb\x01\xc0\xc0\x00\x10"
        for octet in noise:
            os.write(ground.descriptor, bytes([octet]))
        assert ground.command(PING, 1).rest == (PING, 1, ACCEPTED)


def test_a_started_machine_is_not_started_twice(images: Callable[[str], Path]) -> None:
    with (
        EmulatedFirmware("microbit", images("microbit")) as firmware,
        pytest.raises(EmulatorError, match="runs already"),
    ):
        firmware.start()


def test_an_image_that_there_is_not_is_told_before_qemu_runs(tmp_path: Path) -> None:
    firmware = EmulatedFirmware("microbit", tmp_path / "firmware.elf")
    with pytest.raises(EmulatorError, match=r"firmware\.elf: No such file or directory; build"):
        firmware.start()
    firmware.stop()


def test_an_image_for_another_machine_is_told(images: Callable[[str], Path]) -> None:
    with pytest.raises(EmulatorError, match="is not for the AVR of this machine"):
        EmulatedFirmware("uno", images("microbit")).start()


def test_an_unknown_machine_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(EmulatorError, match="'teensy' is not known"):
        EmulatedFirmware("teensy", tmp_path / "firmware.elf")


def test_a_missing_qemu_is_named_with_its_package(
    images: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    image = images("uno")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmulatorError, match="apt-get install qemu-system-misc"):
        EmulatedFirmware("uno", image).start()


def test_what_qemu_complains_of_is_told(images: Callable[[str], Path], tmp_path: Path) -> None:
    before = children()
    absent = str(tmp_path / "port, absent")
    firmware = EmulatedFirmware("microbit", images("microbit"), absent)
    with pytest.raises(EmulatorError, match=r"'.*port, absent'.*No such file"):
        firmware.start()
    assert children() <= before


def test_a_qemu_that_has_died_is_told(images: Callable[[str], Path]) -> None:
    before = children()
    with EmulatedFirmware("microbit", images("microbit")) as firmware:
        (qemu,) = children() - before
        os.kill(qemu, signal.SIGKILL)
        with pytest.raises(EmulatorError, match=r"microbit with .*: QEMU has gone away"):
            firmware.resume()
        with pytest.raises(EmulatorError, match="is not running"):
            firmware.freeze()
    assert children() <= before


def test_a_processor_that_locks_up_fails_the_test_in_the_words_of_qemu(
    images: Callable[[str], Path], tmp_path: Path
) -> None:
    image = bytearray(images("microbit").read_bytes())
    # The vector table begins the first segment.  An address without its lowest bit takes a
    # Cortex-M out of Thumb state, which is a fault, and that of the hard fault is one too.
    header = int.from_bytes(image[28:32], "little")  # e_phoff of the System V ABI
    segment = int.from_bytes(image[header + 4 : header + 8], "little")  # p_offset
    image[segment + 4 : segment + 16] = bytes(12)  # reset, NMI, hard fault
    broken = tmp_path / "broken.elf"
    broken.write_bytes(image)

    def run() -> None:
        with EmulatedFirmware("microbit", broken) as firmware:
            qemu = firmware._process
            firmware.resume()
            assert qemu
            qemu.wait(PATIENCE_S)

    before = children()
    with pytest.raises(EmulatorError, match=r"(?s)microbit with .*broken\.elf: .*Lockup"):
        run()
    assert children() <= before


def test_a_qemu_that_hangs_is_given_up(
    images: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = children()
    monkeypatch.setattr(module, "LEAVE_S", 0.1)
    with EmulatedFirmware("microbit", images("microbit")) as firmware:
        (qemu,) = children() - before
        assert firmware._qmp
        firmware._qmp._timeout_s = 0.1
        os.kill(qemu, signal.SIGSTOP)
        with pytest.raises(EmulatorError, match=r"QEMU did not answer within 0\.1 s"):
            firmware.resume()
    assert children() <= before


def test_an_exception_leaves_nothing_behind(images: Callable[[str], Path]) -> None:
    def fail() -> None:
        with EmulatedFirmware("microbit", images("microbit")):
            assert children() - before
            raise KeyError

    before = children()
    with pytest.raises(KeyError):
        fail()
    assert children() <= before


def test_qemu_does_not_outlive_a_killed_test(images: Callable[[str], Path]) -> None:
    program = (
        "import sys, time, pathlib\n"
        "from gateway.hil.device.emulator import EmulatedFirmware\n"
        "firmware = EmulatedFirmware('microbit', pathlib.Path(sys.argv[1]))\n"
        "firmware.start()\n"
        "print(firmware._process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    command = [sys.executable, "-c", program, str(images("microbit"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as test:
        assert test.stdout
        qemu = int(test.stdout.readline())
        assert Path(f"/proc/{qemu}/exe").resolve().name == "qemu-system-arm"
        test.kill()
    deadline = time.monotonic() + PATIENCE_S
    while Path(f"/proc/{qemu}/exe").exists():  # a zombie has none
        assert time.monotonic() < deadline
        time.sleep(0.01)
