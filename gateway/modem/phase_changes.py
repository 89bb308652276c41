"""Differential PSK: bits as changes of phase from symbol to symbol.

::

    DBPSK         1 -> 0      0 -> 180 degrees
    V.26 A       00 -> 0     01 -> 90    11 -> 180    10 -> 270
    V.26 B       00 -> 45    01 -> 135   11 -> 225    10 -> 315
    V.27        001 -> 0    000 -> 45   010 -> 90    011 -> 135
                111 -> 180  110 -> 225  100 -> 270   101 -> 315

The receiver knows the carrier's phase but for a multiple of a step, and decides over pairs of
coherent symbols: a change is as likely as the best pair of phases that makes it.  That loses
less than comparing each symbol with the noisy one before it.  For two phases it is the sign
of the product of two neighbours and the magnitude of the weaker.

Source: ITU-T Recommendations V.26 (1984), 2.2, V.26 bis, and V.27 (1988), 2.2.  DBPSK as most
satellites send it; the other way round differs by the sign of all soft bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft
from gateway.modem.symbols import Samples


@dataclass(frozen=True)
class PhaseChanges:
    """A differential code.

    Attributes:
        labels: The bits that each change means, as a number, in the order of the changes
            from the least on; as many as there are steps in a turn.
        least: The least change, in steps.
    """

    labels: tuple[int, ...]
    least: float = 0.0

    @property
    def order(self) -> int:
        """Steps in a turn."""
        return len(self.labels)

    @property
    def bits(self) -> int:
        """Bits of a symbol."""
        return self.order.bit_length() - 1

    def encode(self, bits: Bits) -> NDArray[np.complex64]:
        """The symbols of *bits*, of magnitude 1; the first is changed from phase 0."""
        rows = bits.reshape(-1, self.bits)
        labels = rows @ (1 << np.arange(self.bits)[::-1])
        steps = np.argsort(self.labels)[labels] + self.least
        turns = (np.cumsum(steps) / self.order) % 1.0
        return np.asarray(np.exp(2j * np.pi * turns), np.complex64)

    def align(self, symbols: Samples) -> Samples:
        """*symbols* with the part of a step that every change has taken out."""
        turns = (np.arange(1, len(symbols) + 1) * self.least / self.order) % 1.0
        return np.asarray(symbols * np.exp(-2j * np.pi * turns), np.complex64)

    def decode(self, symbols: Samples) -> Soft:
        """The soft bits of aligned, coherent *symbols*, the highest of each symbol first.

        Those of the first symbol are erasures: nothing is before it.
        """
        soft = np.zeros((len(symbols), self.bits), np.float32)
        if len(symbols) < 2:
            return soft.ravel()
        phases = np.exp(-2j * np.pi * np.arange(self.order) / self.order).astype(np.complex64)
        fit = (symbols[:, None] * phases).real
        changed = np.stack(
            [(fit[:-1] + np.roll(fit[1:], -step, axis=1)).max(axis=1) for step in range(self.order)]
        )
        labels = np.array(self.labels)
        for bit in range(self.bits):
            one = labels >> (self.bits - 1 - bit) & 1 == 1
            soft[1:, bit] = (changed[one].max(axis=0) - changed[~one].max(axis=0)) / 2
        return soft.ravel()


DBPSK = PhaseChanges((1, 0))
V26A = PhaseChanges((0b00, 0b01, 0b11, 0b10))
V26B = PhaseChanges((0b00, 0b01, 0b11, 0b10), least=0.5)
V27 = PhaseChanges((0b001, 0b000, 0b010, 0b011, 0b111, 0b110, 0b100, 0b101))
