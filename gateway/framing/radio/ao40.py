"""AO-40: the telemetry of AMSAT's Phase 3-D and FUNcube, coded and uncoded.

::

    coded     pilots and symbols by columns of a matrix that was written by rows:
              P P P P ... P P P      65 pilots   (SMOG-P's short frame: 80, 52 a row)
              s s s s ... s s s      5132 symbols of the convolutional code, k = 7, ended
              randomised: (frame 256, parity 2 * 32 octets in turns; short 128 and 32)
    uncoded   39 15 ED 30  <frame: 512 octets> <CRC-16/IBM-3740>

The pilots are a shift register's sequence, one every 80 symbols (short: 51), so that a fade
spoils neither them nor the code.  SMOG-1 has a CRC-16/ARC in the last two octets of the
coded frame; it is checked and removed there.

Source: P. Karn, KA9Q, "Proposed coded AO-40 telemetry format", 2002; J. Miller, G3RUH, "Oscar
P3D telemetry", for the uncoded frame; for the short one L. Szabó's FEC-AO40 of BME.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from gateway.coding import scrambling
from gateway.coding.bits import Bits, Soft, soften
from gateway.coding.convolutional import CCSDS_K7
from gateway.coding.crc import CRC16_ARC, CRC16_IBM_3740
from gateway.coding.interleaving import Matrix
from gateway.coding.reed_solomon import CCSDS
from gateway.framing.radio.burst import Burst, Noise, Stage
from gateway.framing.radio.spread_sync import SpreadSync
from gateway.framing.radio.stages import Checked, Coded, Scrambled
from gateway.framing.radio.sync import HEARD, Body, SyncDeframer, SyncWord

WRONG_PILOTS = 0.24
"""Share of the pilots that may be wrong: where the code still works, one in eight is; of
noise, one place in a hundred thousand has so few."""


@dataclass(frozen=True)
class Matrixed:
    """A matrix written by rows, pilots first, and sent by columns.

    Attributes:
        matrix: The matrix.
        pilots: What comes first.
        symbols: Symbols behind them; what is left of the matrix is zero.
    """

    matrix: Matrix
    pilots: Bits
    symbols: int

    def open(self, soft: Soft) -> Soft:
        """As `SoftStage.open`."""
        return self.matrix.deinterleave(soft)[len(self.pilots) :][: self.symbols]

    def seal(self, bits: Bits) -> Bits:
        """As `SoftStage.seal`."""
        rows = np.zeros(len(self.matrix), np.uint8)
        rows[: len(self.pilots)] = self.pilots
        rows[len(self.pilots) :][: self.symbols] = bits
        return self.matrix.interleave(rows)

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """The place of each pilot in what is sent."""
        return np.argsort(self.matrix.interleave(np.arange(len(self.matrix))))[: len(self.pilots)]

    @cached_property
    def sync(self) -> SpreadSync:
        """The pilots as a sync pattern."""
        return SpreadSync(self.pilots, self.places, int(WRONG_PILOTS * len(self.pilots)))


class Terminated:
    """The convolutional code of CCSDS, flushed at its end."""

    def open(self, soft: Soft) -> Soft:
        """As `SoftStage.open`."""
        if not CCSDS_K7.plausible(soft):
            raise Noise
        return soften(CCSDS_K7.decode(soft, terminated=True))

    def seal(self, bits: Bits) -> Bits:
        """As `SoftStage.seal`."""
        return CCSDS_K7.encode(bits)


@dataclass(frozen=True)
class Ao40Fec:
    """The coded framing.

    Attributes:
        name: Name of the framing, as in `Frame.framing`.
        short: Frames of 128 octets, not 256.
        crc: With SMOG-1's CRC in the frame.
    """

    name: str = "ao40_fec"
    short: bool = False
    crc: bool = False

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        body = Body(self._burst.size, self._burst.open, least=HEARD)
        return SyncDeframer(_matrixed(self.short).sync, body)

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*.

        Args:
            data: 256 octets, or 128 in a short frame; two fewer with a CRC.
        """
        return self._burst.encode(data)

    @cached_property
    def _burst(self) -> Burst:
        stages: list[Stage] = [
            Scrambled(scrambling.CCSDS),
            Coded(CCSDS, depth=1 if self.short else 2),
        ]
        if self.crc:
            stages.append(Checked(CRC16_ARC))
        return Burst(
            self.name,
            SyncWord(""),
            len(_matrixed(self.short).matrix),
            stages,
            (_matrixed(self.short), Terminated()),
        )


@cache
def _matrixed(short: bool) -> Matrixed:
    """The matrix of long frames or short ones, the same for all variants."""
    rows, columns, pilots, octets = (51, 52, 80, 160) if short else (80, 65, 65, 320)
    sequence = scrambling.sequence((4, 7), (1,) * 7, pilots)
    return Matrixed(Matrix(rows, columns), sequence, CCSDS_K7.rate * (8 * octets + 6))


AO40_FEC = Ao40Fec()
AO40_FEC_SHORT = Ao40Fec("ao40_fec_short", short=True)
AO40_FEC_CRC = Ao40Fec("ao40_fec_crc", crc=True)
AO40_FEC_CRC_SHORT = Ao40Fec("ao40_fec_crc_short", short=True, crc=True)
AO40_UNCODED = Burst(
    "ao40_uncoded",
    SyncWord(f"{0x3915ED30:032b}", tolerance=3),
    8 * (512 + CRC16_IBM_3740.octets),
    (Checked(CRC16_IBM_3740),),
    whole=True,
)
