r"""The line code of packet radio: NRZI, and the scrambler of G3RUH where there is one.

::

    send      bits ─▶ (scramble) ─▶ NRZI ─▶ symbols
    receive   bits ◀─ (descramble) ◀─ NRZI ◀─ symbols       symbol n gives bit n

`LineDeframer` puts any deframer behind the line code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.coding import nrzi
from gateway.coding.bits import Bits, Soft
from gateway.coding.multiplicative import G3RUH
from gateway.framing.radio.deframer import Caught, SoftDeframer
from gateway.framing.radio.ring import SymbolRing


@dataclass(frozen=True)
class Line:
    """NRZI with or without scrambler.

    Attributes:
        g3ruh: Whether there is one.
    """

    g3ruh: bool = False

    @property
    def memory(self) -> int:
        """Symbols before a bit's own that the bit depends on."""
        return 1 + (G3RUH.length if self.g3ruh else 0)

    def encode(self, bits: Bits) -> Bits:
        """The symbols of *bits*."""
        return nrzi.encode(G3RUH.scramble(bits) if self.g3ruh else bits)

    def decode(self, symbols: Bits) -> Bits:
        """The bits of *symbols* along the last axis; the first `memory` are arbitrary."""
        bits = nrzi.decode(symbols)
        return G3RUH.descramble(bits) if self.g3ruh else bits

    def decode_soft(self, symbols: Soft) -> Soft:
        """The same for soft symbols; the first `memory` are erasures."""
        soft = nrzi.decode_soft(symbols)
        return G3RUH.descramble_soft(soft) if self.g3ruh else soft

    def decode_windows(self, windows: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """The same for the windows of a ring, of which the newest 64 - `memory` are right."""
        bits = ~(windows ^ (windows >> np.uint64(1)))
        return G3RUH.descramble_windows(bits) if self.g3ruh else bits


class LineDeframer:
    """A deframer behind the line code.

    Args:
        line: The line code.
        deframer: What looks at its bits.

    Attributes:
        counters: Those of the deframer.
    """

    def __init__(self, line: Line, deframer: SoftDeframer):
        self.reach = deframer.reach + line.memory
        self.counters = deframer.counters
        self._line = line
        self._deframer = deframer

    def search(self, ring: SymbolRing, final: bool = False) -> list[Caught]:
        """As `SoftDeframer.search`."""
        return self._deframer.search(ring.behind(self._line, self._deframer.reach), final)
