"""Bits that are wrong: `BitFlips`, `SevenBit`.

Interference on a long cable, a marginal signal with a TNC that passes everything (PASSALL);
a port that was set to seven data bits, or a terminal driver with ISTRIP.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gateway.hil.faults.chance import Chance, check_probability
from gateway.hil.faults.injection import Injection


@dataclass(frozen=True)
class BitFlips:
    """Data bits are flipped, each for itself.

    Start and stop bits are not: `BaudMismatch` is the fault whose octets lose their place.

    Attributes:
        ber: Bit error rate, 0 to 1.
    """

    ber: float

    def __post_init__(self) -> None:
        check_probability(self.ber)

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Flipping(self.ber, rng)


class _Flipping(Injection):
    def __init__(self, ber: float, rng: Random):
        super().__init__()
        self._chance = Chance(rng, ber)

    def feed(self, octets: bytes, now: float) -> bytes:
        flipped = bytearray(octets)
        hits = self._chance.within(8 * len(octets))
        for bit in hits:
            flipped[bit // 8] ^= 1 << bit % 8
        for place in sorted({bit // 8 for bit in hits}):
            self.counters["damaged_octets"] += 1
            after = bytes(flipped[place : place + 1])
            self.note("flipped", octets[place : place + 1], after, place)
        self.counters["flipped_bits"] += len(hits)
        self.offset += len(octets)
        return bytes(flipped)


@dataclass(frozen=True)
class SevenBit:
    """The eighth bit of every octet is lost."""

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Stripping()


class _Stripping(Injection):
    def feed(self, octets: bytes, now: float) -> bytes:
        stripped = bytes(octet & 0x7F for octet in octets)
        self.counters["damaged_octets"] += sum(octet > 0x7F for octet in octets)
        if stripped != octets:
            self.note("stripped", octets, stripped)
        return super().feed(stripped, now)
