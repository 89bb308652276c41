"""The virtual line: two ports, and a thread that carries octets between them.

::

    device_port ◀──▶ pty ◀── to_device ──┐ ┌──▶ pty ◀──▶ ground_port
    (firmware)            ── to_ground ──┘ └──          (gateway)

Each direction is paced to the baud and disturbed by the faults at work (`gateway.hil.wire.way`).
The ground's port is a link in a folder of the line's own, so that it can go and come back
with another pty behind it, or under another name.

It has no flow control and yet loses nothing by itself: while the reader does not read, the
line does not take from the writer.  What a pty cannot do (parity, break, wrong speed) is
done to the octets by `gateway.hil.faults`; modem lines it has none.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Literal, Self

from gateway.errors import SourceError
from gateway.hil.faults.disconnect import Disconnect
from gateway.hil.faults.injection import Fault
from gateway.hil.wire.capture import Capture
from gateway.hil.wire.disturbance import Disturbance, Toward
from gateway.hil.wire.ports import ExistingPort, Port, Pty
from gateway.hil.wire.pump import READ_OCTETS, Pump

WAIT_S = 10.0
QUIET_S = 0.005
"""So long nothing moves before the line is called empty: a pty hands on octets at a moment
of the kernel's choosing, and until then nobody can see them."""


