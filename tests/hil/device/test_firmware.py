"""The shim is found in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.hil.device import firmware


def test_the_shim_of_a_checkout_is_beside_the_package() -> None:
    assert (firmware.shim_folder() / "cupola" / "kiss.h").is_file()


def test_the_shim_of_a_wheel_is_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "firmware_shim").mkdir()
    monkeypatch.setattr(firmware, "PACKAGE", tmp_path)
    assert firmware.shim_folder() == tmp_path / "firmware_shim"
