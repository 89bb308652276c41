"""AX5043: HDLC behind the forward error correction of this radio chip.

::

    7E 7E ...  <data ...> <FCS>  7E      bits stuffed, code of rate 1/2, matrices of 4 x 4
    └ coded and interleaved, two flags are the sync word ┘

The code has constraint length 5 and 1 + D^3 + D^4 (inverted) and 1 + D + D^2 + D^4.  A flag
fills a matrix, one bit late.  Octets are sent lowest bit first; the FCS is CRC-16/USB.

Source: ON Semiconductor AND9347, "AX5043 programming manual".  We differ in that the code
is decoded softly.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gateway.coding.bit_stuffing import stuff, unstuff
from gateway.coding.bits import Bits, Soft, soften, to_bits, to_octets
from gateway.coding.convolutional import Convolutional
from gateway.coding.crc import CATALOGUE
from gateway.coding.interleaving import Matrix
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Frame, Quality, Rejected

NAME = "ax5043"
CRC16_USB = CATALOGUE["CRC-16/USB"]
CODE = Convolutional(5, (0b10011, 0b11101), (True, False))

LONGEST = 256
"""Octets of the longest frame, FCS included."""

SHORTEST = 8
"""Octets of the shortest; between two flags of noise there are few."""

_FLAG = to_bits(b"\x7e")
_MATRIX = Matrix(4, 4)
_SYNC = SyncWord("10001010111001101000101011100110", tolerance=3)
_SYMBOLS = 2 * 8 * (LONGEST + 16) * 6 // 5 // len(_MATRIX) * len(_MATRIX)


@dataclass(frozen=True)
class Ax5043:
    """HDLC with the chip's forward error correction.

    Attributes:
        preamble: Flags that a sender puts before the frame.
    """

    preamble: int = 16

    name = NAME

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        return SyncDeframer(_SYNC, Body(_SYMBOLS, self.open))

    def open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in the *soft* bits behind two flags, and the symbols it took.

        There is a sync word for every flag of a preamble, so no failure is told.
        """
        # The flags found are decoded again: they lead the decoder to its state.
        known = soften(_SYNC.as_bits()) * np.abs(soft).max(initial=0)
        rows = np.concatenate((known, soft)).reshape(-1, len(_MATRIX))
        symbols = np.concatenate([_MATRIX.deinterleave(row) for row in rows])
        bits = CODE.decode(symbols, terminated=False)
        for start, end in _between_flags(bits):
            octets = _verified(bits[start:end])
            if octets is not None:
                wrong = CODE.encode(bits, flush=False) != (symbols > 0)
                corrected = int(np.count_nonzero(wrong[2 * start : 2 * end]))
                used = min(2 * (end + len(_FLAG)) - len(_SYNC), len(soft))
                return Frame(octets, NAME, Quality(corrected=corrected)), used
        return None, len(soft)

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*."""
        stuffed = stuff(to_bits(CRC16_USB.append(data), "little"))
        flags = np.tile(_FLAG, self.preamble)
        bits = np.concatenate((_FLAG[-1:], flags, stuffed, _FLAG, _FLAG))
        symbols = CODE.encode(bits)
        rows = symbols[: len(symbols) // len(_MATRIX) * len(_MATRIX)].reshape(-1, len(_MATRIX))
        return np.concatenate([_MATRIX.interleave(row) for row in rows])


AX5043 = Ax5043()


def _between_flags(bits: Bits) -> list[tuple[int, int]]:
    """What stands between neighbouring flags, if a frame could be as short."""
    windows = np.lib.stride_tricks.sliding_window_view(bits, len(_FLAG))
    flags = np.flatnonzero((windows == _FLAG).all(axis=1)).tolist()
    places = ((before + len(_FLAG), after) for before, after in pairwise(flags))
    return [(start, end) for start, end in places if end - start >= 8 * SHORTEST]


def _verified(stuffed: Bits) -> bytes | None:
    """The frame in bits between two flags, its FCS removed; None if there is none."""
    bits = unstuff(stuffed)
    if bits is None or len(bits) % 8:
        return None
    octets = to_octets(bits, "little")
    return octets[: -CRC16_USB.octets] if CRC16_USB.verify(octets) else None
