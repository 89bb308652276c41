"""TOML with a place for its mistakes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from gateway.errors import StationError


def read_toml(text: str, file: Path | None) -> dict[str, Any]:
    """The tables of *text*.

    Raises:
        StationError: It is no TOML; *file* and the line are named.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        reason = str(error).partition(" (at ")[0]
        line = int(place[1]) if place else 0
        raise StationError(f"not TOML: {reason}", file=file, line=line) from error
