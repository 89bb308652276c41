"""The virtual device: firmware of the shim as a process on a terminal.

::

    test ── advance 1000 ──▶ stdin  ┌────────────────┐
         ◀── at 1000 208 ── stdout  │ virtual device │ ◀─ octets ─▶ port
                                    └────────────────┘

It is `firmware_shim/coolant_loops`, compiled for this machine: the same C that runs on a
board.  With ``--clock virtual`` its time passes only by `VirtualDevice.advance`, so that a
leak of nine hours takes a moment.  All that it says is invented.
"""

from __future__ import annotations

import hashlib
import os
import selectors
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from gateway.errors import CupolaError
from gateway.hil.device.firmware import shim_folder

COMPILERS = ("cc", "gcc", "clang")
OPTIONS = ("-std=c99", "-O2")
FOLDERS = ("cupola", "coolant_loops", "ports/posix")
SOURCES = ("cupola/*.c", "coolant_loops/*.c", "ports/posix/tty.c")
COMPILE_S = 120.0
ANSWER_S = 60.0
"""Longest wait for an answer: a day of telemetry takes well under a second to send."""

STOP_S = 5.0


class VirtualDeviceError(CupolaError):
    """The virtual device cannot be compiled or started, or has ended."""


@dataclass(frozen=True)
class At:
    """How far a virtual device is.

    Attributes:
        uptime_s: Seconds since its last boot.
        octets: Written to the port since it was started.
    """

    uptime_s: float
    octets: int


def build_virtual_device(folder: Path) -> Path:
    """Compile the virtual device, unless *folder* has it already.

    Args:
        folder: Where it is kept; one of the same sources and compiler is used again.

    Raises:
        VirtualDeviceError: There is no compiler, or it found fault.
    """
    compiler = _compiler()
    shim = shim_folder()
    executable = folder / f"coolant_loops-{_content(shim, compiler)}"
    if executable.is_file():
        return executable
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        made = Path(scratch) / "coolant_loops"
        sources = [file for pattern in SOURCES for file in sorted(shim.glob(pattern))]
        _compile([compiler, *OPTIONS, f"-I{shim}", "-o", made, *sources])
        # At once, for another process may be building the same.
        made.replace(executable)
    return executable


def _compiler() -> str:
    for name in COMPILERS:
        if path := shutil.which(name):
            return path
    wanted = ", ".join(COMPILERS)
    raise VirtualDeviceError(
        f"the virtual device is compiled from C, and there is no compiler ({wanted}): install gcc"
    )


def _content(shim: Path, compiler: str) -> str:
    """What the executable is made from, as a short name."""
    version = subprocess.run([compiler, "--version"], capture_output=True, check=False).stdout
    digest = hashlib.sha256(repr((compiler, version, OPTIONS)).encode())
    for file in _files(shim):
        digest.update(repr((file.relative_to(shim).as_posix(), file.read_bytes())).encode())
    return digest.hexdigest()[:16]


def _files(shim: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((shim / folder).glob("*.[ch]"))


def _compile(command: Sequence[str | Path]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=COMPILE_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        reason = f"{command[0]} took longer than {COMPILE_S:g} s for the virtual device"
        raise VirtualDeviceError(reason) from error
    if done.returncode:
        raise VirtualDeviceError(f"{command[0]} cannot compile the virtual device:\n{done.stderr}")


class VirtualDevice:
    """A virtual device on a port.

    Args:
        executable: What `build_virtual_device` made.
        port: Path of the terminal that it opens, such as `Line.device_port`.
        arguments: `--clock virtual`, `--scenario nauka`, ...; firmware_shim/coolant_loops,
            `main_posix.c`, has them all.

    It is a context manager: started when entered, stopped when left.
    """

    def __init__(self, executable: Path, port: str, arguments: Sequence[str] = ()):
        self.port = port
        self._command = [str(executable), port, *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._heard = b""

    def start(self) -> At:
        """Switch it on; its boot packets are on the way when this returns.

        Raises:
            VirtualDeviceError: It is running already, or it ended at once.
        """
        if self._process is not None:
            raise VirtualDeviceError("the virtual device is running already: stop it first")
        self._heard = b""
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it stops)
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                bufsize=0,
                process_group=0,  # an interrupt from the keyboard is for the test
            )
        except OSError as error:
            self._complaints.close()
            raise VirtualDeviceError(f"the virtual device cannot be started: {error}") from error
        try:
            return self.advance(0)
        except BaseException:
            self.stop()
            raise

    def advance(self, seconds: float) -> At:
        """Let device time pass at once, to the millisecond.

        Raises:
            VirtualDeviceError: It has ended, or nobody reads what it sends.
        """
        _, uptime_ms, octets = self._ask(f"advance {round(seconds * 1000)}", "at").split()
        return At(int(uptime_ms) / 1000, int(octets))

    def reboot(self) -> None:
        """Restart the firmware: one boot more, sequence and uptime from 0.  The plant goes on."""
        self._ask("reboot", "ok")

    def leak(self, litres_per_hour: float) -> None:
        """Leak at this rate from now on, whatever the scenario says; 0 ends the leak."""
        self._ask(f"leak {litres_per_hour:.6f}", "ok")

    def stop(self) -> None:
        """Switch it off; nothing happens if it is off."""
        if self._process is None or self._complaints is None:
            return
        process, self._process = self._process, None
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.close()
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:  # it waits for somebody to read its port
            process.kill()
            process.wait()
        finally:
            process.stdout.close()
            self._complaints.close()

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

    def _ask(self, request: str, expected: str) -> str:
        """The answer to *request*, which begins with the word *expected*."""
        process = self._process
        if process is None:
            raise VirtualDeviceError("the virtual device is off: start it first")
        assert process.stdin
        try:
            process.stdin.write(f"{request}\n".encode())
        except BrokenPipeError:
            raise self._ended(process) from None
        answer = self._answer(process, request)
        if answer.split(" ")[0] != expected:
            raise VirtualDeviceError(f"the virtual device answers {request!r} with {answer!r}")
        return answer

    def _answer(self, process: subprocess.Popen[bytes], request: str) -> str:
        assert process.stdout
        until = time.monotonic() + ANSWER_S
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._heard:
                if not ready.select(max(0.0, until - time.monotonic())):
                    process.kill()  # its answer, when it came, would be taken for the next one
                    self.stop()
                    raise VirtualDeviceError(
                        f"the virtual device has not answered {request!r} within {ANSWER_S:g} s: "
                        f"does anybody read what it sends to {self.port}?"
                    )
                octets = os.read(process.stdout.fileno(), 4096)
                if not octets:
                    raise self._ended(process)
                self._heard += octets
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()

    def _ended(self, process: subprocess.Popen[bytes]) -> VirtualDeviceError:
        """That it has ended, with what it said."""
        assert self._complaints
        code = process.wait(STOP_S)
        self._complaints.seek(0)
        said = self._complaints.read().decode(errors="replace").strip()
        return VirtualDeviceError(f"the virtual device has ended with code {code}: {said}")
