"""Errors say where, in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import errors
from gateway.errors import CupolaError, LayoutError, MissionError, StationError


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (StationError("no", file=Path("a.toml"), line=3, key="b.c"), "a.toml:3: b.c: no"),
        (StationError("no", line=3), "line 3: no"),
        (StationError("no", key="x"), "x: no"),
        (MissionError("no", file=Path("m.py")), "m.py: no"),
        (LayoutError("too short", offset=17, path="eps.count"), "octet 17, eps.count: too short"),
        (LayoutError("too short"), "octet 0: too short"),
    ],
)
def test_an_error_names_its_place(error: CupolaError, text: str) -> None:
    assert str(error) == text


def test_one_root_catches_all() -> None:
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, Exception)]
    assert len(classes) >= 9
    assert all(issubclass(c, CupolaError) for c in classes)
