"""The virtual device, built once, and stages that it plays on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from gateway.hil.device import virtual_device
from gateway.hil.device.virtual_device import build_virtual_device
from tests.hil.ground import Stage, virtual_stage

Open = Callable[..., Stage]


@pytest.fixture(scope="session")
def executable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not any(map(shutil.which, virtual_device.COMPILERS)):
        pytest.skip("there is no C compiler")
    return build_virtual_device(tmp_path_factory.mktemp("device"))


@pytest.fixture
def open_stage(executable: Path) -> Iterator[Open]:
    """Makes stages; every device on them is off when the test is over."""
    with ExitStack() as stack:

        def made(*arguments: str) -> Stage:
            opened = contextmanager(virtual_stage)
            return stack.enter_context(opened(executable, *arguments))

        yield made
