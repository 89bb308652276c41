"""The boards that QEMU emulates, and the images that the shim has for them.

QEMU runs anything that it is given: what is no image for the processor is refused here,
with a reason, rather than run as if it were code.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.errors import CupolaError
from gateway.hil.device.firmware import shim_folder

BUILD_S = 120.0
LAST_CHARACTERS = 4096
INHERITED = {"MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "MFLAGS", "MAKEFILES"}
"""What a make leaves in the environment of what it runs."""


class EmulatorError(CupolaError):
    """The image cannot be built or run, or the emulator has failed."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A board that QEMU emulates.

    Attributes:
        processor: What runs the image.
        elf_machine: Its number in an ELF file (`e_machine`).
        emulator: QEMU's program.
        image_option: Its option that takes the image.
        compiler: What builds the shim's images for it.
        packages: Debian's packages for both.
        options: More options for QEMU.
    """

    processor: str
    elf_machine: int
    emulator: str
    image_option: str
    compiler: str
    packages: str
    options: tuple[str, ...] = ()


_CORTEX_M = Machine(
    processor="ARM",
    elf_machine=40,
    emulator="qemu-system-arm",
    image_option="-kernel",
    compiler="arm-none-eabi-gcc",
    packages="qemu-system-arm gcc-arm-none-eabi",
)

_ATMEGA = Machine(
    processor="AVR",
    elf_machine=83,
    emulator="qemu-system-avr",
    image_option="-bios",
    compiler="avr-gcc",
    packages="qemu-system-misc gcc-avr avr-libc",
    # QEMU 7.2 resets the devices of this machine and lets the processor run on.  A loader
    # resets the processor whose program counter it sets.  That counts words here, so octet
    # 1 is address 0, where 0 itself would mean that there is nothing to set.
    options=("-device", "loader,cpu-num=0,addr=1"),
)

MACHINES: Mapping[str, Machine] = {
    "mps2-an385": _CORTEX_M,  # Cortex-M3
    "microbit": _CORTEX_M,  # Cortex-M0
    "uno": _ATMEGA,  # ATmega328P
}
"""By QEMU's names for them."""


def find_machine(name: str) -> Machine:
    """The machine of this name.

    Raises:
        EmulatorError: There is none.
    """
    try:
        return MACHINES[name]
    except KeyError:
        known = ", ".join(MACHINES)
        raise EmulatorError(f"machine {name!r} is not known; known are {known}") from None


def require(program: str, packages: str) -> None:
    """Check that *program*, which is in Debian's *packages*, is installed.

    Raises:
        EmulatorError: It is not.
    """
    if not shutil.which(program):
        raise EmulatorError(f"{program} is not installed: apt-get install {packages}")


def build_firmware(machine: str, folder: Path, firmware: str = "beacon") -> Path:
    """An image of one of the shim's firmwares, built anew.

    Args:
        machine: A name in `MACHINES`.
        folder: Where the image goes.
        firmware: One of those that `firmware_shim/ports/Makefile` names.

    Raises:
        EmulatorError: Make or the compiler is not installed, or it fails.
    """
    board = find_machine(machine)
    require("make", "make")
    require(board.compiler, board.packages)
    name = f"{firmware}-{machine}.elf"
    # Make cannot have blanks in a target, so it builds elsewhere.
    with tempfile.TemporaryDirectory(prefix="cupola-") as build:
        _make(f"BUILD={build}", f"{build}/{name}")
        folder.mkdir(parents=True, exist_ok=True)
        # Renamed when it is whole: two builds into one folder do not meet.
        unfinished = folder / f".{name}-{os.getpid()}"
        shutil.copyfile(f"{build}/{name}", unfinished)
    return unfinished.replace(folder / name)


def _make(*arguments: str) -> None:
    command = ["make", "--silent", *arguments]
    ports = shim_folder() / "ports"
    # Of a make that has started this test: its options and variables are not for ours.
    ours = {name: value for name, value in os.environ.items() if name not in INHERITED}
    try:
        done = subprocess.run(
            command,
            cwd=ports,
            env=ours,
            capture_output=True,
            text=True,
            timeout=BUILD_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EmulatorError(f"make took more than {BUILD_S:g} s and was ended") from error
    if done.returncode:
        raise EmulatorError(f"make failed: {done.stderr.strip()[-LAST_CHARACTERS:]}")


def check_image(image: Path, board: Machine) -> None:
    """Check that *image* is an ELF file for the processor of *board*.

    Raises:
        EmulatorError: It is not, or it cannot be read.
    """
    try:
        with image.open("rb") as file:
            header = file.read(20)
    except OSError as error:
        raise EmulatorError(f"{image}: {error.strerror}; build the firmware first") from error
    if header[:4] != b"\x7fELF":
        raise EmulatorError(f"{image} is not an ELF file; give what the linker writes")
    if int.from_bytes(header[18:20], "little") != board.elf_machine:
        raise EmulatorError(f"{image} is not for the {board.processor} of this machine")
