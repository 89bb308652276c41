"""The pump: one thread that moves octets between two ports.

::

    port "device" ── read ──▶ ways["ground"] ── write ──▶ port "ground"
    port "device" ◀── write ── ways["device"] ◀── read ── port "ground"

It sleeps in poll(2) until a port has octets, has room for those that wait, or something
that was held is due.  When a direction holds much it is no longer read: the writer feels
it.  A port may be taken out and put back while the pump runs.
"""

from __future__ import annotations

import os
import select
import time
from collections import Counter
from contextlib import suppress
from threading import Condition, Thread

from gateway.errors import SourceError
from gateway.hil.wire.capture import Capture
from gateway.hil.wire.disturbance import Toward
from gateway.hil.wire.ports import Port
from gateway.hil.wire.way import Way

READ_OCTETS = 4096
MOST_HELD = 16384
"""Octets under way in one direction at which the pump stops taking more."""

GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL
FROM: dict[Toward, Toward] = {"ground": "device", "device": "ground"}
"""Where octets come from, by where they go to."""


class Pump:
    """Carries octets until it is stopped.

    Args:
        baud: Speed in bits per second; None for as fast as it goes.
        ports: The ports; the caller may take one out and put one in, under `changed`.
        capture: Where to write what arrives.

    Attributes:
        ways: The two directions, by where they lead.
        ports: As above.
        arrived: Octets written to each port.
        lost: Octets that came to a port that was not there.
        moved_at: When an octet was read or written last, on the monotonic clock.
        changed: To be held by whoever touches any of this; told after every step.
    """

    def __init__(self, baud: int | None, ports: dict[Toward, Port], capture: Capture | None):
        self.ways: dict[Toward, Way] = {"ground": Way(baud), "device": Way(baud)}
        self.ports = ports
        self.arrived: Counter[Toward] = Counter()
        self.lost: Counter[Toward] = Counter()
        self.moved_at = time.monotonic()
        self.changed = Condition()
        self._capture = capture
        self._error: Exception | None = None
        self._stopping = False
        self._wake_reader, self._wake_writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = Thread(target=self._run, name="cupola-line", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise what broke the pump.

        Raises:
            SourceError: It broke, or was stopped.
        """
        __tracebackhide__ = True
        if self._error:
            raise SourceError(f"the line broke: {self._error}") from self._error
        if self._stopping:
            raise SourceError("the line is closed")

    def wake(self) -> None:
        """Have the pump look at what was changed."""
        with suppress(BlockingIOError):  # it has been woken often enough
            os.write(self._wake_writer, b"!")

    def has_room(self, toward: Toward) -> bool:
        """Whether a direction can take more."""
        return self.ways[toward].held < MOST_HELD

    def is_empty(self) -> bool:
        """Whether nothing is under way, nor waiting to be read."""
        poll = select.poll()
        for port in self.ports.values():
            poll.register(port.descriptor, select.POLLIN)
        return not any(way.held for way in self.ways.values()) and not poll.poll(0)

    def stop(self) -> None:
        """End the thread and close the ports.

        Raises:
            SourceError: The pump had broken before.
        """
        if not self._stopping:
            self._stopping = True
            self.wake()
            self._thread.join()
            for port in self.ports.values():
                port.close()
            os.close(self._wake_reader)
            os.close(self._wake_writer)
        if self._error:
            self.check()

    def _run(self) -> None:
        try:
            while not self._stopping:
                with self.changed:
                    poll, wait_ms = self._interest(), self._wait_ms()
                ready = dict(poll.poll(wait_ms))
                with self.changed:
                    self._step(ready)
                    self.changed.notify_all()
        except Exception as error:  # noqa: BLE001 - every method tells it, with its cause
            with self.changed:
                self._error = error
                self.changed.notify_all()

    def _interest(self) -> select.poll:
        """What to sleep for."""
        poll = select.poll()
        poll.register(self._wake_reader, select.POLLIN)
        for toward, origin in FROM.items():
            events = select.POLLIN if self.has_room(toward) else 0
            events |= select.POLLOUT if self.ways[origin].out else 0
            if events and origin in self.ports:
                poll.register(self.ports[origin].descriptor, events)
        return poll

    def _wait_ms(self) -> float | None:
        times = [way.wake_at for way in self.ways.values() if way.wake_at is not None]
        return max(0.0, 1000 * (min(times) - time.monotonic())) if times else None

    def _step(self, ready: dict[int, int]) -> None:
        """Read what is there, let time pass, write what has arrived."""
        if self._wake_reader in ready:
            os.read(self._wake_reader, READ_OCTETS)
        for toward, origin in FROM.items():
            port = self.ports.get(origin)
            if port and ready.get(port.descriptor, 0) & (select.POLLIN | GONE):
                self._read(port, toward, origin)
        now = time.monotonic()
        for way in self.ways.values():
            way.advance(now)
        for toward, origin in FROM.items():
            self._turn_round(self.ways[toward], origin)
        for toward in FROM:
            self._write(toward)

    def _read(self, port: Port, toward: Toward, origin: Toward) -> None:
        try:
            octets = os.read(port.descriptor, READ_OCTETS)
        except BlockingIOError:
            return  # the descriptor was another port's when we looked
        except OSError:
            octets = b""
        if octets:
            self._moved()
            self.ways[toward].take(octets, self.moved_at)
        else:
            self.ports.pop(origin).close()

    def _turn_round(self, way: Way, back: Toward) -> None:
        """Bring an echo to the other direction, or lose it where nobody reads it."""
        if self.has_room(back):
            self.ways[back].out += way.back
        else:
            self.lost[back] += len(way.back)
        way.back.clear()

    def _write(self, toward: Toward) -> None:
        out = self.ways[toward].out
        if not out:
            return
        self._moved()
        port = self.ports.get(toward)
        if port is None:
            self.lost[toward] += len(out)
            out.clear()
            return
        try:
            count = os.write(port.descriptor, out)
        except BlockingIOError:
            return
        except OSError:
            self.ports.pop(toward).close()
            return
        if self._capture:
            self._capture.record(toward, bytes(out[:count]))
        self.arrived[toward] += count
        del out[:count]

    def _moved(self) -> None:
        self.moved_at = time.monotonic()
