"""The ports: they compile without a warning, and run where this machine can run them."""

from __future__ import annotations

import ctypes
import os
import pty
import re
import shlex
import shutil
import subprocess
import tty
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.framing import Kiss
from gateway.hil.device.emulator import EmulatedFirmware
from gateway.hil.device.machine import MACHINES
from gateway.loading import load_file
from gateway.model import Frame
from tests.firmware_shim.beacon import (
    ACCEPTED,
    ACKNOWLEDGEMENT,
    BEACON,
    PATIENCE_S,
    PERIOD,
    PING,
    Ground,
)
from tests.firmware_shim.toolchain import (
    AVR,
    CORTEX_M0,
    CORTEX_M3,
    SHIM,
    Compiler,
    build_program,
    build_shared_library,
    compilers,
    host_compiler,
    needs,
    shim_sources,
)
from tests.stage import CUPOLA

PORTS = SHIM / "ports"
STUBS = Path(__file__).parent / "stubs"
BEACON_C = PORTS / "beacon/beacon.c"
TTY_C = PORTS / "posix/tty.c"
CXX = ("-std=c++11", "-pedantic", "-Wall", "-Wextra", "-Werror")
NAUKA = 1


def make(folder: Path, target: str, *variables: str) -> str:
    """Run the ports' Makefile; returns what it prints."""
    command = ["make", "--silent", f"BUILD={folder}", *variables, target]
    done = subprocess.run(command, cwd=PORTS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def build_posix(folder: Path) -> Path:
    """The beacon as a process: the program of the port itself."""
    make(folder, f"{folder}/beacon-posix", f"CC={host_compiler().command[0]}")
    return folder / "beacon-posix"


def build_on_stubs(sources: Sequence[Path], folder: Path, *options: str) -> Path:
    host = [STUBS / "host.c", TTY_C, BEACON_C, *shim_sources()]
    return build_program([*sources, *host], folder, [f"-I{PORTS}", f"-I{STUBS}", *options])


def build_stm32_hal(folder: Path) -> Path:
    sources = [STUBS / "stm32_hal/stm32_hal.c", PORTS / "stm32_hal/telemetry.c"]
    return build_on_stubs(sources, folder, f"-I{STUBS}/stm32_hal", f"-I{PORTS}/stm32_hal")


def build_pico_sdk(folder: Path) -> Path:
    sources = [STUBS / "pico_sdk/pico_sdk.c", PORTS / "pico_sdk/main.c"]
    return build_on_stubs(sources, folder, f"-I{STUBS}/pico_sdk", "-Dmain=beacon_main")


def build_arduino(folder: Path) -> Path:
    """The sketch with the library as the Arduino IDE has them."""
    if not shutil.which("g++"):
        pytest.skip("g++ is not installed")
    make(folder, "arduino-library")
    library = folder / "Cupola/src"
    objects = host_compiler().compile(
        [*library.rglob("*.c"), STUBS / "host.c", TTY_C], folder, [f"-I{library}"]
    )
    sketch = folder / "Cupola/examples/beacon/beacon.ino"
    include = [f"-I{library}", f"-I{STUBS}", f"-I{STUBS}/arduino", "-include", "Arduino.h"]
    program = folder / "beacon-arduino"
    sources: list[str | Path] = [
        "-x",
        "c++",
        sketch,
        STUBS / "arduino/arduino.cpp",
        "-x",
        "none",
        *objects,
    ]
    command = ["g++", *CXX, *include, *sources, "-o", program]
    subprocess.run(command, check=True)
    return program


BUILDS = [build_posix, build_arduino, build_stm32_hal, build_pico_sdk]

Program = Callable[[Callable[[Path], Path]], Path]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """What one of `BUILDS` makes, made when it is first wanted."""
    return cache(lambda build: build(tmp_path_factory.mktemp("program")))


@contextmanager
def running(program: Path) -> Iterator[tuple[subprocess.Popen[bytes], Ground, int]]:
    """*program* on a terminal; what is left open of that is its far end."""
    ground, device = pty.openpty()
    tty.setraw(device)
    with subprocess.Popen([program, os.ttyname(device)]) as process:
        try:
            yield process, Ground(ground), device
        finally:
            process.kill()
            os.close(device)
            os.close(ground)


def test_telemetry_that_comes_back_over_a_bus_that_echoes_is_not_answered(
    program: Program,
) -> None:
    with running(program(build_posix)) as (_, ground, _):
        for kind in (BEACON, ACKNOWLEDGEMENT):
            ground.send(bytes([kind, 7, 0, 9, *bytes(8)]))
        ground.command(PING, 1)
        assert [p.rest[0] for p in ground.packets if p.kind == ACKNOWLEDGEMENT] == [PING]


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.__name__.removeprefix("build_"))
def test_the_beacon_of_every_port_speaks_to_the_ground(
    build: Callable[[Path], Path], program: Program
) -> None:
    with running(program(build)) as (_, ground, _):
        ground.wait_for(lambda packet: packet.sequence == 0)
        assert ground.command(PERIOD, 1, (20).to_bytes(2, "big")).rest[2] == ACCEPTED
        for tag in range(2, 12):
            assert ground.command(PING, tag).rest == (PING, tag, ACCEPTED)
        beacon = ground.wait_for(lambda packet: packet.kind == BEACON and packet.rest[1] == 11)
        assert beacon.rest == (20, 11)
        assert ground.sequences == list(range(len(ground.packets)))


