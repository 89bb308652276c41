"""UA01 (PolyITAN-2-SAU): AX.25 behind G3RUH's scrambler, but with NRZI done twice.

::

    send     AX.25 ─▶ scramble ─▶ NRZI ─▶ NRZI ─▶ symbols

Source: the variant is documented in public by gr-satellites alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from gateway.coding.bits import Bits
from gateway.framing.radio.ax25 import AX25_G3RUH
from gateway.framing.radio.deframer import Caught
from gateway.framing.radio.line import Line, LineDeframer
from gateway.framing.radio.ring import SymbolRing

NAME = "ua01"
_OUTER = Line()


@dataclass(frozen=True)
class Ua01:
    """AX.25 with a second NRZI."""

    name = NAME

    def deframer(self) -> Ua01Deframer:
        """A new receiver."""
        return Ua01Deframer()

    def encode(self, data: bytes) -> Bits:
        """The symbols of a transmission that holds the frame *data* alone."""
        return _OUTER.encode(AX25_G3RUH.encode(data))


UA01 = Ua01()


class Ua01Deframer:
    """Receiver for UA01.

    Attributes:
        counters: Those of AX.25.
    """

    def __init__(self) -> None:
        self._inner = LineDeframer(_OUTER, AX25_G3RUH.deframer())
        self.counters = self._inner.counters
        self.reach = self._inner.reach

    def search(self, ring: SymbolRing, final: bool = False) -> list[Caught]:
        """As `SoftDeframer.search`."""
        return [
            msgspec.structs.replace(one, event=msgspec.structs.replace(one.event, framing=NAME))
            for one in self._inner.search(ring, final)
        ]
