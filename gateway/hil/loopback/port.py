"""The port under test: octets out and in without waiting, and what kind of port it is.

A device is opened raw and exclusive, like the gateway's own ports.  What pyserial leaves
out is what matters here: `os.write` that takes what there is room for, and `select`.
"""

from __future__ import annotations

import errno
import os
import select
import stat
import termios
import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Self

import serial

from gateway.errors import SourceError

READ_OCTETS = 65536
POLL_S = 0.0005
"""Between two looks at a port without a file descriptor."""

PTY_MAJORS = range(136, 144)
"""Device numbers of the slaves of Unix98 ptys (Linux, Documentation/admin-guide/devices.txt)."""

MINI_UART_DRIVER = "bcm2835-aux-uart"


class Kind(StrEnum):
    """Kinds of ports, by what they can tell."""

    UART = "serial port"
    MINI_UART = "mini-UART"
    PTY = "pty"
    URL = "URL"


class Port:
    """An open port.

    Args:
        name: A device, or a URL that pyserial knows.
        baud: Symbols per second, 8N1.

    Attributes:
        name: As given.
        kind: What it is.
        octets_sent: Since it was opened.

    Raises:
        SourceError: It cannot be opened, or, by any method, it has gone away.
    """

    def __init__(self, name: str, baud: int):
        self.name = name
        self.octets_sent = 0
        self._serial = _open(name, baud)
        self.kind = _kind(self._serial)

    @property
    def baud(self) -> int:
        """Symbols per second."""
        return int(self._serial.baudrate)

    @property
    def line(self) -> serial.SerialBase:
        """What pyserial opened, for modem lines."""
        return self._serial

    @property
    def descriptor(self) -> int | None:
        """The device's file descriptor; None for a URL."""
        return None if self.kind is Kind.URL else int(self._serial.fileno())

    @property
    def has_baud(self) -> bool:
        """Whether its baud means anything: it does not on a pty, and not on most URLs."""
        return self.kind in (Kind.UART, Kind.MINI_UART) or self._scheme == "rfc2217"

    @property
    def has_modem_lines(self) -> bool:
        """Whether it has RTS and CTS at all."""
        return self.has_baud or self._scheme == "loop"

    @property
    def _scheme(self) -> str:
        return self.name.partition("://")[0] if self.kind is Kind.URL else ""

    def set_baud(self, baud: int) -> bool:
        """Change the baud; False if the port has no such one."""
        try:
            self._serial.baudrate = baud
        except (ValueError, OSError, termios.error):
            return False
        return True

    def write(self, data: bytes) -> int:
        """Send what there is room for now, and return how many octets that was."""
        try:
            sent = self._write(data)
        except (OSError, termios.error) as error:  # SerialException is an OSError
            raise self._gone(error) from error
        self.octets_sent += sent
        return sent

    def _write(self, data: bytes) -> int:
        descriptor = self.descriptor
        if descriptor is None:
            return self._serial.write(data) or 0
        try:
            return os.write(descriptor, data)
        except BlockingIOError:
            return 0

    def read(self, wait_s: float = 0.0) -> bytes:
        """What has come; waits *wait_s* at most for the first octet."""
        try:
            if not self._wait(wait_s):
                return b""
            if self.descriptor is None:
                return bytes(self._serial.read(READ_OCTETS))
            data = os.read(self.descriptor, READ_OCTETS)
        except (OSError, termios.error) as error:
            raise self._gone(error) from error
        if not data:
            raise SourceError(f"{self.name}: it was closed from the other side")
        return data

    def _wait(self, wait_s: float) -> bool:
        try:
            descriptor = self._serial.fileno()
        except OSError:  # io.UnsupportedOperation: `loop://` has none
            return self._poll(wait_s)
        return bool(select.select([descriptor], [], [], wait_s)[0])

    def _poll(self, wait_s: float) -> bool:
        until = time.monotonic() + wait_s
        while not self._serial.in_waiting:  # type: ignore[attr-defined]
            if time.monotonic() >= until:
                return False
            time.sleep(POLL_S)
        return True

    def hush(self, quiet_s: float, longest_s: float = 1.0) -> bytes:
        """Read until nothing has come for *quiet_s*, *longest_s* at most; what came."""
        until = time.monotonic() + longest_s
        came = bytearray()
        while data := self.read(quiet_s):
            came += data
            if time.monotonic() >= until:
                break
        return bytes(came)

    def close(self) -> None:
        """Give the port back."""
        # If it went away there is nothing left to give back.
        with suppress(OSError, termios.error):
            self._serial.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _gone(self, error: Exception) -> SourceError:
        return SourceError(f"{self.name}: it went away ({_reason(error)})")


def _open(name: str, baud: int) -> serial.SerialBase:
    is_url = "://" in name
    try:
        if not is_url and not stat.S_ISCHR(Path(name).stat().st_mode):
            raise SourceError(f"{name}: {ADVICE[errno.ENOTTY]}")
        exclusive = None if is_url else True
        return serial.serial_for_url(name, baudrate=baud, timeout=0, exclusive=exclusive)
    except (OSError, termios.error, ValueError) as error:
        raise SourceError(f"{name}: {_reason(error)}") from error


def _kind(line: serial.SerialBase) -> Kind:
    name = str(line.port)  # of `hwgrep://`, the device that was found
    if "://" in name:
        return Kind.URL
    if os.major(os.fstat(line.fileno()).st_rdev) in PTY_MAJORS:
        return Kind.PTY
    driver = Path("/sys/class/tty") / Path(name).resolve().name / "device" / "driver"
    return Kind.MINI_UART if driver.resolve().name == MINI_UART_DRIVER else Kind.UART


ADVICE = {
    errno.ENOENT: "no such port; is the adapter plugged in? /dev/serial/by-id lists what is",
    errno.EACCES: "permission denied; add yourself to its group, often dialout, and log in again",
    errno.EAGAIN: "another program has it open, and `fuser -v` names it; close it first",
    errno.EBUSY: "another program has it open, and `fuser -v` names it; close it first",
    errno.ENOTTY: "it is not a serial port",
    errno.EIO: "it does not answer: unplugged, or no such hardware behind it",
}


def _reason(error: Exception) -> str:
    """One sentence from pyserial's or the system's error."""
    number = error.args[0] if error.args and isinstance(error.args[0], int) else None
    number = getattr(error, "errno", None) or number
    if number is None:
        return str(error)
    return ADVICE.get(number) or os.strerror(number)