def test_the_mission_of_the_beacon_reads_it_and_commands_it(program: Program) -> None:
    mission = load_file(PORTS / "beacon/beacon.py")
    layouts = {packet.name: packet for packet in mission.packets}
    verbs = {command.name: command for command in mission.commands}
    with running(program(build_posix)) as (_, ground, _):
        ground.send(verbs["period"].build({"period": 20}, 0xC0DB))
        answer = ground.wait_for(lambda packet: packet.kind == ACKNOWLEDGEMENT).octets
        readings = layouts["acknowledgement"].readings(answer)
        told = {reading.channel: reading.value for reading in readings}
        assert told | {"command": PERIOD, "tag": 0xC0DB, "result": "accepted"} == told
        beacon = ground.wait_for(lambda packet: packet.kind == BEACON and packet.rest[1] == 1)
        readings = layouts["beacon"].readings(beacon.octets)
        told = {reading.channel: reading.value for reading in readings}
        assert told | {"period": 20, "sequence": beacon.sequence} == told


def test_the_command_of_the_readme_shows_the_first_packet() -> None:
    readme = (SHIM / "README.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"cupola (decode .*? -)\) <", readme, re.DOTALL)
    # From beacon.h: period 1000 ms, no command yet.
    line = Kiss(fcs="present").encode(bytes.fromhex("01 00 0000 0000000a 03e8 0000"))
    command = [*CUPOLA, *shlex.split(told.replace("\\\n", ""))]
    done = subprocess.run(command, cwd=SHIM, input=line, capture_output=True, check=True)
    assert b"beacon/beacon" in done.stdout
    assert re.search(rb"period +1000 +ms", done.stdout)


def test_an_arduino_counts_its_boots_in_eeprom(program: Program) -> None:
    with running(program(build_arduino)) as (_, ground, _):
        assert ground.wait_for(lambda packet: packet.sequence == 0).boots == 42


def test_the_process_ends_with_its_port(program: Program) -> None:
    ground, device = pty.openpty()
    with subprocess.Popen([program(build_posix), os.ttyname(device)]) as process:
        Ground(ground).wait_for(lambda packet: packet.sequence == 0)
        os.close(device)
        os.close(ground)
        assert process.wait(PATIENCE_S) == 0


