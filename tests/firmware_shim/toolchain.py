"""The C compilers of this machine, and what tests build with them.

Every target compiles with the flags that the shim promises to be clean under; a compiler
that is absent is a test skipped with a reason, a warning is a test failed with its text.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SHIM = Path(__file__).resolve().parents[2] / "firmware_shim"
STRICT = ("-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror")
SANITIZE = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g")


@dataclass(frozen=True)
class Compiler:
    """A compiler for one target.

    Attributes:
        name: What tests call it.
        command: The program and the options that choose the target.
    """

    name: str
    command: tuple[str, ...]

    @property
    def present(self) -> bool:
        """Whether the program is on this machine."""
        return shutil.which(self.command[0]) is not None

    def run(self, arguments: Iterable[str | Path], folder: Path) -> None:
        """Run the compiler with the strict flags in *folder*.

        Raises:
            AssertionError: It found fault, with all that it said.
        """
        command = [*self.command, *STRICT, f"-I{SHIM}", *map(str, arguments)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stderr}"

    def compile(
        self, sources: Iterable[Path], folder: Path, options: Sequence[str] = ()
    ) -> list[Path]:
        """Compile each of *sources*, for size; the objects lie in *folder*."""
        paths = [source.resolve() for source in sources]
        self.run(["-Os", *options, "-c", *paths], folder)
        return [folder / f"{path.stem}.o" for path in paths]


GCC = Compiler("gcc", ("gcc",))
CLANG = Compiler("clang", ("clang",))
CORTEX_M0 = Compiler(
    "cortex-m0", ("arm-none-eabi-gcc", "-mcpu=cortex-m0", "-mthumb", "-ffreestanding")
)
CORTEX_M3 = Compiler(
    "cortex-m3", ("arm-none-eabi-gcc", "-mcpu=cortex-m3", "-mthumb", "-ffreestanding")
)
AVR = Compiler("avr", ("avr-gcc", "-mmcu=atmega328p", "-ffreestanding"))
CLANG_CORTEX_M0 = Compiler(
    "clang-cortex-m0",
    ("clang", "--target=thumbv6m-none-eabi", "-mcpu=cortex-m0", "-ffreestanding"),
)

HOST = (GCC, CLANG)
TARGETS = (*HOST, CORTEX_M0, CORTEX_M3, AVR, CLANG_CORTEX_M0)


def compilers(among: Iterable[Compiler] = TARGETS) -> list[Any]:
    """*among* as parameters of a test; those that are absent are skipped with a reason."""
    return [pytest.param(each, id=each.name, marks=needs(each)) for each in among]


def needs(*wanted: Compiler | str) -> pytest.MarkDecorator:
    """Skip the test where one of the compilers or programs is absent."""
    programs = [each if isinstance(each, str) else each.command[0] for each in wanted]
    absent = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(absent), reason=f"{', '.join(absent)} is not installed")


def host_compiler() -> Compiler:
    """A compiler for this machine; skips the test where there is none."""
    for compiler in HOST:
        if compiler.present:
            return compiler
    pytest.skip("neither gcc nor clang is installed")


def shim_sources() -> list[Path]:
    """The sources of the shim's library."""
    return sorted((SHIM / "cupola").glob("*.c"))


def build_shared_library(
    sources: Iterable[Path], folder: Path, options: Sequence[str] = ()
) -> ctypes.CDLL:
    """Compile *sources* for this machine into *folder* and load them.

    The folder of the shim is on the include path; more `-I`, `-D` go into *options*.
    """
    paths = [source.resolve() for source in sources]
    library = folder / f"lib{paths[0].stem}.so"
    host_compiler().run(["-O1", "-shared", "-fPIC", *options, "-o", library, *paths], folder)
    return ctypes.CDLL(str(library))


def build_program(sources: Iterable[Path], folder: Path, options: Sequence[str] = ()) -> Path:
    """Compile *sources* for this machine into a program in *folder*."""
    paths = [source.resolve() for source in sources]
    program = folder / paths[0].stem
    host_compiler().run(["-O1", *options, "-o", program, *paths], folder)
    return program
