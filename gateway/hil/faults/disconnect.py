"""The ground's adapter is unplugged, and comes back.

A brown-out of the hub, a cable that was bumped: the port is gone, and whoever has it open
reads its end.  When it is back it may have another name (`ttyUSB0` becomes `ttyUSB1`).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gateway.hil.faults.injection import Injection


@dataclass(frozen=True)
class Disconnect:
    """Unplug the ground's port while the fault lasts; the line does it.

    Attributes:
        returns_as: File name of the port that comes back; empty for the same.
    """

    returns_as: str = ""

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Unplugged()


class _Unplugged(Injection):
    """Counts the octets that the device goes on sending; with no port the line loses them."""

    def feed(self, octets: bytes, now: float) -> bytes:
        self.counters["lost_octets"] += len(octets)
        return super().feed(octets, now)
