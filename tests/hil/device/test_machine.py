from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gateway.hil.device import machine as module
from gateway.hil.device.machine import EmulatorError, build_firmware, check_image, find_machine


def elf(machine: int) -> bytes:
    """The start of an executable for a little-endian processor (System V ABI, figure 4-3)."""
    ident = b"\x7fELF\x01\x01\x01" + bytes(9)
    return ident + (2).to_bytes(2, "little") + machine.to_bytes(2, "little") + bytes(32)


def test_an_image_is_built_into_a_folder(tmp_path: Path) -> None:
    if not shutil.which("avr-gcc"):
        pytest.skip("avr-gcc is not installed")
    folder = tmp_path / "a folder with blanks"
    image = build_firmware("uno", folder)
    check_image(image, find_machine("uno"))
    assert list(folder.iterdir()) == [image]


def test_an_unknown_machine_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(EmulatorError, match=r"'uon' is not known; known are .*uno"):
        find_machine("uon")
    with pytest.raises(EmulatorError, match="'uon' is not known"):
        build_firmware("uon", Path())


def test_a_compiler_that_is_absent_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    present = tmp_path / "make"
    present.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmulatorError, match=r"avr-gcc is not installed: apt-get install .*gcc-avr"):
        build_firmware("uno", tmp_path)
    present.unlink()
    with pytest.raises(EmulatorError, match="make is not installed: apt-get install make"):
        build_firmware("uno", tmp_path)


def test_a_firmware_that_there_is_not_is_told_by_make(tmp_path: Path) -> None:
    if not shutil.which("avr-gcc"):
        pytest.skip("avr-gcc is not installed")
    with pytest.raises(EmulatorError, match=r"make failed: .*No rule to make target .*nix-uno"):
        build_firmware("uno", tmp_path, "nix")


def test_what_a_make_around_the_test_was_told_is_not_for_this_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if not shutil.which("avr-gcc"):
        pytest.skip("avr-gcc is not installed")
    # GNU make manual, 5.7.2: a firmware team's `make test SHIM=...` hands this down.
    monkeypatch.setenv("MAKEFLAGS", " -- SHIM=/nowhere AVR=false")
    assert build_firmware("uno", tmp_path).is_file()


def test_a_build_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, text in ("make", "#!/bin/sh\nexec /bin/sleep 600\n"), ("avr-gcc", ""):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "BUILD_S", 0.2)
    with pytest.raises(EmulatorError, match=r"make took more than 0\.2 s"):
        build_firmware("uno", tmp_path)


# Numbers of processors: ELF header of the System V ABI, `e_machine`.
@pytest.mark.parametrize(("name", "number"), [("microbit", 40), ("mps2-an385", 40), ("uno", 83)])
def test_an_image_is_for_its_processor(name: str, number: int, tmp_path: Path) -> None:
    image = tmp_path / "image.elf"
    image.write_bytes(elf(number))
    check_image(image, find_machine(name))
    image.write_bytes(elf(62))
    with pytest.raises(EmulatorError, match=r"image\.elf is not for the"):
        check_image(image, find_machine(name))


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b":100000000C945C00", bytes(1000)])
def test_what_is_no_executable_is_refused(content: bytes, tmp_path: Path) -> None:
    image = tmp_path / "image.elf"
    image.write_bytes(content)
    with pytest.raises(EmulatorError, match=r"is not (an ELF file|for the)"):
        check_image(image, find_machine("uno"))


def test_an_image_that_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmulatorError, match="No such file or directory; build the firmware first"):
        check_image(tmp_path / "image.elf", find_machine("uno"))
    with pytest.raises(EmulatorError, match="Is a directory"):
        check_image(tmp_path, find_machine("uno"))
