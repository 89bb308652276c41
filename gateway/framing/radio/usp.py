"""USP, the Unified SPUTNIX Protocol: DVB-S2's header before CCSDS' concatenated code.

::

    50 72 F6 4B 2D 90 B1 F5  <PLS: 64 symbols>  <convolutional: randomised: RS, dual basis>
                             which of two sizes  <type, 2> <length, 2, LE> <frame> <fill>
                                                 └─ 48 or 223 octets ──────────────────┘

The PLS code is DVB-S2's Reed-Muller code of 64 symbols, scrambled as there; code 0 stands
for 48 octets and code 1 for 223.  The convolutional code of CCSDS starts empty and is cut off
at the end.  A frame is most often AX.25 without flags and FCS.

Source: SPUTNIX, "USP protocol description", version 1.04, which has the two codes the other
way round than satellites send them; ETSI EN 302 307-1, section 5.5.2.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding import scrambling
from gateway.coding.bits import Bits, Soft, soften, to_bits
from gateway.coding.convolutional import CCSDS_K7
from gateway.coding.reed_solomon import CCSDS_DUAL
from gateway.framing.radio.burst import Broken, Burst, Candidate
from gateway.framing.radio.ccsds import ConvolutionalBehind
from gateway.framing.radio.stages import Coded, Scrambled
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Rejected

SYNC = SyncWord(f"{0x5072F64B2D90B1F5:064b}", tolerance=13)
PLS = 64
"""Symbols of the PLS code."""

HEADER = 4
"""Octets of type and length."""

SIZES = (48, 223)
"""Octets behind Reed-Solomon, by PLS code."""

_SCRAMBLER = np.array([int(bit) for bit in f"{0x719D83C953422DFA:064b}"], np.uint8)
_CODES = (_SCRAMBLER, _SCRAMBLER ^ (np.arange(PLS) % 2).astype(np.uint8))
_INNER = ConvolutionalBehind(CCSDS_K7, "0" * 32, tail=0)
TYPE = b"\x08\xff"
"""What satellites send there."""


@dataclass(frozen=True)
class Headed:
    """Type and length before the frame, fill behind it."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        octets = candidate.octets
        length = int.from_bytes(octets[2:HEADER], "little")
        if not 0 < length <= len(octets) - HEADER:
            message = f"length {length} of {len(octets) - HEADER} octets"
            raise Broken(Disposition.TRUNCATED, message)
        candidate.octets = octets[HEADER : HEADER + length]

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        size = SIZES[HEADER + len(octets) > SIZES[0]]
        return (TYPE + len(octets).to_bytes(2, "little") + octets).ljust(size, b"\0")


@dataclass(frozen=True)
class Usp:
    """The framing of SPUTNIX."""

    name: str = "usp"

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        return SyncDeframer(SYNC, Body(PLS + _symbols(SIZES[1]), self._open, PLS, _measure))

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*, 219 octets at most."""
        for stage in reversed(_STAGES):
            data = stage.seal(data)
        code = _CODES[len(data) == SIZES[1] + CCSDS_DUAL.parity]
        preamble = to_bits(b"\xaa" * 16)
        return np.concatenate((preamble, SYNC.as_bits(), code, _INNER.seal(to_bits(data))))

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        burst = Burst(self.name, SYNC, len(soft) - PLS, _STAGES, (_INNER,))
        event, symbols = burst.open(soft[PLS:])
        return event, PLS + symbols


_STAGES = (Scrambled(scrambling.CCSDS), Coded(CCSDS_DUAL), Headed())


def _symbols(size: int) -> int:
    return CCSDS_K7.rate * 8 * (size + CCSDS_DUAL.parity)


def _measure(head: Soft) -> int:
    """Symbols of the body that begins with the PLS code *head*."""
    likeness = [float(head @ soften(code)) for code in _CODES]
    return PLS + _symbols(SIZES[likeness[1] > likeness[0]])


USP = Usp()
