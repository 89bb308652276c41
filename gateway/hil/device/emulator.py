"""Real firmware without a board: QEMU runs the image, its UART is a terminal here.

::

    image.elf ──> processor ──> UART ──> pty `port` ──> the gateway
                      ▲
                     QMP     freeze, resume, reset, unplug

`start` loads the image and holds the processor before its first instruction, because what
is sent to a port that nobody has open is lost.  Open `port`, then `resume`: the first
packet that arrives is the first that was sent.  On a port of ours (a `Line`) others keep
the far end open and nothing is lost.

QEMU does not model the baud rate: octets come as fast as the processor gives them.  Pace
them with a `Line`.  QEMU notices within a second that its own pty was opened; what is sent
to the board before that waits and is not lost.

Source: QEMU 7.2, docs/system/target-arm.rst, target-avr.rst and interop/qmp-ref.
"""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from gateway.hil.device.machine import EmulatorError, check_image, find_machine, require
from gateway.hil.device.qmp import Qmp, QmpError

ANSWER_S = 20.0
"""Longest wait for QEMU to answer; to start takes it 0.1 s on an idle machine."""

LEAVE_S = 5.0
"""Time to end by itself before it is killed."""

LAST_OCTETS = 4096


class EmulatedFirmware:
    """An image in QEMU; a context manager that starts it and leaves nothing behind.

    QEMU ends with the thread that starts it, so start it in one that stays.

    Args:
        machine: A name in `MACHINES`.
        image: The ELF file.
        port: A terminal to attach the UART to, such as a `Line`'s `device_port`; by
            default QEMU makes a pty.

    Attributes:
        port: The terminal to open; empty while nothing runs, unless it was given.

    Raises:
        EmulatorError: By every method: QEMU is not installed, does not know the machine or
            the image, does not answer, or has ended; with what it said.
    """

    def __init__(self, machine: str, image: Path, port: str = ""):
        self.port = port
        self._given_port = port
        self._machine = machine
        self._board = find_machine(machine)
        self._image = image
        self._process: subprocess.Popen[bytes] | None = None
        self._qmp: Qmp | None = None
        self._output: IO[bytes] | None = None

    def start(self) -> None:
        """Load the image; the processor waits for `resume`."""
        if self._process:
            raise EmulatorError(f"{self._image.name} runs already; stop() it first")
        check_image(self._image, self._board)
        require(self._board.emulator, self._board.packages)
        require("setpriv", "util-linux")
        ours, theirs = socket.socketpair()
        with theirs:
            self._output = tempfile.TemporaryFile()  # noqa: SIM115  it is closed by `_end`
            self._process = subprocess.Popen(
                self._command(theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        try:
            self._qmp = Qmp(ours, ANSWER_S)
            self.port = self._given_port or self._pty()
        except QmpError as error:
            ours.close()
            raise self._failed(error) from error
        except BaseException:
            ours.close()
            self.stop()
            raise

    def freeze(self) -> None:
        """Stop the processor between two instructions: a board that hangs."""
        self._execute("stop")

    def resume(self) -> None:
        """Let the processor run: from its first instruction, or from where it was frozen."""
        self._execute("cont")

    def reset(self) -> None:
        """Press the reset button; memory keeps what the start-up code does not clear."""
        qmp = self._execute("system_reset")
        try:
            qmp.wait_for("RESET", guest=False)
        except QmpError as error:
            raise self._failed(error) from error

    def unplug(self) -> None:
        """Pull the cable: power and pty go, and who has the pty open reads its end, or EIO.

        A port that was given stays; a `Line` has a `disconnect` of its own.
        """
        with suppress(QmpError):  # it may be gone before it has answered
            self._running().execute("quit")
        self._end()

    def stop(self) -> None:
        """End QEMU, whatever state it is in; may be called twice.

        Raises:
            EmulatorError: QEMU had ended by itself, as when the processor locks up.
        """
        if not self._process:
            return
        ended_by_itself = self._process.poll() is not None
        self._process.terminate()
        said = self._end()
        if ended_by_itself:
            raise self._error("QEMU has ended by itself", said)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _command(self, monitor: int) -> list[str]:
        path = self._given_port.replace(",", ",,")  # QEMU's escape in an option
        line = f"serial,id=line,path={path}" if path else "pty,id=line"
        # However we end, QEMU does not outlive the thread that has started it.
        command = ["setpriv", "--pdeathsig", "KILL", "--", self._board.emulator, "-S"]
        command += [*self._board.options]
        command += ["-machine", self._machine, self._board.image_option, str(self._image)]
        command += ["-nodefaults", "-display", "none", "-chardev", line, "-serial", "chardev:line"]
        command += ["-chardev", f"socket,id=qmp,fd={monitor}", "-mon", "chardev=qmp,mode=control"]
        return command

    def _pty(self) -> str:
        assert self._qmp
        for device in self._qmp.execute("query-chardev"):
            if device["label"] == "line":
                return str(device["filename"]).removeprefix("pty:")
        raise QmpError("QEMU names no pty")

    def _execute(self, command: str) -> Qmp:
        qmp = self._running()
        try:
            qmp.execute(command)
        except QmpError as error:
            raise self._failed(error) from error
        return qmp

    def _running(self) -> Qmp:
        if not self._qmp:
            raise EmulatorError(f"{self._image.name} is not running; start() it first")
        return self._qmp

    def _failed(self, error: QmpError) -> EmulatorError:
        """*error* with what QEMU said; it is ended, for it cannot be relied upon."""
        assert self._process
        self._process.terminate()
        return self._error(str(error), self._end())

    def _error(self, what: str, said: str) -> EmulatorError:
        return EmulatorError(": ".join([f"{self._machine} with {self._image}", what, said]))

    def _end(self) -> str:
        """Wait for the process and forget it; returns what it said last."""
        assert self._process
        assert self._output
        try:
            self._process.wait(LEAVE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._qmp:
            self._qmp.close()
        with self._output as output:
            output.seek(max(0, output.seek(0, os.SEEK_END) - LAST_OCTETS))
            said = output.read().decode("utf-8", "replace").strip()
        self._process = self._qmp = self._output = None
        self.port = self._given_port
        return said
