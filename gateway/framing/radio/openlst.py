"""OpenLST: frames of the open radio of Planet Labs, in its mode with forward error correction.

::

    D3 91 D3 91  code( PN9( <length 1> <data ...> <CRC 2> 0B 0B ) )
                             length: octets of data and CRC

The radio is a CC1110: its code has rate 1/2 and constraint length 4, and is interleaved by
matrices of 4 x 4 pairs of symbols, the last octet of each first.  The CRC, of length and data,
is CRC-16/CMS, low octet first.

Source: Planet Labs, "OpenLST user guide"; Texas Instruments DN504, "FEC implementation", and
DN509, "Data whitening".  We differ in that the code is decoded softly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gateway.coding import scrambling
from gateway.coding.bits import Bits, Soft, soften
from gateway.coding.convolutional import Convolutional
from gateway.framing.radio.burst import Burst, Candidate
from gateway.framing.radio.packet_engine import CRC16_CMS, Packet
from gateway.framing.radio.stages import Scrambled
from gateway.framing.radio.sync import SyncWord

_Value = TypeVar("_Value", np.uint8, np.float32)

CC11XX_K4 = Convolutional(4, (0b1011, 0b1111), (False, False))
"""The code of the CC11xx radios."""

LONGEST = 256
"""Octets of the longest frame, length and CRC included."""

_TERMINATOR = b"\x0b\x0b"
_MATRIX = 32
"""Symbols of an interleaver matrix."""

_BEFORE = 8
"""Bits that the decoder is given to find its state; a multiple of 8."""


@dataclass(frozen=True)
class CodedCc11xx:
    """The interleaved convolutional code of the CC11xx."""

    def open(self, soft: Soft) -> Soft:
        """As `SoftStage.open`."""
        # The register is empty at first: so many zeros were sent before, as it were.
        zeros = np.full(2 * _BEFORE, -np.abs(soft).max(initial=0), np.float32)
        symbols = np.concatenate((zeros, _turn(soft)))
        return soften(CC11XX_K4.decode(symbols, terminated=False)[_BEFORE:])

    def seal(self, bits: Bits) -> Bits:
        """As `SoftStage.seal`."""
        symbols = CC11XX_K4.encode(bits, flush=False)
        return _turn(symbols[: len(symbols) - len(symbols) % _MATRIX])


@dataclass(frozen=True)
class Terminated:
    """Two octets that empty the register, and fill up the last matrix where that is needed."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`; the length behind tells where the frame ends."""

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        return octets + _TERMINATOR


OPENLST = Burst(
    "openlst",
    SyncWord(f"{0xD391D391:032b}", tolerance=4),
    16 * (LONGEST + len(_TERMINATOR)),
    (Scrambled(scrambling.PN9), Terminated(), Packet(CRC16_CMS, "little", counted=True)),
    (CodedCc11xx(),),
)


def _turn(symbols: NDArray[_Value]) -> NDArray[_Value]:
    """*symbols* interleaved, or put back in order: both are the same."""
    matrices = symbols.reshape(-1, 4, 4, 2)
    return matrices[:, ::-1, ::-1].transpose(0, 2, 1, 3).reshape(-1)
