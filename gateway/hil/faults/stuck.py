"""A line that no longer says anything: `Stuck`.

A transmitter that hangs or lost its power is silent; a GPS that is set up wrongly, or a
level shifter without supply, gives 00 or FF.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gateway.hil.faults.injection import Injection


@dataclass(frozen=True)
class Stuck:
    """Every octet comes as the same one, or not at all.

    Attributes:
        at: The octet; None for silence.
    """

    at: int | None = None

    def __post_init__(self) -> None:
        if self.at is not None and not 0 <= self.at <= 0xFF:
            raise ValueError(f"stuck at {self.at}; give an octet, 0 to 255, or None for silence")

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Sticking(self.at)


class _Sticking(Injection):
    def __init__(self, at: int | None):
        super().__init__()
        self._stand_in = b"" if at is None else bytes([at])
        self._name = "dropped_octets" if at is None else "replaced_octets"

    def feed(self, octets: bytes, now: float) -> bytes:
        instead = self._stand_in * len(octets)
        self.counters[self._name] += len(octets)
        if octets:
            self.note("stuck", octets, instead)
        super().feed(octets, now)
        return instead
