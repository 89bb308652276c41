"""What is sent comes back: `Echo`.

A half-duplex bus (RS-485, K-line) whose receiver is not switched off while it sends, a
modem or terminal driver with local echo, a jumper left in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gateway.hil.faults.injection import Injection


@dataclass(frozen=True)
class Echo:
    """Octets pass, and come back to who sent them too.

    Toward the device the ground reads its own commands; toward the ground the device reads
    its own telemetry.
    """

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Echoing()


class _Echoing(Injection):
    def feed(self, octets: bytes, now: float) -> bytes:
        self.back += octets
        self.counters["echoed_octets"] += len(octets)
        return super().feed(octets, now)
