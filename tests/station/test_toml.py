"""TOML: the place of a mistake in its syntax."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import StationError
from gateway.station.toml import read_toml


def test_tables_are_read() -> None:
    assert read_toml("[a]\nb = 1\n", None) == {"a": {"b": 1}}


def test_a_mistake_has_its_line() -> None:
    with pytest.raises(StationError, match="not TOML") as caught:
        read_toml('a = 1\nb = "\n', Path("x.toml"))
    assert (caught.value.file, caught.value.line) == (Path("x.toml"), 2)
