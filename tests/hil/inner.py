"""Running pytest inside a test, with a board to talk to."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

# Loaded once here, and not again by every run inside.
from tests.hil.board import BEACON, FRAMING

BOARD = """
import pytest
from tests.hil.board import MISSION, Board

pytestmark = pytest.mark.cupola(mission=MISSION)

@pytest.fixture
def board(line):
    return Board(line)
"""


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run the tests of the folder in this process, without other people's plugins."""
    others = ("asyncio", "randomly", "timeout", "xdist", "hypothesispytest")
    without = [part for name in others for part in ("-p", f"no:{name}")]
    return pytester.runpytest_inprocess(*without, *arguments)


@contextmanager
def talking() -> Iterator[str]:
    """The path of a port at whose far end a board sends its beacon all the time."""
    master, port = os.openpty()
    tty.setraw(port)
    done = threading.Event()

    def talk() -> None:
        for sequence in range(65536):
            packet = BEACON.build_values({"sequence": sequence, "battery": 4.0})
            with suppress(BlockingIOError):  # nobody listens
                os.write(master, FRAMING.encode(packet))
            if done.wait(0.02):
                return

    os.set_blocking(master, False)
    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield os.ttyname(port)
    finally:
        done.set()
        thread.join()
        os.close(master)
        os.close(port)
