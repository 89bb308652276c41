"""Test vectors of links: TOML tables in `tests/vectors/links/`.

``[[vector]]`` is octets with the header and data they must be read as; ``[[fault]]`` is
octets that must be refused, with the disposition.  `options` are the link's; `once` keeps
a vector from being built again, where the octets are not what we would send.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parents[1] / "vectors" / "links"


@dataclass(frozen=True)
class Vector:
    about: str
    source: str
    octets: bytes
    options: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    data: bytes = b""
    once: bool = False
    disposition: str = ""


def vectors(name: str, table: str = "vector") -> list[Any]:
    """The vectors of one link, as parameters whose ids are what they are about."""
    tables = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))[table]
    return [pytest.param(_vector(each), id=each["about"]) for each in tables]


def _vector(table: dict[str, Any]) -> Vector:
    for key in ("octets", "data"):
        table[key] = bytes.fromhex(table.get(key, ""))
    return Vector(**table)
