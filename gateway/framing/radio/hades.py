"""HADES: telemetry of AMSAT-EA's PocketQubes at 50 to 200 Bd.

::

    BF 35  <type, address> <data ..........> <CRC 2>
           1               scrambled
           length: as the type, its upper four bits, has it

The CRC is CRC-16/IBM-3740 of what is sent.  The scrambler is 1 + x^12 + x^17 from a register
of zeros but for the oldest bit, and passes by the lowest bit of each octet, which is sent as
it is and does not go through the register.

Source: AMSAT-EA, "HADES-D transmissions description" and "Transmissions description for
MARIA-G, UNNE-1, HADES-R, HADES-ICM"; the scrambler is that of AMSAT-EA's published
`genesis_scrambler`, which differs from the text.  Nothing received was at hand to check this
module against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding.bits import Bits, to_bits, to_octets
from gateway.coding.crc import CRC16_IBM_3740
from gateway.coding.multiplicative import G3RUH
from gateway.framing.radio.burst import Burst, Candidate, Noise
from gateway.framing.radio.stages import Checked, Quiet
from gateway.framing.radio.sync import SyncWord

_SCRAMBLED = 7
"""Bits of an octet that are scrambled."""


@dataclass(frozen=True)
class LengthByType:
    """The type in the first octet tells the length, CRC included.

    Attributes:
        lengths: Octets of the types 0 to 15; 0 where there is no such type.
    """

    lengths: tuple[int, ...]

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        length = self.lengths[candidate.octets[0] >> 4]
        if not 0 < length <= len(candidate.octets):
            raise Noise
        candidate.used = length
        candidate.octets = candidate.octets[:length]

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        if self.lengths[octets[0] >> 4] != len(octets):
            raise ValueError(f"{len(octets)} octets are not what type {octets[0] >> 4} has")
        return octets


@dataclass(frozen=True)
class HadesScrambler:
    """All octets but the first, seven bits of each."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        candidate.octets = self._turn(candidate.octets, receive=True)

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        return self._turn(octets, receive=False)

    @staticmethod
    def _turn(octets: bytes, receive: bool) -> bytes:
        rows = to_bits(octets).reshape(-1, 8)
        bits: Bits = rows[1:, :_SCRAMBLED].reshape(-1)
        # The one bit in the register reaches the first bit only.
        if receive:
            bits = G3RUH.descramble(bits)
            bits[:1] ^= 1
        else:
            bits = bits.copy()
            bits[:1] ^= 1
            bits = G3RUH.scramble(bits)
        return to_octets(np.concatenate((rows[0], _with(rows[1:], bits))))


def _with(rows: Bits, bits: Bits) -> Bits:
    """*rows* with *bits* in place of their first seven columns."""
    rows = rows.copy()
    rows[:, :_SCRAMBLED] = bits.reshape(-1, _SCRAMBLED)
    return rows.reshape(-1)


def _burst(name: str, lengths: tuple[int, ...]) -> Burst:
    stages = (LengthByType(lengths), Quiet(Checked(CRC16_IBM_3740)), HadesScrambler())
    return Burst(name, SyncWord(f"{0xBF35:016b}"), 8 * max(lengths), stages)


HADES_D = _burst("hades_d", (0, 26, 13, 26, 54, 33, 135, 67, 28, 123, 0, 0, 64, 0, 0, 0))
HADES_R = _burst("hades_r", (0, 31, 17, 29, 35, 27, 135, 101, 31, 123, 17, 9, 64, 0, 38, 41))