class Line:
    """A serial line between a device and the ground; a context manager.

    Args:
        baud: Speed in bits per second, at 10 bits an octet; None for as fast as it goes.
        seed: What the random choices of its faults follow from.
        capture: Where to write what arrives; the line closes it.
        device: Path of an existing port to use at the device's end (the pty that QEMU
            offers, a real adapter); None makes a pty.

    Attributes:
        seed: As above.
        device_port: Path of the device's port.
        faults: Every fault that was begun, in order.

    Raises:
        SourceError: The existing port cannot be opened.  From every method: the line broke,
            with the cause, or is closed.
    """

    def __init__(
        self,
        baud: int | None = None,
        seed: int = 0,
        capture: Capture | None = None,
        *,
        device: str | os.PathLike[str] | None = None,
    ):
        self.seed = seed
        self.faults: list[Disturbance] = []
        self._capture = capture
        end = Pty() if device is None else ExistingPort(os.fspath(device), baud)
        self.device_port = end.name
        self._folder = Path(tempfile.mkdtemp(prefix="cupola-line-"))
        self._link = self._folder / "ground"
        ports: dict[Toward, Port] = {"device": end, "ground": self._plug()}
        self._pump = Pump(baud, ports, capture)

    @property
    def ground_port(self) -> str:
        """Path of the ground's port, a link; nothing is there while it is disconnected."""
        return str(self._link)

    @property
    def octets_to_ground(self) -> int:
        """Octets written to the ground's port."""
        return self._arrived("ground")

    @property
    def octets_to_device(self) -> int:
        """Octets written to the device's port."""
        return self._arrived("device")

    def _arrived(self, toward: Toward) -> int:
        # Held while the pump writes: what a reader has read is counted.
        with self._pump.changed:
            return self._pump.arrived[toward]

    @property
    def octets_lost(self) -> int:
        """Octets that came to a port that was not there, or went with it unread."""
        return self._pump.lost.total()

    def write_to_ground(self, octets: bytes, timeout: float = WAIT_S) -> None:
        """Send *octets* as if the device had, through pacing and faults.

        Args:
            octets: Any number of them.
            timeout: Longest wait in seconds for a reader that does not read.

        Raises:
            TimeoutError: Not all of them could be put on the line.
        """
        __tracebackhide__ = True
        self._send("ground", octets, timeout)

    def write_to_device(self, octets: bytes, timeout: float = WAIT_S) -> None:
        """Send *octets* as if the ground had; else as `write_to_ground`."""
        __tracebackhide__ = True
        self._send("device", octets, timeout)

    def _send(self, toward: Toward, octets: bytes, timeout: float) -> None:
        __tracebackhide__ = True
        pump = self._pump
        deadline = time.monotonic() + timeout
        for start in range(0, len(octets), READ_OCTETS):
            with pump.changed:
                while not pump.has_room(toward):
                    pump.check()
                    if not pump.changed.wait(deadline - time.monotonic()):
                        left = len(octets) - start
                        raise TimeoutError(f"{left} octets toward {toward}: nobody reads them")
                pump.check()
                pump.ways[toward].take(octets[start : start + READ_OCTETS], time.monotonic())
            pump.wake()

    def drain(self, timeout: float = WAIT_S) -> None:
        """Wait until nothing is under way: all that was sent has arrived or is lost.

        What a program has not yet read from its port is not under way.

        Args:
            timeout: Longest wait in seconds.

        Raises:
            TimeoutError: There still is something.
        """
        __tracebackhide__ = True
        pump = self._pump
        began_at = time.monotonic()
        with pump.changed:
            while True:
                pump.check()
                now = time.monotonic()
                is_quiet = now - max(began_at, pump.moved_at) >= QUIET_S
                if is_quiet and pump.is_empty():
                    return
                if now - began_at > timeout:
                    held = ", ".join(f"{way.held} toward {to}" for to, way in pump.ways.items())
                    raise TimeoutError(f"octets still under way after {timeout:g} s: {held}")
                pump.changed.wait(QUIET_S)

    @contextmanager
    def fault(
        self,
        fault: Fault,
        toward: Toward | Literal["both"] = "ground",
        seed: int | str | None = None,
    ) -> Iterator[Disturbance]:
        """Disturb the line while the context lasts.

        Octets are disturbed as they arrive.  What is still under way when the context ends
        goes undisturbed: `drain` first where that matters.

        Args:
            fault: One of `gateway.hil.faults`.
            toward: The direction that it disturbs.
            seed: With the same seed it does the same to the same octets; None takes one
                from the line's seed and the number of the fault.

        Raises:
            ValueError: There is no such direction.
        """
        if toward not in ("ground", "device", "both"):
            raise ValueError(f"toward {toward!r}: a line goes toward ground, device or both")
        seed = f"{self.seed}/{len(self.faults)}" if seed is None else seed
        ways: tuple[Toward, ...] = ("ground", "device") if toward == "both" else (toward,)
        injections = {way: fault.start(Random(f"{seed}/{way}")) for way in ways}
        disturbance = Disturbance(fault, seed, injections, self._pump.changed)
        self._begin(disturbance)
        try:
            yield disturbance
        finally:
            self._end(disturbance)

    def _begin(self, disturbance: Disturbance) -> None:
        with self._pump.changed:
            self._pump.check()
            self.faults.append(disturbance)
            for toward, injection in disturbance.injections.items():
                self._pump.ways[toward].add(injection)
            self._note(f"begins: {disturbance}")
            if isinstance(disturbance.fault, Disconnect):
                self.disconnect()

    def _end(self, disturbance: Disturbance) -> None:
        with self._pump.changed:
            for toward, injection in disturbance.injections.items():
                self._pump.ways[toward].remove(injection, time.monotonic())
            self._note(f"ends: {disturbance}")
            if isinstance(disturbance.fault, Disconnect):
                self.reconnect(disturbance.fault.returns_as)
        self._pump.wake()

    def disconnect(self) -> None:
        """Pull the ground's plug: its path goes, its reader sees the end, octets are lost."""
        __tracebackhide__ = True
        with self._pump.changed:
            self._pump.check()
            port = self._pump.ports.pop("ground", None)
            if isinstance(port, Pty):
                self._link.unlink()
                self._pump.lost["ground"] += port.unread
                port.close()
                self._note("the ground's port is gone")
        self._pump.wake()  # or its poll keeps the port from ending

    def reconnect(self, name: str = "") -> None:
        """Put the plug back: another pty, at the old path or under another name.

        Args:
            name: File name of the new port; empty for the old one.

        Raises:
            SourceError: It is connected.
        """
        __tracebackhide__ = True
        with self._pump.changed:
            self._pump.check()
            if "ground" in self._pump.ports:
                raise SourceError("the line is connected; disconnect it before reconnecting")
            if name:
                self._link = self._folder / Path(name).name
            self._pump.ports["ground"] = self._plug()
            self._note(f"the ground's port is back as {self._link.name}")
        self._pump.wake()

    def _plug(self) -> Pty:
        port = Pty()
        self._link.symlink_to(port.name)
        return port

    def _note(self, text: str) -> None:
        if self._capture:
            self._capture.note(text)

    def describe(self) -> str:
        """Its seed and faults, for the message of a test that failed."""
        return "\n".join([f"line with seed {self.seed}", *(f"  {fault}" for fault in self.faults)])

    def close(self) -> None:
        """End the line; its ports go.

        Raises:
            SourceError: The line had broken before.
        """
        try:
            self._pump.stop()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
            if self._capture:
                self._capture.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None and self.faults:
            error.add_note(self.describe())
        self.close()
