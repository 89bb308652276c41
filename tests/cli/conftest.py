"""Fixtures of the tests of the commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stage import NUMBERED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the mission `numbered`."""
    made = tmp_path / "missions"
    made.mkdir()
    (made / "numbered.py").write_text(NUMBERED, encoding="utf-8")
    return made
