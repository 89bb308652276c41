"""Fixtures of all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# The matrices are small and tests run side by side: threads would only wait for each other.
# NumPy looks when it is imported, so this stands before whatever imports it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An empty stage; everything on it ends with the test."""
    made = Stage(tmp_path)
    yield made
    made.close()
