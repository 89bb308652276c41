"""A real device under test: its port, brought to the device's end of the line.

::

    --dut-port URL ◀─ pyserial ─▶ SerialDut ◀─ device_port ─▶ line ◀─▶ gateway

So faults, captures and counters are the same for a board on a USB cable, on another
machine's port (`socket://`, `rfc2217://`), and for none at all (`loop://`).
"""

from __future__ import annotations

import os
import select
import threading
from contextlib import suppress
from typing import Self

import serial
import serial.tools.list_ports

from gateway.errors import SourceError

READ_OCTETS = 4096
LOOK_S = 0.1
"""How often a port that cannot be interrupted looks whether it is to stop."""

WRITE_S = 10.0
"""Longest that a device may take no octets: then it is told, and nothing more is written."""


class SerialDut:
    """Carries octets between a device's port and a line.

    Args:
        url: A path, or any URL of pyserial's.
        baud: Its speed, symbols per second.
        device_port: The line's end for the device.

    Attributes:
        url: As above.
        baud: As above.
        serial: pyserial's port, for what a test does with modem lines and breaks.
        error: Why nothing is carried any more; empty while all is well.

    Raises:
        SourceError: The port cannot be opened.
    """

    def __init__(self, url: str, baud: int, device_port: str):
        self.url = url
        self.baud = baud
        self.error = ""
        try:
            self.serial = serial.serial_for_url(
                url, baud, timeout=LOOK_S, write_timeout=WRITE_S, exclusive=True
            )
        except (OSError, ValueError) as error:
            raise SourceError(f"--dut-port {url}: {_reason(error, url)}") from error
        try:
            self._line = os.open(device_port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError:
            self.serial.close()
            raise
        self._stopping, self._stop = os.pipe()
        self._threads = [
            threading.Thread(target=work, name="cupola-dut", daemon=True)
            for work in (self._to_ground, self._to_device)
        ]
        for thread in self._threads:
            thread.start()

    def describe(self) -> str:
        """What a failure message says of it."""
        return f"device: {self.url} at {self.baud} baud" + (self.error and f", {self.error}")

    def close(self) -> None:
        """Stop carrying, and close the port."""
        os.close(self._stop)
        for cancel in ("cancel_read", "cancel_write"):
            with suppress(AttributeError, OSError):
                getattr(self.serial, cancel)()
        for thread in self._threads:
            thread.join()
        self.serial.close()
        os.close(self._line)
        os.close(self._stopping)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _to_ground(self) -> None:
        """From the device's port to the line."""
        try:
            while not _readable(self._stopping, 0):
                octets = self.serial.read(1)
                # Some handlers know only whether there is something, not how much.
                octets += self.serial.read(self.serial.in_waiting) if octets else b""
                self._put(octets)
        except (OSError, TypeError) as error:  # TypeError: closed under pyserial's hands
            self.error = self.error or f"the device's port is gone: {error}"

    def _put(self, octets: bytes) -> None:
        """Write to the line, which may be full."""
        while octets:
            _, writable, _ = select.select([self._stopping], [self._line], [])
            if not writable:
                return
            octets = octets[os.write(self._line, octets) :]

    def _to_device(self) -> None:
        """From the line to the device's port."""
        try:
            while True:
                readable, _, _ = select.select([self._line, self._stopping], [], [])
                if self._stopping in readable:
                    return
                self.serial.write(os.read(self._line, READ_OCTETS))
        except OSError as error:
            self.error = self.error or f"the device's port takes nothing: {error}"


def _readable(descriptor: int, within: float) -> bool:
    return bool(select.select([descriptor], [], [], within)[0])


def _reason(error: Exception, url: str) -> str:
    known = [port.device for port in serial.tools.list_ports.comports()]
    there = f"; there are {', '.join(known)}" if known else "; this machine has no serial ports"
    return f"{error}" + (there if "://" not in url or url.startswith("hwgrep") else "")
