"""CCSDS telemetry behind the turbo codes.

::

    <marker: 64, 96, 128 or 192 bits>  <randomised: codeword of (frame, CRC-16/IBM-3740)>

The marker is the longer the lower the rate is, so that it is found where the code works.
Nothing in the code proves a frame; the standard demands the CRC, its frame error control
field, which is checked and removed.

Source: CCSDS 131.0-B-4, sections 6, 9.3 and 10; CCSDS 132.0-B-3 for the CRC.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gateway.coding import scrambling
from gateway.coding.bits import Bits, Soft, soften, to_bits, to_octets
from gateway.coding.crc import CRC16_IBM_3740
from gateway.coding.turbo import Rate, Turbo
from gateway.framing.check import reject
from gateway.framing.radio.sync import HEARD, Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

MARKERS: dict[Rate, bytes] = {
    "1/2": bytes.fromhex("034776c7272895b0"),
    "1/3": bytes.fromhex("25d5c0ce8990f6c9461bf79c"),
    "1/4": bytes.fromhex("034776c7272895b0fcb88938d8d76a4f"),
    "1/6": bytes.fromhex("25d5c0ce8990f6c9461bf79cda2a3f31766f0936b9e40863"),
}

WRONG: dict[Rate, float] = {"1/2": 0.2, "1/3": 0.25, "1/4": 0.28, "1/6": 0.32}
"""Share of the marker's bits that may be wrong: more than are where the code works, and so
few that noise has them less than once in a hundred thousand symbols."""


@dataclass(frozen=True)
class CcsdsTurbo:
    """One of the codes.

    Attributes:
        name: Name of the framing, as in `Frame.framing`.
        code: The code.
        preamble: Octets that a sender puts before the marker.
    """

    name: str
    code: Turbo
    preamble: bytes = b"\xaa" * 16

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        return SyncDeframer(self._sync, Body(self.code.n, self._open, least=HEARD))

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*.

        Raises:
            ValueError: It is not two octets shorter than the code's data.
        """
        if 8 * (len(data) + CRC16_IBM_3740.octets) != self.code.k:
            raise ValueError(f"{len(data)} octets; a frame has {self.code.k // 8 - 2}")
        sent = self.code.encode(to_bits(CRC16_IBM_3740.append(data))) ^ self._randomiser
        return np.concatenate((to_bits(self.preamble), self._sync.as_bits(), sent))

    def _open(self, codeword: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in *codeword*, and its symbols."""
        bits = self.code.decode(codeword * -soften(self._randomiser))
        octets = to_octets(bits)
        if not CRC16_IBM_3740.verify(octets):
            message = f"{CRC16_IBM_3740.name} is not what was sent"
            return reject(self.name, Disposition.CHECK_FAILED, octets, message), self.code.n
        sent = self.code.encode(bits) ^ self._randomiser
        corrected = int(np.count_nonzero(sent != (codeword > 0)))
        quality = Quality(corrected=corrected)
        return Frame(octets[: -CRC16_IBM_3740.octets], self.name, quality), self.code.n

    @cached_property
    def _sync(self) -> SyncWord:
        marker = "".join(map(str, to_bits(MARKERS[self.code.rate])))
        return SyncWord(marker, int(WRONG[self.code.rate] * len(marker)))

    @cached_property
    def _randomiser(self) -> Bits:
        return to_bits(scrambling.CCSDS)[: self.code.n]


TURBO_HALF = CcsdsTurbo("ccsds_turbo_1_2", Turbo("1/2", 1784))
TURBO_THIRD = CcsdsTurbo("ccsds_turbo_1_3", Turbo("1/3", 1784))
TURBO_QUARTER = CcsdsTurbo("ccsds_turbo_1_4", Turbo("1/4", 1784))
TURBO_SIXTH = CcsdsTurbo("ccsds_turbo_1_6", Turbo("1/6", 1784))
TURBO_HALF_LONG = CcsdsTurbo("ccsds_turbo_1_2_long", Turbo("1/2", 8920))
TURBO_THIRD_LONG = CcsdsTurbo("ccsds_turbo_1_3_long", Turbo("1/3", 8920))
TURBO_QUARTER_LONG = CcsdsTurbo("ccsds_turbo_1_4_long", Turbo("1/4", 8920))
TURBO_SIXTH_LONG = CcsdsTurbo("ccsds_turbo_1_6_long", Turbo("1/6", 8920))

PRESETS = (
    TURBO_HALF,
    TURBO_THIRD,
    TURBO_QUARTER,
    TURBO_SIXTH,
    TURBO_HALF_LONG,
    TURBO_THIRD_LONG,
    TURBO_QUARTER_LONG,
    TURBO_SIXTH_LONG,
)
"""All rates, with the shortest and the longest frames."""
