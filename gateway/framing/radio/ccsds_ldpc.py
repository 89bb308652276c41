"""CCSDS telemetry behind the AR4JA low-density parity-check codes.

::

    03 47 76 C7 27 28 95 B0  <randomised: codeword of a frame of 128 or 512 octets>

One codeword a frame; that all its checks hold proves it.  The standard also lets a stream of
codewords carry frames that begin anywhere; that is not done here.

Source: CCSDS 131.0-B-5, sections 7.4, 9.3.4 and 10.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding import scrambling
from gateway.coding.bits import Bits, Soft, harden, soften, to_bits, to_octets
from gateway.coding.ldpc import Ar4ja
from gateway.framing.check import reject
from gateway.framing.radio.burst import Candidate
from gateway.framing.radio.sync import HEARD, Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

SYNC = SyncWord(f"{0x034776C7272895B0:064b}", tolerance=12)


@dataclass(frozen=True)
class CcsdsLdpc:
    """One of the codes.

    Attributes:
        name: Name of the framing, as in `Frame.framing`.
        code: The code.
        preamble: Octets that a sender puts before the sync word.
    """

    name: str
    code: Ar4ja
    preamble: bytes = b"\xaa" * 16

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        return SyncDeframer(SYNC, Body(self.code.n, self._open, least=HEARD))

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*.

        Raises:
            ValueError: It has another length than the code's data.
        """
        if 8 * len(data) != self.code.k:
            raise ValueError(f"{len(data)} octets; a frame has {self.code.k // 8}")
        sent = self.code.encode(to_bits(data)) ^ self._randomiser
        return np.concatenate((to_bits(self.preamble), SYNC.as_bits(), sent))

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in the codeword *soft*, and its symbols."""
        received = to_octets(harden(soft))
        if Candidate(received).silent:
            return None, len(soft)
        decoded = self.code.decode(soft * -soften(self._randomiser))
        if decoded is None:
            message = "the parity checks cannot be made to hold"
            return reject(self.name, Disposition.CHECK_FAILED, received, message), len(soft)
        bits, corrected = decoded
        return Frame(to_octets(bits), self.name, Quality(corrected=corrected)), len(soft)

    @property
    def _randomiser(self) -> Bits:
        return to_bits(scrambling.CCSDS[: self.code.n // 8])


LDPC_HALF = CcsdsLdpc("ccsds_ldpc_1_2", Ar4ja("1/2", 1024))
LDPC_TWO_THIRDS = CcsdsLdpc("ccsds_ldpc_2_3", Ar4ja("2/3", 1024))
LDPC_FOUR_FIFTHS = CcsdsLdpc("ccsds_ldpc_4_5", Ar4ja("4/5", 1024))
LDPC_HALF_LONG = CcsdsLdpc("ccsds_ldpc_1_2_long", Ar4ja("1/2", 4096))
LDPC_TWO_THIRDS_LONG = CcsdsLdpc("ccsds_ldpc_2_3_long", Ar4ja("2/3", 4096))
LDPC_FOUR_FIFTHS_LONG = CcsdsLdpc("ccsds_ldpc_4_5_long", Ar4ja("4/5", 4096))

PRESETS = (
    LDPC_HALF,
    LDPC_TWO_THIRDS,
    LDPC_FOUR_FIFTHS,
    LDPC_HALF_LONG,
    LDPC_TWO_THIRDS_LONG,
    LDPC_FOUR_FIFTHS_LONG,
)
"""All codes but those of 16384 bits."""
