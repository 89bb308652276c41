"""Octets and frames that come twice or in the wrong order: `Duplicate`, `Swap`.

A digipeater, two receivers of one signal, a driver that sends again what was acknowledged
too late; datagrams on their way through a network.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gateway.hil.faults.injection import Injection
from gateway.hil.faults.units import UnitFault, UnitInjection


@dataclass(frozen=True, kw_only=True)
class Duplicate(UnitFault):
    """Units come twice; attributes as `UnitFault`."""

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Duplicating(self, rng)


class _Duplicating(UnitInjection):
    def __init__(self, fault: Duplicate, rng: Random):
        super().__init__(fault, rng)
        self._name = f"duplicated_{fault.of}"

    def hit(self, unit: bytes) -> bytes:
        self.counters[self._name] += 1
        self.note("duplicated", unit, 2 * unit)
        return 2 * unit


@dataclass(frozen=True, kw_only=True)
class Swap(UnitFault):
    """Units change places with the one that follows; attributes as `UnitFault`."""

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Swapping(self, rng)


class _Swapping(UnitInjection):
    def __init__(self, fault: Swap, rng: Random):
        super().__init__(fault, rng)
        self._name = f"swapped_{fault.of}"
        self._waiting = b""

    def hit(self, unit: bytes) -> bytes:
        if self._waiting:
            return self.miss(unit)
        self._waiting = unit
        return b""

    def miss(self, unit: bytes) -> bytes:
        if not self._waiting:
            return unit
        before, after = self._waiting + unit, unit + self._waiting
        self._waiting = b""
        self.counters[self._name] += 1
        self.note("swapped", before, after)
        return after

    def end(self, now: float) -> bytes:
        return self._waiting + super().end(now)
