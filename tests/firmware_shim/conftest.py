"""Fixtures of the shim's tests."""

from __future__ import annotations

import pytest

from tests.firmware_shim.shim import Shim
from tests.firmware_shim.toolchain import build_shared_library, shim_sources


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Shim:
    """The library, built for this machine with its default options."""
    return Shim(build_shared_library(shim_sources(), tmp_path_factory.mktemp("shim")))
