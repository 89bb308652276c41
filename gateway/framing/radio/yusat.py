"""YUSAT-1: AX.25 in octets, without bit stuffing and NRZI.

::

    7E  <address, control, PID, information>  <FCS 2>  7E      highest bit first

The FCS is CRC-16/IBM-SDLC, low octet first.  A flag may stand inside a frame, so each one is
tried as its end.  Flag and FCS prove little; destination or source has to be a name.

Source: the variant is documented in public by gr-satellites alone.  Nothing received was at
hand to check this module against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding.bits import Bits, Soft, harden, to_bits, to_octets
from gateway.coding.crc import CRC16_IBM_SDLC
from gateway.framing.radio.address import HEADER_OCTETS, named
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Frame, Rejected

NAME = "yusat"
LONGEST = 256
"""Octets of the longest frame, FCS and the flag behind it included."""

_FLAG = b"\x7e"
_SHORTEST = HEADER_OCTETS + 1 + CRC16_IBM_SDLC.octets


@dataclass(frozen=True)
class Yusat:
    """AX.25 in octets."""

    name = NAME

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        body = Body(8 * LONGEST, self.open, 8 * HEADER_OCTETS, _measure)
        return SyncDeframer(SyncWord(f"{_FLAG[0]:08b}"), body)

    def open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in the *soft* bits behind a flag, and the symbols it took.

        Noise is full of flags, so no failure is told.
        """
        octets = to_octets(harden(soft))
        end = octets.find(_FLAG, _SHORTEST)
        while end >= 0:
            if CRC16_IBM_SDLC.verify(octets[:end]):
                return Frame(octets[: end - CRC16_IBM_SDLC.octets], NAME), 8 * (end + 1)
            end = octets.find(_FLAG, end + 1)
        return None, len(soft)

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*."""
        octets = _FLAG * 4 + CRC16_IBM_SDLC.append(data) + _FLAG
        return np.concatenate((to_bits(b"\xaa" * 8), to_bits(octets)))


def _measure(head: Soft) -> int | None:
    """Symbols of the longest frame with this head, if it names somebody."""
    return 8 * LONGEST if named(to_octets(harden(head))) else None


YUSAT = Yusat()
