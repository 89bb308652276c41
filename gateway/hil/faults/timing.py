"""Octets that come late, or grouped otherwise: `Jitter`, `Split`, `Coalesce`.

None of them changes an octet or its place; a gateway must not notice.  A busy host and a
radio modem delay; an interrupt for every octet splits; a USB adapter collects until its
packet is full or its latency timer has run out.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from random import Random

from gateway.hil.faults.injection import Injection


@dataclass(frozen=True)
class Jitter:
    """What arrives together is delayed together, by a random time; the order stays.

    Attributes:
        most_s: Longest delay in seconds.
        least_s: Shortest delay in seconds.
    """

    most_s: float
    least_s: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.least_s <= self.most_s:
            raise ValueError(f"a delay of {self.least_s} to {self.most_s} s; turn it round")

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Delaying(self, rng)


@dataclass(frozen=True)
class Split:
    """Octets come in small pieces with a pause between.

    Attributes:
        octets: Octets in a piece.
        gap_s: The pause in seconds; on a real line no shorter than 1 ms.
    """

    octets: int = 1
    gap_s: float = 0.001

    def __post_init__(self) -> None:
        if self.octets < 1 or self.gap_s <= 0:
            raise ValueError("a piece has at least one octet, and a pause is longer than 0 s")

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Splitting(self)


@dataclass(frozen=True)
class Coalesce:
    """Octets are collected, as by a USB adapter.

    Attributes:
        octets: Octets in a packet; 64 for a bulk endpoint at full speed.
        latency_s: So long the first waits for the packet to fill; 16 ms in an FT232.
    """

    octets: int = 64
    latency_s: float = 0.016

    def __post_init__(self) -> None:
        if self.octets < 1 or self.latency_s <= 0:
            raise ValueError("a packet has at least one octet, and a latency is longer than 0 s")

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Coalescing(self)


class _Delaying(Injection):
    def __init__(self, fault: Jitter, rng: Random):
        super().__init__()
        self._fault = fault
        self._rng = rng
        self._pieces: deque[tuple[float, bytes]] = deque()
        self._held = 0
        self._last_due = 0.0

    def feed(self, octets: bytes, now: float) -> bytes:
        if octets:
            due = now + self._rng.uniform(self._fault.least_s, self._fault.most_s)
            self._last_due = max(self._last_due, due)
            self._pieces.append((self._last_due, octets))
            self._held += len(octets)
            self.counters["delayed_octets"] += len(octets)
        super().feed(octets, now)
        passed = b""
        while self._pieces and self._pieces[0][0] <= now:
            passed += self._pieces.popleft()[1]
        self._held -= len(passed)
        self.wake_at = self._pieces[0][0] if self._pieces else None
        return passed

    def end(self, now: float) -> bytes:
        return b"".join(octets for _, octets in self._pieces)

    @property
    def held(self) -> int:
        return self._held


class _Holding(Injection):
    """Holds octets in one heap."""

    def __init__(self) -> None:
        super().__init__()
        self._octets = bytearray()

    def _release(self, count: int) -> bytes:
        released = bytes(self._octets[:count])
        del self._octets[:count]
        return released

    def end(self, now: float) -> bytes:
        return bytes(self._octets)

    @property
    def held(self) -> int:
        return len(self._octets)


class _Splitting(_Holding):
    def __init__(self, fault: Split):
        super().__init__()
        self._fault = fault
        self._next_at = 0.0

    def feed(self, octets: bytes, now: float) -> bytes:
        self._octets += super().feed(octets, now)
        passed = b""
        if self._octets and now >= self._next_at:
            passed = self._release(self._fault.octets)
            self._next_at = now + self._fault.gap_s
            self.counters["pieces"] += 1
        self.wake_at = self._next_at if self._octets else None
        return passed


class _Coalescing(_Holding):
    def __init__(self, fault: Coalesce):
        super().__init__()
        self._fault = fault

    def feed(self, octets: bytes, now: float) -> bytes:
        if octets and not self._octets:
            self.wake_at = now + self._fault.latency_s
        self._octets += super().feed(octets, now)
        full = len(self._octets) - len(self._octets) % self._fault.octets
        passed = self._release(full)
        self.counters["packets"] += full // self._fault.octets
        if full:
            self.wake_at = now + self._fault.latency_s
        if self.wake_at is not None and now >= self.wake_at:
            self.counters["packets"] += bool(self._octets)
            passed += self._release(len(self._octets))
        if not self._octets:
            self.wake_at = None
        return passed
