"""Octets and frames that are lost: `Drop`, `Truncate`, `Overrun`.

What loses octets is a FIFO that is not emptied in time, a hub that resets, a driver whose
buffer is full.  What loses frames is a radio.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gateway.hil.faults.chance import Chance, check_probability
from gateway.hil.faults.injection import Injection
from gateway.hil.faults.units import FrameFault, UnitFault, UnitInjection


@dataclass(frozen=True, kw_only=True)
class Drop(UnitFault):
    """Units are lost; attributes as `UnitFault`."""

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Dropping(self, rng)


class _Dropping(UnitInjection):
    def __init__(self, fault: Drop, rng: Random):
        super().__init__(fault, rng)
        self._name = f"dropped_{fault.of}"

    def hit(self, unit: bytes) -> bytes:
        self.counters[self._name] += 1
        self.note("dropped", unit, b"")
        return b""


@dataclass(frozen=True, kw_only=True)
class Truncate(FrameFault):
    """Frames lose their end, the delimiter too; attributes as `FrameFault`."""

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Truncating(self, rng)


class _Truncating(UnitInjection):
    def hit(self, unit: bytes) -> bytes:
        kept = self.cut(unit)
        self.counters["truncated_frames"] += 1
        self.counters["dropped_octets"] += len(unit) - len(kept)
        self.note("truncated", unit, kept)
        return kept


@dataclass(frozen=True)
class Overrun:
    """The reader is away, and the FIFO of its UART is not deep enough.

    A UART has no clock but its octets, so the time away is said in octets of the line: at
    115 200 baud 40 of them are 3.5 ms.  Those that fit into the FIFO come through; later
    ones are lost, as in a 16550.

    Attributes:
        probability: That the reader goes away, at each octet.
        away_octets: How long it stays away, in octets of the line.
        depth: What the FIFO holds; 16 in a 16550 and a PL011, 8 in the Pi's mini-UART.
    """

    probability: float
    away_octets: int = 40
    depth: int = 16

    def __post_init__(self) -> None:
        check_probability(self.probability)
        if self.away_octets < 1 or self.depth < 0:
            raise ValueError("a reader is away for one octet or more, and no FIFO is below 0 deep")

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Overrunning(self, rng)


class _Overrunning(Injection):
    def __init__(self, fault: Overrun, rng: Random):
        super().__init__()
        self._fault = fault
        self._chance = Chance(rng, fault.probability)
        self._left = 0

    def feed(self, octets: bytes, now: float) -> bytes:
        begins = set(self._chance.within(len(octets)))
        passed = bytearray()
        for place in range(len(octets)):
            if place in begins and not self._left:
                self._left = self._fault.away_octets
                self.counters["overruns"] += 1
            if self._is_full():
                self.counters["dropped_octets"] += 1
                self.note("overrun", octets[place : place + 1], b"")
            else:
                passed.append(octets[place])
            self._left = max(0, self._left - 1)
            self.offset += 1
        return bytes(passed)

    def _is_full(self) -> bool:
        return 0 < self._left <= self._fault.away_octets - self._fault.depth
