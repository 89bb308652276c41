"""Octets are translated as a real terminal driver does it: a pty with that flag is asked."""

from __future__ import annotations

import os
import pty
import select
import termios
import tty
from random import Random
from typing import Literal

import pytest

from gateway.hil.faults import CrLf, XonXoffEaten
from tests.hil.numbered import whole

ALL = bytes(range(256)) + b"\r\n\n\r\r\n\n"
IFLAG, OFLAG = 0, 1

Flag = Literal["onlcr", "icrnl", "inlcr", "igncr"]


def through_a_terminal(octets: bytes, which: int, flags: int) -> bytes:
    """What a raw pty with these flags makes of octets that are read (or written) there."""
    master, slave = pty.openpty()
    try:
        tty.setraw(slave)
        attributes = termios.tcgetattr(slave)
        attributes[which] |= flags
        termios.tcsetattr(slave, termios.TCSANOW, attributes)
        source, sink = (slave, master) if which == OFLAG else (master, slave)
        os.write(source, octets + b"end")
        seen = b""
        while not seen.endswith(b"end"):
            assert select.select([sink], [], [], 10)[0], seen
            seen += os.read(sink, 4096)
        return seen.removesuffix(b"end")
    finally:
        os.close(master)
        os.close(slave)


@pytest.mark.parametrize(
    ("flag", "which", "bits"),
    [
        ("onlcr", OFLAG, termios.OPOST | termios.ONLCR),
        ("icrnl", IFLAG, termios.ICRNL),
        ("inlcr", IFLAG, termios.INLCR),
        ("igncr", IFLAG, termios.IGNCR),
    ],
)
def test_line_ends_are_turned_as_a_terminal_turns_them(flag: Flag, which: int, bits: int) -> None:
    injection = CrLf(flag).start(Random(1))
    assert whole(injection, ALL) == through_a_terminal(ALL, which, bits)
    assert injection.counters == {"translated_octets": 4 + (flag in ("onlcr", "inlcr"))}


def test_flow_control_is_eaten_as_a_terminal_eats_it() -> None:
    injection = XonXoffEaten().start(Random(1))
    assert whole(injection, ALL) == through_a_terminal(ALL, IFLAG, termios.IXON)
    assert injection.counters == {"translated_octets": 2}
