"""The coolant loops' firmware: clean and small on every target, the same from every compiler."""

from __future__ import annotations

import ctypes
import math
import random
import subprocess
from collections.abc import Callable
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.export.c_mission import CMission
from gateway.missions.coolant_loops import MISSION
from tests.firmware_shim.toolchain import (
    AVR,
    CLANG,
    CORTEX_M0,
    GCC,
    HOST,
    SANITIZE,
    SHIM,
    Compiler,
    build_program,
    build_shared_library,
    compilers,
    needs,
    shim_sources,
)
from tests.hil.ground import FRAMING, virtual_stage

FIRMWARE = SHIM / "coolant_loops"
MAIN = FIRMWARE / "main_posix.c"
PORTABLE = sorted(set(FIRMWARE.glob("*.c")) - {MAIN})
PROCESS = [MAIN, *PORTABLE, *shim_sources(), SHIM / "ports" / "posix" / "tty.c"]

OURS = ("cupola_", *(f"{file.stem}_" for file in PORTABLE))
MOST_FLASH = 16384
MOST_RAM = 512
"""Half of the flash and a quarter of the RAM of an ATmega328P."""


Compiled = Callable[[Compiler], list[Path]]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """The objects of a compiler, made when they are first wanted."""
    return cache(lambda compiler: compiler.compile(PORTABLE, tmp_path_factory.mktemp("objects")))


@pytest.mark.parametrize("compiler", compilers())
def test_it_compiles_without_a_warning(compiler: Compiler, compiled: Compiled) -> None:
    assert all(path.is_file() for path in compiled(compiler))


@pytest.mark.parametrize("compiler", compilers(HOST))
def test_its_process_compiles_without_a_warning(compiler: Compiler, tmp_path: Path) -> None:
    compiler.compile([MAIN], tmp_path)


@pytest.mark.parametrize("name", ["coolant_loops.h", "coolant_loops.c"])
def test_the_generated_files_are_those_of_the_definition(name: str) -> None:
    made = CMission(MISSION)
    fresh = {"coolant_loops.h": made.header, "coolant_loops.c": made.source}
    kept = (FIRMWARE / name).read_text(encoding="utf-8")
    assert kept == fresh[name], "make them again: cupola export c coolant-loops --to " + str(
        FIRMWARE.relative_to(SHIM.parent)
    )


@pytest.mark.parametrize("compiler", compilers([CORTEX_M0, AVR]))
def test_it_needs_no_library_and_no_memory_of_its_own(
    compiler: Compiler, compiled: Compiled
) -> None:
    tool = compiler.command[0].replace("gcc", "nm")
    symbols = subprocess.run(
        [tool, "-P", *compiled(compiler)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    kinds = dict(line.split()[:2] for line in symbols.splitlines() if " " in line)
    assert not [name for name, kind in kinds.items() if kind in "bBdDC"], "static RAM"
    wanted = [name for name, kind in kinds.items() if kind == "U" and not name.startswith(OURS)]
    # What begins with two underscores is the compiler's own arithmetic, in libgcc.
    assert not [name for name in wanted if not name.startswith("__")]


@needs(AVR)
def test_it_leaves_half_of_a_small_board_to_others(compiled: Compiled, tmp_path: Path) -> None:
    sizes = subprocess.run(
        ["avr-size", "-t", *compiled(AVR)], capture_output=True, text=True, check=True
    ).stdout
    assert int(sizes.splitlines()[-1].split()[0]) <= MOST_FLASH
    probe = tmp_path / "probe.c"
    fits = f"char fits[sizeof(struct device) <= {MOST_RAM} ? 1 : -1];"
    probe.write_text(f'#include "coolant_loops/device.h"\n{fits}\n')
    AVR.compile([probe], tmp_path)


@pytest.fixture(scope="module")
def orifice(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    folder = tmp_path_factory.mktemp("orifice")
    library = build_shared_library([FIRMWARE / "orifice.c"], folder)
    library.orifice_flow_nl_s.restype = ctypes.c_int64
    library.orifice_flow_nl_s.argtypes = [ctypes.c_uint16, ctypes.c_uint32]
    return library


@given(
    diameter_um=st.integers(100, 0xFFFF),
    pressure_pa=st.integers(1000, 2_000_000),
)
def test_the_flow_through_a_hole_is_torricellis(
    orifice: ctypes.CDLL, diameter_um: int, pressure_pa: int
) -> None:
    area_m2 = math.pi * (diameter_um * 1e-6) ** 2 / 4
    flow_m3_s = 0.6 * area_m2 * math.sqrt(2 * pressure_pa / 1000)
    found = orifice.orifice_flow_nl_s(diameter_um, pressure_pa)
    assert found == pytest.approx(flow_m3_s * 1e12, rel=1e-3, abs=1)


def test_without_a_hole_or_without_pressure_nothing_flows(orifice: ctypes.CDLL) -> None:
    assert orifice.orifice_flow_nl_s(0, 300_000) == 0
    assert orifice.orifice_flow_nl_s(0xFFFF, 0) == 0


@needs(GCC, CLANG)
def test_every_compiler_makes_the_same_telemetry_of_it(tmp_path: Path) -> None:
    def octets(compiler: Compiler, level: str) -> bytes:
        program = tmp_path / f"{compiler.name}{level}"
        compiler.run([level, "-o", program, *PROCESS], tmp_path)
        with contextmanager(virtual_stage)(program, "--scenario", "nauka") as stage:
            return stage.ground.octets(stage.device.advance(9 * 3600).octets)

    assert octets(GCC, "-O0") == octets(CLANG, "-O3")


@pytest.fixture(scope="module")
def sanitized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The process, under the sanitizers."""
    return build_program(PROCESS, tmp_path_factory.mktemp("sanitized"), SANITIZE)


@pytest.mark.parametrize(("scenario", "step_s"), [("nauka", 3600), ("progress-ms-21", 600)])
def test_sanitizers_find_nothing_in_a_whole_leak_and_hostile_octets(
    sanitized: Path, scenario: str, step_s: int
) -> None:
    noise = random.Random(scenario)
    with contextmanager(virtual_stage)(sanitized, "--scenario", scenario) as stage:
        for number in range(24):
            stage.device.advance(step_s)
            stage.ground.write(noise.randbytes(500))
            # Commands whose check is right and whose content is not.
            wild = bytes([noise.randrange(15, 20)]) + noise.randbytes(noise.randrange(26))
            stage.ground.write(FRAMING.encode(wild))
            if number % 8 == 7:
                stage.device.reboot()
        stage.device.leak(100_000)
        stage.device.advance(3600)