def test_the_process_says_what_is_wrong_with_its_arguments(program: Program) -> None:
    for arguments, text in [([], "usage: "), (["/absent"], "/absent: No such file")]:
        done = subprocess.run(
            [program(build_posix), *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert done.stderr.startswith(text)


@pytest.mark.parametrize("compiler", compilers([CORTEX_M0, CORTEX_M3, AVR]))
def test_the_examples_on_stubs_compile_for_boards(compiler: Compiler, tmp_path: Path) -> None:
    include = [f"-I{PORTS}", f"-I{STUBS}/stm32_hal", f"-I{STUBS}/pico_sdk"]
    sources = [PORTS / "stm32_hal/telemetry.c", PORTS / "pico_sdk/main.c", BEACON_C]
    compiler.compile(sources, tmp_path, include)


@needs(AVR)
def test_the_sketch_compiles_for_an_arduino(tmp_path: Path) -> None:
    make(tmp_path, "arduino-library")
    library = tmp_path / "Cupola/src"
    AVR.compile(library.rglob("*.c"), tmp_path, [f"-I{library}"])
    command = ["avr-g++", "-mmcu=atmega328p", "-Os", *CXX, f"-I{library}", f"-I{STUBS}/arduino"]
    command += ["-include", "Arduino.h", "-fsyntax-only", "-x", "c++"]
    subprocess.run([*command, PORTS / "arduino/beacon/beacon.ino"], check=True)


@pytest.mark.parametrize("compiler", compilers())
def test_what_ports_share_is_clean_under_every_compiler(compiler: Compiler, tmp_path: Path) -> None:
    compiler.compile([BEACON_C, PORTS / "beacon/main.c"], tmp_path, [f"-I{PORTS}"])


FLASH_AND_RAM = {"mps2-an385": (256, 64), "microbit": (256, 16), "uno": (32, 2)}
"""In KiB, from the boards' manuals."""


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every firmware for every machine."""
    programs = [part for each in MACHINES.values() for part in (each.compiler, each.emulator)]
    if absent := {program for program in [*programs, "size"] if not shutil.which(program)}:
        pytest.skip(f"not installed: {', '.join(absent)}")
    folder = tmp_path_factory.mktemp("images")
    make(folder, "all", "-j2")
    return folder


def test_every_image_fits_its_board_with_a_quarter_of_the_memory_for_the_stack(
    images: Path,
) -> None:
    lines = [line.split() for line in make(images, "sizes").splitlines()[1:]]
    names = {Path(line[-1]).stem for line in lines}
    assert names == {
        f"{name}-{board}" for name in ("beacon", "coolant_loops") for board in MACHINES
    }
    for text, data, bss, *_, name in lines:
        flash, ram = FLASH_AND_RAM[Path(name).stem.partition("-")[2]]
        assert int(text) + int(data) <= flash * 1024
        assert int(data) + int(bss) <= ram * 1024 * 3 // 4


@needs("make")
def test_clean_leaves_what_it_has_not_made(tmp_path: Path) -> None:
    for folder, target in ((PORTS, "arduino-library"), (SHIM, "headers")):
        command = ["make", "--silent", f"BUILD={tmp_path}"]
        subprocess.run([*command, target], cwd=folder, check=True)
        (tmp_path / "thesis.odt").touch()
        subprocess.run([*command, "clean"], cwd=folder, check=True)
        assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def expected_telemetry(folder: Path, seconds: int) -> list[bytes]:
    """What the coolant loops send at first, from the same sources on this machine."""
    loops = SHIM / "coolant_loops"
    sources = [file for file in loops.glob("*.c") if file.name != "main_posix.c"]
    library = build_shared_library([*sources, *shim_sources()], folder)
    sent = bytearray()
    put = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint8)(
        lambda _, octet: sent.append(octet)
    )
    device = ctypes.create_string_buffer(65536)
    library.device_start(device, NAUKA, 1, 0, put, None)
    library.device_advance(device, seconds * 1000)
    events = Kiss(fcs="present").deframer().feed(bytes(sent))
    return [event.data for event in events if isinstance(event, Frame)]


def test_the_coolant_loops_send_the_same_from_every_processor(images: Path, tmp_path: Path) -> None:
    expected = expected_telemetry(tmp_path, seconds=2)
    assert len(expected) >= 5
    with ExitStack() as boards:
        grounds = [
            boards.enter_context(emulated(machine, images / f"coolant_loops-{machine}.elf"))
            for machine in MACHINES
        ]
        for ground in grounds:
            ground.wait_for(lambda packet: packet.sequence == len(expected) - 1)
            assert [packet.octets for packet in ground.packets[: len(expected)]] == expected


@contextmanager
def emulated(machine: str, image: Path) -> Iterator[Ground]:
    """A machine that runs from its first instruction on."""
    with EmulatedFirmware(machine, image) as firmware:
        descriptor = os.open(firmware.port, os.O_RDWR | os.O_NOCTTY)
        try:
            firmware.resume()
            yield Ground(descriptor)
        finally:
            os.close(descriptor)


@pytest.mark.parametrize("machine", ["mps2-an385", "microbit"])
def test_a_fault_is_a_reboot_to_the_ground(machine: str, images: Path, tmp_path: Path) -> None:
    source = tmp_path / "main.c"
    source.write_text(
        '#include <stddef.h>\n#include "beacon/beacon.h"\n#include "board.h"\n'
        "int main(void)\n"
        "{\n"
        "    static struct beacon beacon;\n"
        "    board_start();\n"
        "    beacon_start(&beacon, board_boots(), board_put, NULL);\n"
        "    beacon_run(&beacon, board_uptime());\n"
        '    __asm__ volatile("udf #0"); /* an instruction that will never be one */\n'
        "    for (;;) {\n    }\n"
        "}\n"
    )
    image = tmp_path / f"faulty-{machine}.elf"
    sources = " ".join(map(str, [source, BEACON_C, *shim_sources()]))
    make(tmp_path, str(image), "FIRMWARES=faulty", f"faulty={sources}")
    with emulated(machine, image) as ground:
        ground.wait_for(lambda packet: packet.boots == 3)
    assert [(packet.boots, packet.sequence) for packet in ground.packets[:4]] == [
        (0, 0), (1, 0), (2, 0), (3, 0),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the ports' headers define, as functions that can be called from here."""
    folder = tmp_path_factory.mktemp("shared")
    source = folder / "shared.c"
    source.write_text(
        '#include "ports/boots.h"\n'
        '#include "ports/octet_queue.h"\n'
        "void boots_new(struct boots *boots);\n"
        "void boots_new(struct boots *boots) { boots_count(boots); }\n"
        "void queue_write(struct octet_queue *queue, uint8_t octet);\n"
        "void queue_write(struct octet_queue *queue, uint8_t octet)\n"
        "{ octet_queue_write(queue, octet); }\n"
        "int queue_take(struct octet_queue *queue);\n"
        "int queue_take(struct octet_queue *queue)\n"
        "{ uint8_t octet; return octet_queue_take(queue, &octet) ? octet : -1; }\n"
    )
    return build_shared_library([source], folder)


class Boots(ctypes.Structure):
    _fields_ = (
        ("mark", ctypes.c_uint16),
        ("count", ctypes.c_uint8),
        ("complement", ctypes.c_uint8),
    )


def test_boots_are_counted_from_0_and_wrap(shared: Any) -> None:
    boots = Boots()
    counts = []
    for _ in range(300):
        shared.boots_new(ctypes.byref(boots))
        counts.append(boots.count)
    assert counts == [number % 256 for number in range(300)]


@given(bit=st.integers(0, 31), starts=st.integers(1, 255))
def test_memory_that_has_faded_counts_from_0(shared: Any, bit: int, starts: int) -> None:
    boots = Boots()
    for _ in range(starts):
        shared.boots_new(ctypes.byref(boots))
    octets = (ctypes.c_uint8 * ctypes.sizeof(boots)).from_buffer(boots)
    octets[bit // 8] ^= 1 << bit % 8
    shared.boots_new(ctypes.byref(boots))
    assert boots.count == 0


@given(st.lists(st.none() | st.integers(0, 255), max_size=400))
def test_the_queue_gives_what_was_written_in_order_and_loses_what_finds_no_room(
    shared: Any, actions: list[int | None]
) -> None:
    queue = ctypes.create_string_buffer(64 + 3)
    expected: deque[int] = deque()
    lost = 0
    for octet in actions:
        if octet is None:
            assert shared.queue_take(queue) == (expected.popleft() if expected else -1)
        else:
            shared.queue_write(queue, octet)
            lost += len(expected) == 64
            expected.extend([octet] if len(expected) < 64 else [])
    assert queue.raw[66] == min(lost, 255)
    while expected:
        assert shared.queue_take(queue) == expected.popleft()
    assert shared.queue_take(queue) == -1
