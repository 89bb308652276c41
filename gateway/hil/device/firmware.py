"""Where the firmware shim is: C that a firmware team compiles, and so do our own devices."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]


def shim_folder() -> Path:
    """The folder `firmware_shim/`: of the installed package, or of a checkout."""
    installed = PACKAGE / "firmware_shim"
    return installed if installed.is_dir() else PACKAGE.parent / "firmware_shim"
