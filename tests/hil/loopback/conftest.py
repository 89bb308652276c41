"""Fixtures of the tests of the loopback test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from gateway.hil.loopback import echo
from gateway.hil.loopback.port import Port
from tests.hil.loopback.jumper import Change, Jumper

Open = Callable[..., Port]


@pytest.fixture
def through() -> Iterator[Open]:
    """Opens a port through a jumper that changes octets in a way of the test's."""
    opened: list[tuple[Port, Jumper]] = []

    def open_port(change: Change = bytes) -> Port:
        jumper = Jumper(change)
        port = Port(jumper.port, 115200)
        opened.append((port, jumper))
        return port

    yield open_port
    for port, jumper in opened:
        port.close()
        jumper.unplug()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """For lines on which octets are lost: less waiting for what does not come."""
    monkeypatch.setattr(echo, "QUIET_S", 0.4)
