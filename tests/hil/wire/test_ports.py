"""The ends of a line are raw, and are left as they were found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.errors import SourceError
from gateway.hil.wire.ports import ExistingPort, Pty
from tests.stage import wait_until

ALL = bytes(range(256))


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def read(descriptor: int, count: int) -> bytes:
    seen = b""
    os.set_blocking(descriptor, True)
    while len(seen) < count:
        seen += os.read(descriptor, count)
    return seen


def test_a_pty_passes_every_octet_both_ways_from_the_start() -> None:
    port = Pty()
    program = os.open(port.name, os.O_RDWR | os.O_NOCTTY)
    os.write(port.descriptor, ALL)
    assert read(program, 256) == ALL
    os.write(program, ALL)
    assert read(port.descriptor, 256) == ALL
    os.close(program)
    port.close()


def test_a_pty_outlives_the_program_that_opened_it() -> None:
    port = Pty()
    os.close(os.open(port.name, os.O_RDWR | os.O_NOCTTY))
    with pytest.raises(BlockingIOError):  # and not EIO
        os.read(port.descriptor, 1)
    port.close()


def test_a_pty_knows_what_nobody_has_read() -> None:
    port = Pty()
    os.write(port.descriptor, b"abc")
    wait_until(lambda: port.unread == 3)
    port.close()


def test_an_existing_port_is_opened_raw() -> None:
    port = Pty()
    other = ExistingPort(port.name)
    os.write(port.descriptor, ALL)
    assert read(other.descriptor, 256) == ALL
    other.close()
    port.close()


def test_a_port_that_is_not_there_or_taken_is_said() -> None:
    with pytest.raises(SourceError, match=r"the line cannot open /dev/nothing: .*No such file"):
        ExistingPort("/dev/nothing")
    port = Pty()
    first = ExistingPort(port.name)
    with pytest.raises(SourceError, match="the line cannot open"):
        ExistingPort(port.name)
    first.close()
    port.close()


def test_nothing_is_left_open() -> None:
    before = descriptors()
    port = Pty()
    other = ExistingPort(port.name)
    other.close()
    port.close()
    assert descriptors() == before


def test_what_was_written_just_now_is_unread() -> None:
    for _ in range(100):
        pty = Pty()
        os.write(pty.descriptor, b"unread")
        unread = pty.unread
        pty.close()
        assert unread == 6
