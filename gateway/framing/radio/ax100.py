"""GOMspace NanoCom AX100: the two framings of this radio, ASM+Golay and Reed-Solomon.

::

    ASM+Golay     93 0B 51 DE  <length> <randomised: frame, 32 octets of parity>
                               3 octets └─ length octets ─────────────────────┘
    Reed-Solomon  93 0B 51 DE  <length> <frame, 32 octets of parity>
                               └── length octets ──────────────────┘

Both carry CSP packets behind the Reed-Solomon code of CCSDS in the conventional basis; the
first length is in a Golay code.  The second framing is scrambled, its sync word included,
with G3RUH's polynomial but without NRZI, so that one wrong bit makes three; as nothing
protects its length, lengths that differ in one or two bits are tried as well.

Source: documentation of gr-satellites, "GOMspace AX100 deframer"; the maker has published
none.  Checked with recordings of ten satellites.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding import scrambling
from gateway.coding.bits import Bits, Soft
from gateway.coding.multiplicative import G3RUH
from gateway.coding.reed_solomon import CCSDS, FULL
from gateway.framing.radio.burst import Burst, Candidate
from gateway.framing.radio.line import Line, LineDeframer
from gateway.framing.radio.stages import GOLAY_OCTETS, Coded, GolayLength, Scrambled
from gateway.framing.radio.sync import SyncWord

SYNC = SyncWord(f"{0x930B51DE:032b}", tolerance=4)


@dataclass(frozen=True)
class LengthTried:
    """An unprotected length octet, which counts itself, before a codeword of CCSDS."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        candidate.used = self._end(candidate.octets)
        candidate.keep(1, candidate.used)
        Coded(CCSDS).open(candidate)

    @staticmethod
    def _end(octets: bytes) -> int:
        """Where the codeword ends: as the length says, or one near it that decodes."""
        length = octets[0] if octets else 0
        for end in (length ^ flip for flip in _FLIPS):
            if end <= len(octets) and CCSDS.decode(octets[1:end]) is not None:
                return end
        return length

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        codeword = CCSDS.encode(octets)
        return bytes((1 + len(codeword),)) + codeword


_FLIPS = sorted((octet for octet in range(256) if octet.bit_count() <= 1), key=int.bit_count)


class ScrambledLine(Line):
    """G3RUH's scrambler without NRZI."""

    @property
    def memory(self) -> int:
        """As `Line.memory`."""
        return G3RUH.length

    def encode(self, bits: Bits) -> Bits:
        """As `Line.encode`."""
        return G3RUH.scramble(bits)

    def decode_soft(self, symbols: Soft) -> Soft:
        """As `Line.decode_soft`."""
        return G3RUH.descramble_soft(symbols)


@dataclass(frozen=True)
class Ax100ReedSolomon:
    """The framing without Golay code."""

    name: str = "ax100_rs"

    def deframer(self) -> LineDeframer:
        """A new receiver."""
        return LineDeframer(_LINE, self._burst.deframer())

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*."""
        return _LINE.encode(self._burst.encode(data))

    @property
    def _burst(self) -> Burst:
        return Burst(self.name, SYNC, 8 * (1 + FULL), (LengthTried(),))


_LINE = ScrambledLine()

AX100_RS = Ax100ReedSolomon()
AX100_ASM_GOLAY = Burst(
    "ax100_asm_golay",
    SYNC,
    8 * (GOLAY_OCTETS + FULL),
    (GolayLength(), Scrambled(scrambling.CCSDS), Coded(CCSDS)),
)
