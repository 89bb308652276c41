"""GOMspace NanoCom U482C: Golay length with flags, any mix of three codes behind it.

::

    C3 AA 66 55  <flags, length>  <coded: (randomised: (frame, 32 octets of parity))>
                 Golay, 3 octets  └─ length octets ─────────────────────────────────┘

    flags   0x100  convolutional code k = 7, ended with an octet of zeros
            0x200  randomiser of CCSDS
            0x400  Reed-Solomon code of CCSDS, conventional basis

Without Reed-Solomon nothing proves a frame: then its length field must have come without an
error, the convolutional code must find few, and the frame says that it is unchecked.

Source: documentation of gr-satellites, "GOMspace U482C deframer"; the maker has published
none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding import golay, scrambling
from gateway.coding.bits import Bits, Soft, harden, to_bits, to_octets
from gateway.coding.convolutional import NASA_DSN_K7_UNINVERTED
from gateway.coding.reed_solomon import CCSDS, FULL
from gateway.framing.check import reject
from gateway.framing.radio.burst import Broken, Candidate, Noise, least_sure
from gateway.framing.radio.stages import GOLAY_OCTETS, Coded, Scrambled, golay_length
from gateway.framing.radio.sync import HEARD, Body, SyncDeframer, SyncWord
from gateway.model import Frame, Quality, Rejected

SYNC = SyncWord(f"{0xC3AA6655:032b}", tolerance=4)
HEAD = 8 * GOLAY_OCTETS
CONVOLUTIONAL, RANDOMISED, REED_SOLOMON = 0x100, 0x200, 0x400
CODE = NASA_DSN_K7_UNINVERTED

FEW = 0.1
"""Share of symbols in error above which a convolutional code may be hearing noise, of which
it corrects 18 %."""


@dataclass(frozen=True)
class U482c:
    """The framing of the U482C.

    Attributes:
        flags: How a sender codes; a receiver takes what comes.
        preamble: Octets that a sender puts before the sync word.
    """

    flags: int = CONVOLUTIONAL | RANDOMISED | REED_SOLOMON
    name: str = "u482c"
    preamble: bytes = b"\xaa" * 16

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        return SyncDeframer(SYNC, Body(HEAD + 8 * FULL, self._open, HEAD, self._measure, HEARD))

    @staticmethod
    def _measure(head: Soft) -> int | None:
        """Symbols of the body that begins with *head*."""
        decoded = golay.decode(int.from_bytes(to_octets(harden(head))))
        return None if decoded is None else HEAD + 8 * (decoded[0] & 0xFF)

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in the body *soft*, and its symbols."""
        head = golay.decode(int.from_bytes(to_octets(harden(soft[:HEAD]))))
        if head is None:
            return None, len(soft)
        flags, wrong = head[0] & ~0xFF, head[1]
        if flags & CONVOLUTIONAL and not CODE.plausible(soft[HEAD:]):
            return None, len(soft)
        octets, corrected = self._inner(soft[HEAD:], flags)
        confidence = None if flags & CONVOLUTIONAL else least_sure(soft[HEAD:])
        candidate = Candidate(octets, wrong + corrected, confidence=confidence)
        try:
            for stage in self._stages(flags):
                stage.open(candidate)
        except Noise:
            return None, len(soft)
        except Broken as broken:
            return reject(self.name, broken.reason, octets, broken.message), len(soft)
        doubtful = wrong or corrected > FEW * len(soft)
        if not candidate.octets or (doubtful and not candidate.checked):
            return None, len(soft)
        quality = Quality(corrected=candidate.corrected, unchecked=not candidate.checked)
        return Frame(candidate.octets, self.name, quality), len(soft)

    @staticmethod
    def _inner(soft: Soft, flags: int) -> tuple[bytes, int]:
        """The octets behind the convolutional code if there is one, and symbols corrected."""
        if not flags & CONVOLUTIONAL:
            return to_octets(harden(soft)), 0
        bits = CODE.decode(soft, terminated=True)
        wrong = np.count_nonzero(CODE.encode(bits)[: len(soft)] != harden(soft))
        return to_octets(bits[:-2]), int(wrong)

    @staticmethod
    def _stages(flags: int) -> list[Scrambled | Coded]:
        """The stages behind the convolutional code."""
        scrambled = [Scrambled(scrambling.CCSDS)] if flags & RANDOMISED else []
        return scrambled + ([Coded(CCSDS)] if flags & REED_SOLOMON else [])

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*."""
        for stage in reversed(self._stages(self.flags)):
            data = stage.seal(data)
        bits = to_bits(data)
        if self.flags & CONVOLUTIONAL:
            # An octet of zeros empties the register of six bits.
            bits = CODE.encode(np.concatenate((bits, np.zeros(8, np.uint8))), flush=False)
        head = to_bits(golay_length(len(bits) // 8, self.flags))
        return np.concatenate((to_bits(self.preamble), SYNC.as_bits(), head, bits))


U482C = U482c()
