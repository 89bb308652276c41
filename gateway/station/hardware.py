"""Hardware files: the keys that a kind of receiver or adapter always needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway.errors import StationError
from gateway.station.toml import read_toml

HARDWARE_FOLDERS = (
    Path(__file__).parents[1] / "hw_configs",
    Path(__file__).parents[2] / "hw_configs",
)
"""In an installed package, and in a checkout."""


def hardware_names() -> list[str]:
    """What `hardware = "..."` can say."""
    files = (
        file for folder in HARDWARE_FOLDERS if folder.is_dir() for file in folder.glob("*.toml")
    )
    return sorted({file.stem for file in files})


def load_hardware(name: str) -> dict[str, Any]:
    """The source keys that `hw_configs/<name>.toml` gives.

    Raises:
        StationError: There is no such file, or it is no hardware file.
    """
    if name not in hardware_names():
        known = ", ".join(hardware_names())
        raise StationError(f"no hardware {name!r}; there is {known}", key="hardware")
    file = next(f for d in HARDWARE_FOLDERS if (f := d / f"{name}.toml").is_file())
    tables = read_toml(file.read_text(encoding="utf-8"), file)
    if unknown := tables.keys() - {"title", "about", "source"}:
        raise StationError(f"unknown key {min(unknown)}", file=file)
    return dict(tables.get("source", {}))
