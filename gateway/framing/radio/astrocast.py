"""FX.25 as the first Astrocast satellites had it: another code, and no bit stuffing.

::

    <tag> <7E> <frame> <FCS> <7E> <fill> <parity>          255 octets, lowest bit first
          └── not stuffed ──────────┘

The tag is that of FX.25 for (255,223), but the code is that of CCSDS in the dual basis.  An
octet 7E may be within the frame: the flag that ends it is the one whose FCS is right.  On
the line it is NRZ or NRZI, without scrambler.

Source: FX.25, version 01 (see `fx25`), table of correlation tags; gr-satellites documents
what is different in public.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding.bits import Bits
from gateway.coding.crc import CRC16_IBM_SDLC
from gateway.coding.reed_solomon import CCSDS_DUAL, FULL
from gateway.framing.radio.burst import Broken, Burst, Candidate
from gateway.framing.radio.deframer import SoftDeframer
from gateway.framing.radio.line import Line, LineDeframer
from gateway.framing.radio.stages import Coded
from gateway.framing.radio.sync import SyncWord
from gateway.model import Disposition

_TAG = f"{0x6E260B1AC5835FAE:064b}"[::-1]
"""Lowest bit first."""
_FLAG = b"\x7e"
_DATA = FULL - CCSDS_DUAL.parity
_LINE = Line()


class _Flagged:
    """A frame with its FCS between flags, and fill behind."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        octets = candidate.octets
        end = octets.find(_FLAG, 1)
        while octets.startswith(_FLAG) and end > 0:
            if CRC16_IBM_SDLC.verify(octets[1:end]):
                candidate.octets = octets[1 : end - CRC16_IBM_SDLC.octets]
                candidate.checked = True
                return
            end = octets.find(_FLAG, end + 1)
        raise Broken(Disposition.CHECK_FAILED, f"no frame whose {CRC16_IBM_SDLC.name} is right")

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        flagged = _FLAG + CRC16_IBM_SDLC.append(octets) + _FLAG
        if len(flagged) > _DATA:
            raise ValueError(f"{len(flagged)} octets with flags and FCS do not fit into {_DATA}")
        return flagged.ljust(_DATA, b"\0")


@dataclass(frozen=True)
class AstrocastFx25:
    """The same on a line with or without NRZI.

    Attributes:
        name: Name of the framing.
        nrzi: Whether the line is NRZI.
    """

    name: str
    nrzi: bool

    def deframer(self) -> SoftDeframer:
        """A new receiver."""
        deframer = self._burst.deframer()
        return LineDeframer(_LINE, deframer) if self.nrzi else deframer

    def encode(self, data: bytes) -> Bits:
        """The symbols of the frame *data*."""
        bits = self._burst.encode(data)
        return _LINE.encode(bits) if self.nrzi else bits

    @property
    def _burst(self) -> Burst:
        """What is on the line."""
        return Burst(
            self.name,
            SyncWord(_TAG, tolerance=10),
            size=8 * FULL,
            stages=(Coded(CCSDS_DUAL, proves=False), _Flagged()),
            order="little",
        )


ASTROCAST_FX25_NRZI = AstrocastFx25("astrocast_fx25_nrzi", nrzi=True)
ASTROCAST_FX25_NRZ = AstrocastFx25("astrocast_fx25_nrz", nrzi=False)
