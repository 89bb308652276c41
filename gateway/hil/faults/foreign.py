"""Octets that nobody sent: `Insert`, `Noise`, `Break`.

Text of a boot loader, log lines between the frames, a prompt; what a UART makes of noise
before the transmitter is on; a line that was held low for longer than an octet.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gateway.hil.faults.injection import Injection
from gateway.hil.faults.units import UnitFault, UnitInjection, check_octets


@dataclass(frozen=True, kw_only=True)
class Insert(UnitFault):
    """Octets are inserted behind a unit; further attributes as `UnitFault`.

    Attributes:
        octets: What is inserted.
    """

    octets: bytes

    def __post_init__(self) -> None:
        super().__post_init__()
        check_octets(self.octets)

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Inserting(self, rng, self.octets)


@dataclass(frozen=True, kw_only=True)
class Noise(UnitFault):
    """A burst of random octets comes behind a unit; further attributes as `UnitFault`.

    Attributes:
        length: Octets in a burst.
    """

    length: int = 32

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.length < 1:
            raise ValueError(f"a burst of {self.length} octets; give 1 or more")

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Inserting(self, rng, self.length)


@dataclass(frozen=True, kw_only=True)
class Break(UnitFault):
    """A break comes behind a unit; attributes as `UnitFault`.

    A break is a line held low for longer than an octet.  A terminal that was not told
    otherwise (no IGNBRK, BRKINT or PARMRK, as pyserial leaves it) reads it as one 00.
    """

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Inserting(self, rng, b"\x00")


class _Inserting(UnitInjection):
    def __init__(self, fault: UnitFault, rng: Random, what: bytes | int):
        super().__init__(fault, rng)
        self._what = what

    def hit(self, unit: bytes) -> bytes:
        what = self._what
        octets = what if isinstance(what, bytes) else self.rng.randbytes(what)
        self.counters["insertions"] += 1
        self.counters["inserted_octets"] += len(octets)
        self.note("inserted", b"", octets, len(unit))
        return unit + octets
