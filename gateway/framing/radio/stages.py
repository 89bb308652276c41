"""The stages that framings share; see `burst`."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding import golay
from gateway.coding.crc import Crc, Order
from gateway.coding.reed_solomon import ReedSolomon
from gateway.framing.radio.burst import Broken, Candidate, Noise, Stage
from gateway.model import Disposition

GOLAY_OCTETS = 3
"""Of a codeword."""


@dataclass(frozen=True)
class Scrambled:
    """Octets added to a fixed sequence; opening and sealing are the same.

    Attributes:
        sequence: At least as long as any candidate.
    """

    sequence: bytes

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        candidate.octets = self.seal(candidate.octets)

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        octets = octets[: len(self.sequence)]
        mask = int.from_bytes(self.sequence[: len(octets)])
        return (int.from_bytes(octets) ^ mask).to_bytes(len(octets))


@dataclass(frozen=True)
class Checked:
    """A CRC at the end.

    Attributes:
        crc: Which.
        order: Order of its octets; None for its usual one.
        covered: Octets before the candidate's that it covers too.
    """

    crc: Crc
    order: Order | None = None
    covered: bytes = b""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        octets = candidate.octets
        if len(octets) < self.crc.octets:
            raise Broken(Disposition.TRUNCATED, f"{len(octets)} octets with {self.crc.name}")
        if not self.crc.verify(self.covered + octets, self.order):
            raise Broken(Disposition.CHECK_FAILED, f"{self.crc.name} is not what was sent")
        candidate.octets = octets[: -self.crc.octets]
        candidate.checked = True

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        return self.crc.append(self.covered + octets, self.order)[len(self.covered) :]


@dataclass(frozen=True)
class LengthOctet:
    """A first octet that tells how many octets follow it.

    Attributes:
        counts: What its value counts besides the data that follows (itself: 1; a CRC that
            it leaves out: minus its octets).
        shortest: Least data that is accepted, octets.
        keep: Leave the length in the frame.
    """

    counts: int = 0
    shortest: int = 1
    keep: bool = False

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        octets = candidate.octets
        length = octets[0] - self.counts if octets else 0
        if length < self.shortest or len(octets) < 1 + length:
            raise Broken(Disposition.TRUNCATED, f"length {length} of {len(octets)} octets")
        candidate.used = 1 + length
        candidate.keep(0 if self.keep else 1, 1 + length)

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        if self.keep:
            return octets
        return bytes((len(octets) + self.counts,)) + octets


@dataclass(frozen=True)
class Coded:
    """Octets behind Reed-Solomon; the decoder's success proves them.

    Attributes:
        code: The code; shortened if the candidate is shorter than 255 octets.
        proves: Whether the code alone is strong enough to call the frame checked.
        depth: Codewords that take turns octet by octet.
    """

    code: ReedSolomon
    proves: bool = True
    depth: int = 1

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        size = len(candidate.octets) - self.depth * self.code.parity
        if size <= 0:
            message = f"{len(candidate.octets)} octets are less than the parity"
            raise Broken(Disposition.TRUNCATED, message)
        if candidate.silent:
            raise Noise
        data = bytearray(size)
        for turn in range(self.depth):
            data[turn :: self.depth], corrected = self._decode(candidate, turn)
            candidate.corrected += corrected
        candidate.octets, candidate.confidence = bytes(data), None
        candidate.checked |= self.proves

    def _decode(self, candidate: Candidate, turn: int) -> tuple[bytes, int]:
        """The data of codeword *turn*, and the octets corrected."""
        octets, confidence = candidate.octets, candidate.confidence
        if confidence is not None:
            confidence = confidence[turn :: self.depth]
        decoded = self.code.decode_softly(octets[turn :: self.depth], confidence)
        if decoded is None:
            message = f"more errors than Reed-Solomon corrects in codeword {turn + 1}"
            raise Broken(Disposition.CHECK_FAILED, message)
        return decoded

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        sealed = bytearray(len(octets) + self.depth * self.code.parity)
        for turn in range(self.depth):
            sealed[turn :: self.depth] = self.code.encode(octets[turn :: self.depth])
        return bytes(sealed)


def golay_length(octets: int, flags: int = 0) -> bytes:
    """The three octets in front of *octets* octets.

    Raises:
        ValueError: There are more than 255.
    """
    if octets > 0xFF:
        raise ValueError(f"{octets} octets do not fit into a length of eight bits")
    return golay.encode(flags | octets).to_bytes(GOLAY_OCTETS)


@dataclass(frozen=True)
class GolayLength:
    """Three octets in front that tell how many follow, in a Golay code."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        head = golay.decode(int.from_bytes(candidate.octets[:GOLAY_OCTETS]))
        if head is None:
            raise Noise
        word, errors = head
        end = GOLAY_OCTETS + (word & 0xFF)
        candidate.used = end
        candidate.keep(GOLAY_OCTETS, end)
        candidate.corrected += errors

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        return golay_length(len(octets)) + octets


@dataclass(frozen=True)
class Quiet:
    """A stage behind a sync word so short that noise is full of it: no refusal is told.

    Attributes:
        stage: The stage.
    """

    stage: Stage

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        try:
            self.stage.open(candidate)
        except Broken:
            raise Noise from None

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        return self.stage.seal(octets)
