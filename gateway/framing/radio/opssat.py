"""OPS-SAT: Reed-Solomon inside AX.25, so that the FCS need not be right.

::

    7E  <AX.25 header, 16 octets> <randomised: frame, 32 octets of parity> <FCS>  7E
                                  └─ a codeword of CCSDS, conventional basis

The line is that of AX.25 with G3RUH's scrambler. The FCS is not looked at: Reed-Solomon
corrects what it would only notice, unless an error makes or unmakes a stuffed bit. Half of
the address characters have to be ones before that is tried.

Source: documentation of gr-satellites, "OPS-SAT deframer".
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding import scrambling
from gateway.coding.bits import Bits, to_octets
from gateway.coding.crc import CRC16_IBM_SDLC
from gateway.coding.reed_solomon import CCSDS
from gateway.framing.radio.address import characters
from gateway.framing.radio.ax25 import AX25_G3RUH, MIN_CHARACTERS, Ax25, Ax25Deframer, Between
from gateway.framing.radio.burst import Broken, Candidate, Noise
from gateway.framing.radio.stages import Coded, Scrambled
from gateway.model import Frame, Quality

HEADER = bytes.fromhex("8898608aa6826088a0609ea0a66103f0")
"""What the satellite sends: to DL0ESA, from DP0OPS, UI, no layer 3."""

_STAGES = (Scrambled(scrambling.CCSDS), Coded(CCSDS))


@dataclass(frozen=True)
class OpsSat:
    """The framing of OPS-SAT."""

    name: str = "ops_sat"

    def deframer(self) -> OpsSatDeframer:
        """A new receiver."""
        return OpsSatDeframer(self.name)

    def encode(self, data: bytes) -> Bits:
        """The symbols of a transmission that holds the frame *data*, 223 octets at most."""
        for stage in reversed(_STAGES):
            data = stage.seal(data)
        return AX25_G3RUH.encode(HEADER + data)


class OpsSatDeframer(Ax25Deframer):
    """Receiver for OPS-SAT.

    Args:
        name: Name of the framing, as in `Frame.framing`.

    Attributes:
        counters: Candidates that are no frames, as in `Ax25Deframer`.
    """

    def __init__(self, name: str):
        super().__init__(Ax25(g3ruh=True, fix=0))
        self._name = name

    def _read(self, candidate: Between) -> Frame | None:
        """The frame in *candidate*, whatever its FCS; None if there is none."""
        if candidate.plain is None or characters(candidate.header) < MIN_CHARACTERS:
            return None
        octets = to_octets(candidate.plain, "little")
        inner = Candidate(octets[len(HEADER) : -CRC16_IBM_SDLC.octets])
        try:
            for stage in _STAGES:
                stage.open(inner)
        except (Broken, Noise):
            return None
        return Frame(inner.octets, self._name, Quality(corrected=inner.corrected))


OPS_SAT = OpsSat()
