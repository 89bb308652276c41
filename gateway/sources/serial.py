"""A serial port: USB adapter, UART of the Pi, Bluetooth, or pty.

The port is opened raw and exclusive.  It may appear late, be unplugged and come back;
the source waits for it, longer each time, for ever.  What pyserial leaves out is the
waiting: one `add_reader` on its file descriptor takes 65 MB/s.  What is written waits in
the same way, so that a port which takes nothing does not keep its octets from being read.

A pty is a serial port that lies: it takes every speed and knows no modem lines, which
pyserial forgives when opening.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import struct
import termios
from contextlib import suppress
from typing import Any

import serial

from gateway.errors import SourceError
from gateway.sources.receiver import Receiver
from gateway.station import SerialSource

READ_OCTETS = 65536
WRITE_TIMEOUT_S = 1.0
"""Longest the gateway stands still for a port whose flow control says no."""

UNSENT_S = 0.005
"""How often a port is asked for what it has not sent yet: five octets at 9600 baud."""


class _Port(serial.Serial):
    """A port that keeps what came before it was opened.

    Between two runs of the gateway the kernel's buffer is all that holds the frames of a
    line; pyserial would throw them away.
    """

    def _reset_input_buffer(self) -> None:
        pass


async def run(options: SerialSource, receiver: Receiver) -> None:
    """Read the port until cancelled."""
    while True:
        try:
            port = _open(options)
        except (SourceError, OSError) as error:
            await receiver.lost(error)
            continue
        writer = _Writer(port.fileno(), options.settle_s)
        try:
            await _write(port, options.start)
            receiver.opened(options.port, writer.write)
            await _read(port.fileno(), options, receiver)
        except (SourceError, OSError, serial.SerialException) as error:
            writer.close()
            await _leave(port, options)
            await receiver.lost(f"{options.port}: {_reason(error)}")
        except asyncio.CancelledError:
            writer.close()
            await _leave(port, options)
            raise


def _open(options: SerialSource) -> serial.Serial:
    port = _Port(
        baudrate=options.baud,
        parity=options.parity,
        stopbits=options.stop_bits,
        rtscts=options.rtscts,
        timeout=0,
        write_timeout=WRITE_TIMEOUT_S,
        exclusive=True,
    )
    port.port = options.port
    port.dtr = port.rts = options.dtr
    try:
        port.open()
        _wait_for_octets(port.fileno())
    except (serial.SerialException, termios.error, ValueError) as error:
        raise SourceError(f"{options.port}: {_reason(error)}") from error
    return port


def _wait_for_octets(descriptor: int) -> None:
    """Have an empty read mean that the line is gone, not that nothing has come.

    pyserial sets VMIN = 0, with which the two look the same.
    """
    attributes = termios.tcgetattr(descriptor)
    attributes[6][termios.VMIN] = 1
    termios.tcsetattr(descriptor, termios.TCSANOW, attributes)
    os.set_blocking(descriptor, False)


def _reason(error: Exception) -> str:
    """One sentence from pyserial's or the system's error."""
    number = getattr(error, "errno", None)
    if number == 11:
        return "another program has it open"
    return os.strerror(number) if number else str(error)


async def _read(descriptor: int, options: SerialSource, receiver: Receiver) -> None:
    """Hand on what arrives; returns only by an exception."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(descriptor, readable.set)
    deaf_until = loop.time() + options.settle_s
    try:
        while True:
            await readable.wait()
            readable.clear()
            try:
                data = os.read(descriptor, READ_OCTETS)
            except BlockingIOError:
                continue  # told twice of the same octets
            if not data:
                raise SourceError("the port was closed from the other side")
            if loop.time() >= deaf_until:
                await receiver.octets(data)
    finally:
        loop.remove_reader(descriptor)


class _Writer:
    """Writes to an open port without standing still, one caller at a time.

    Args:
        descriptor: Of the port.
        settle_s: Seconds in which a device that has just been reset hears nothing.
    """

    def __init__(self, descriptor: int, settle_s: float):
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._settled_at = self._loop.time() + settle_s
        self._room: asyncio.Future[None] | None = None
        self._closed = False

    async def write(self, data: bytes) -> None:
        """Write all of *data* and wait until it has gone out of the kernel.

        The kernel takes some KiB for a line whose flow control says no, and would send
        them when it says yes, however late: cancelled, they are thrown away.

        Raises:
            SourceError: The port is gone, or has only just been opened.
        """
        if self._loop.time() < self._settled_at:
            raise SourceError("the port was opened just now, and `settle_s` is not over")
        left = memoryview(data)
        try:
            while left:
                left = left[await self._write_some(left) :]
            while not self._closed and unsent(self._descriptor):
                await asyncio.sleep(UNSENT_S)
        except asyncio.CancelledError:
            if not self._closed:
                with suppress(termios.error):  # it hangs up just now
                    termios.tcflush(self._descriptor, termios.TCOFLUSH)
            raise

    async def _write_some(self, data: memoryview) -> int:
        """How many octets of *data* were written."""
        if self._closed:
            raise SourceError("the port was lost while it was written to")
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            await self._wait_for_room()
        return 0

    async def _wait_for_room(self) -> None:
        self._room = self._loop.create_future()
        self._loop.add_writer(self._descriptor, self._wake)
        try:
            await self._room
        finally:
            # Once closed, another file may have the descriptor's number.
            if not self._closed:
                self._loop.remove_writer(self._descriptor)

    def _wake(self) -> None:
        if self._room and not self._room.done():
            self._room.set_result(None)

    def close(self) -> None:
        """Let go of the port, before it is closed."""
        self._loop.remove_writer(self._descriptor)
        self._closed = True
        self._wake()


def unsent(descriptor: int) -> int:
    """Octets that a port has taken and not sent; 0 as well where its driver cannot say."""
    try:
        answer = fcntl.ioctl(descriptor, termios.TIOCOUTQ, bytes(struct.calcsize("i")))
    except OSError:
        return 0  # it hangs up just now; what it has sent of it is not known
    return int(struct.unpack("i", answer)[0])


async def _write(port: serial.Serial, items: tuple[str | dict[str, Any], ...]) -> None:
    """Carry out a `start` or `stop` list."""
    for item in items:
        if isinstance(item, str):
            port.write(item.encode("latin-1"))
        elif "hex" in item:
            port.write(bytes.fromhex(item["hex"]))
        elif "wait" in item:
            await asyncio.sleep(float(item["wait"]))


async def _leave(port: serial.Serial, options: SerialSource) -> None:
    try:
        await _write(port, options.stop)
        port.close()
    except (OSError, serial.SerialException):
        pass  # it went away; there is nobody left to tell
