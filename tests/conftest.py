"""Fixtures of all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An empty stage; everything on it ends with the test."""
    made = Stage(tmp_path)
    yield made
    made.close()
