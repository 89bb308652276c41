"""A TX-RX jumper for tests: a pty whose far end sends back what it gets, or something else."""

from __future__ import annotations

import os
import pty
import select
import threading
import tty
from collections.abc import Callable, Iterable
from typing import Self

from gateway.hil.loopback.port import Port

Change = Callable[[bytes], bytes]


class Jumper:
    """A pty with a thread at its far end, which sends back what *change* makes of octets.

    Attributes:
        port: The near end.
    """

    def __init__(self, change: Change = bytes):
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self._change = change
        self._wake, self._woken = os.pipe()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            readable, _, _ = select.select([self._master, self._wake], [], [])
            if self._wake in readable:
                return
            self.talk(self._change(os.read(self._master, 4096)))

    def talk(self, octets: bytes) -> None:
        """Send *octets*, unasked."""
        while octets:
            octets = octets[os.write(self._master, octets) :]

    def unplug(self) -> None:
        """Pull the adapter, with whatever is under way."""
        if self._slave < 0:
            return
        os.write(self._woken, b"!")
        if threading.current_thread() is not self._thread:
            self._thread.join()
        for descriptor in (self._master, self._slave, self._wake, self._woken):
            os.close(descriptor)
        self._slave = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()


class PacedPort(Port):
    """A pty that is said to have a baud: its far end can read which."""

    @property
    def has_baud(self) -> bool:
        return True


class At:
    """Does something to the octets at given places, counted from the first one ever.

    Args:
        places: Which.
        change: What becomes of such an octet.

    Attributes:
        done: How many octets it was done to.
    """

    def __init__(self, places: Iterable[int], change: Change):
        self._places = frozenset(places)
        self._change = change
        self._next = 0
        self.done = 0

    def __call__(self, octets: bytes) -> bytes:
        made = bytearray()
        for octet in octets:
            one = bytes([octet])
            hit = self._next in self._places
            made += self._change(one) if hit else one
            self.done += hit
            self._next += 1
        return bytes(made)


def flipped(octet: bytes) -> bytes:
    """*octet* with one bit wrong."""
    return bytes([octet[0] ^ 0x10])


def lost(octet: bytes) -> bytes:
    """Nothing."""
    return b""


def doubled(octet: bytes) -> bytes:
    """*octet* twice."""
    return octet * 2
