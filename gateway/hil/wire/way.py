"""One direction of a line: paced, disturbed, waiting to be written.

::

    take ──▶ pacing ──▶ fault ──▶ fault ──▶ out
                          └─ back ──▶ (the other direction's out)

Faults come behind the pacing, as between the wire and the reader: octets reach them with
the timing of the line, and what a USB adapter collects stays together.

It has no clock and no descriptors: it is told the time.
"""

from __future__ import annotations

from gateway.hil.faults.injection import Injection
from gateway.hil.wire.pacing import Pacing


class Way:
    """Octets under way in one direction.

    Args:
        baud: Bits in a second; None lets everything through at once.

    Attributes:
        out: Octets that have arrived.
        back: Octets that turned round.
    """

    def __init__(self, baud: int | None = None):
        self.out = bytearray()
        self.back = bytearray()
        self._pacing = Pacing(baud)
        self._injections: list[Injection] = []

    def take(self, octets: bytes, now: float) -> None:
        """Send *octets*; *now* is in seconds, as everywhere here."""
        self._pacing.put(octets, now)
        self.advance(now)

    def advance(self, now: float) -> None:
        """Let come out what is due by now."""
        self._pass(self._pacing.take(now), self._injections, now)

    def add(self, injection: Injection) -> None:
        """Begin a fault, behind those that are at work."""
        self._injections.append(injection)

    def remove(self, injection: Injection, now: float) -> None:
        """End a fault; what it holds goes on through those behind it."""
        place = self._injections.index(injection)
        behind = self._injections[place + 1 :]
        self._injections.remove(injection)
        self._pass(injection.end(now), behind, now)

    def _pass(self, octets: bytes, injections: list[Injection], now: float) -> None:
        for injection in injections:
            octets = injection.feed(octets, now)
            self.back += injection.back
            injection.back.clear()
        self.out += octets

    @property
    def held(self) -> int:
        """Octets that are under way, those that have arrived included."""
        return self._pacing.held + sum(i.held for i in self._injections) + len(self.out)

    @property
    def wake_at(self) -> float | None:
        """When `advance` has something to do; None if nothing waits for a time."""
        times = [self._pacing.wake_at, *(injection.wake_at for injection in self._injections)]
        return min((time for time in times if time is not None), default=None)
