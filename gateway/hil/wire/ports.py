"""The ports at the two ends of a line: a pty of our own, or a port that exists.

A new pty is cooked: it echoes, turns line ends and obeys control characters.  It is made
raw before anybody sees it.  When the last slave of a pty is closed its master reads EIO;
one slave is held open here, so programs may come and go.
"""

from __future__ import annotations

import fcntl
import os
import select
import struct
import termios
import tty
from typing import Protocol

import serial

from gateway.errors import SourceError


class Port(Protocol):
    """One end of a line.

    Attributes:
        descriptor: Where the line reads and writes, without waiting.
        name: The path that a program at this end opens, or that the line opened.
    """

    descriptor: int
    name: str

    def close(self) -> None:
        """Leave it."""


class Pty:
    """A pty; the line has the master, a program opens the slave by its name."""

    def __init__(self) -> None:
        self.descriptor, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self.descriptor, False)
        self.name = os.ttyname(self._slave)

    @property
    def unread(self) -> int:
        """Octets that were written and that no program has read."""
        # The kernel hands them from one side of a pty to the other at a moment of its
        # choosing, or when somebody polls; before that it counts none of them.
        poll = select.poll()
        poll.register(self._slave, select.POLLIN)
        poll.poll(0)
        answer = fcntl.ioctl(self._slave, termios.FIONREAD, bytes(struct.calcsize("i")))
        count: int = struct.unpack("i", answer)[0]
        return count

    def close(self) -> None:
        """Close it; who has the slave open reads end of file or EIO."""
        os.close(self.descriptor)
        os.close(self._slave)


class ExistingPort:
    """A port that something else made: QEMU's pty, a real adapter.

    Args:
        path: Its path.
        baud: Its speed in bits per second; None for 115200, which a pty ignores.

    Raises:
        SourceError: It cannot be opened.
    """

    def __init__(self, path: str, baud: int | None = None):
        try:
            self._port = serial.Serial(path, baud or 115200, timeout=0, exclusive=True)
        except (serial.SerialException, ValueError) as error:
            raise SourceError(f"the line cannot open {path}: {error}") from error
        self.descriptor = self._port.fileno()
        self.name = path
        os.set_blocking(self.descriptor, False)

    def close(self) -> None:
        """Close it."""
        self._port.close()
