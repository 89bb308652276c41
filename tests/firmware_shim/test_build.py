"""The library as it is built: warnings, sizes, sanitizers, and the README's example."""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gateway.framing.kiss import Kiss
from tests.firmware_shim.toolchain import (
    AVR,
    CLANG_CORTEX_M0,
    CORTEX_M0,
    CORTEX_M3,
    GCC,
    HOST,
    SHIM,
    Compiler,
    build_shared_library,
    compilers,
    needs,
    shim_sources,
)

README = (SHIM / "README.md").read_text(encoding="utf-8")
TOTAL = "KISS and CRC-16, both ways"
VERSIONS = "GCC"
NOT_SOURCE = {"build", "__pycache__"}

UART = """
#include <stdint.h>
#include <stddef.h>
uint8_t sent[256];
size_t sent_length;
void uart_put(void *to, uint8_t octet);
void uart_put(void *to, uint8_t octet) { (void)to; sent[sent_length++] = octet; }
"""


def make(target: str, build: Path, *options: str) -> str:
    command = ["make", "-s", target, f"BUILD={build}", *options]
    done = subprocess.run(command, cwd=SHIM, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows(text: str) -> dict[str, dict[str, str]]:
    """The rows of the size table in *text*, each with its cells by target."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    start = next(at for at, cells in enumerate(lines) if cells[0] == "octets")
    targets = lines[start][1:]
    return {title: dict(zip(targets, cells, strict=True)) for title, *cells in lines[start + 2 :]}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What `make check` has built, and what it said."""
    folder = tmp_path_factory.mktemp("checked")
    return folder, make("check", folder, "-j2")


@needs(GCC, "make")
def test_make_check_is_clean_under_every_compiler_that_is_there(
    checked: tuple[Path, str],
) -> None:
    _, said = checked
    clean = said.partition("clean: ")[2].partition(";")[0].split()
    assert clean == [each.values[0].name for each in compilers() if each.values[0].present]


@needs(GCC)
def test_a_warning_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="Wconversion"):
        GCC.compile(
            [_written(tmp_path / "bad.c", "char f(int i); char f(int i) { return i; }")], tmp_path
        )


@needs(GCC, "make")
@pytest.mark.parametrize("compiler", compilers((CORTEX_M0, CORTEX_M3, AVR, CLANG_CORTEX_M0)))
@pytest.mark.parametrize("optimised", ["-Os", "-O2"])
def test_nothing_is_called_but_the_library_and_the_compilers_own(
    compiler: Compiler, optimised: str, checked: tuple[Path, str], tmp_path: Path
) -> None:
    if optimised == "-Os":  # as `make check` does
        objects = list((checked[0] / compiler.name / "plain").glob("*.o"))
    else:
        objects = compiler.compile(shim_sources(), tmp_path, [optimised])
    said = subprocess.run(["nm", "-u", *objects], capture_output=True, text=True, check=True)
    called = set(re.findall(r" U (\S+)", said.stdout))
    assert "cupola_receiver_take" in called
    assert [name for name in called if not name.startswith(("cupola_", "__"))] == []


@needs(CORTEX_M0, CORTEX_M3, AVR, "make")
def test_sizes_are_within_what_is_promised(tmp_path: Path) -> None:
    measured = rows(make("sizes", tmp_path))
    total = measured[TOTAL]
    assert int(total["Cortex-M0"]) < 600
    assert int(total["Cortex-M3"]) < 600
    assert int(total["AVR"]) < 1000
    assert set(measured["static RAM of all modules"].values()) == {"0"}
    for path in ("stack to send, from packet header to UART", "stack to receive an octet"):
        assert all(0 < int(octets) <= 128 for octets in measured[path].values())
    published = rows(README)
    assert list(published) == list(measured)
    if published[VERSIONS] == measured[VERSIONS]:
        assert published == measured


def test_the_wheel_carries_the_shim_and_nothing_that_was_built_in_it(tmp_path: Path) -> None:
    hatchling = pytest.importorskip("hatchling.builders.wheel")
    root = SHIM.parent
    checkout = tmp_path / "checkout"
    shutil.copytree(SHIM, checkout / "firmware_shim", ignore=shutil.ignore_patterns("build"))
    for name in ("pyproject.toml", ".gitignore", "README.md", "LICENSE"):
        shutil.copy(root / name, checkout)
    (checkout / "gateway").mkdir()
    (checkout / "gateway" / "__init__.py").touch()
    for folder in (".", "ports", "ports/pico_sdk"):
        build = checkout / "firmware_shim" / folder / "build"
        build.mkdir()
        (build / "beacon.elf").touch()
    (wheel,) = hatchling.WheelBuilder(str(checkout)).build(directory=str(tmp_path))
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if "firmware_shim" in name}
    found = [path for path in SHIM.rglob("*") if path.is_file()]
    sources = {path.relative_to(root) for path in found if not NOT_SOURCE & set(path.parts)}
    assert packed == {f"gateway/{path.as_posix()}" for path in sources}


@needs(GCC, "make")
def test_hostile_octets_and_round_trips_are_clean_under_the_sanitizers(tmp_path: Path) -> None:
    said = make("fuzz", tmp_path, "SECONDS=1", "SEED=20231009", "-j2")
    assert "ERROR" not in said


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The README's code as one file."""
    blocks = re.findall(r"```c\n(.*?)```", README, re.DOTALL)
    return _written(tmp_path_factory.mktemp("readme") / "example.c", "\n".join(blocks))


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("compiler", compilers())
def test_example_of_the_readme_compiles(compiler: Compiler, example: Path, tmp_path: Path) -> None:
    (compiled,) = compiler.compile([example], tmp_path)
    assert compiled.exists()


@needs(*HOST[:1])
def test_example_of_the_readme_sends_and_obeys(example: Path, tmp_path: Path) -> None:
    uart = _written(tmp_path / "uart.c", UART)
    library = build_shared_library([example, uart, *shim_sources()], tmp_path)
    board = (ctypes.c_uint64 * 64)()
    library.board_start(board, 3)
    library.send_health(board, ctypes.c_uint32(1000), 3700)
    for command in ("10 0001", "10 0001", "10 0002 ff", "63 0003"):
        for octet in Kiss(fcs="present").encode(bytes.fromhex(command)):
            library.receive(board, octet, ctypes.c_uint32(2000))
    assert sent(library) == [
        bytes.fromhex("01 03 0000 000003e8 0e74"),
        bytes.fromhex("05 03 0001 000007d0 10 0001 00"),
        bytes.fromhex("05 03 0002 000007d0 10 0001 00"),
        bytes.fromhex("05 03 0003 000007d0 10 0002 02"),
        bytes.fromhex("05 03 0004 000007d0 63 0003 01"),
    ]


def sent(library: Any) -> list[bytes]:
    """The packets that the example sent, as the gateway reads them."""
    length = ctypes.c_size_t.in_dll(library, "sent_length").value
    line = bytes((ctypes.c_uint8 * 256).in_dll(library, "sent"))[:length]
    return [event.data for event in Kiss(fcs="present").deframer().feed(line)]
