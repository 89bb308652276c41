"""The framings of SMOG-P, ATL-1, SMOG-1 and MRC-100: RA-coded packets, and signalling.

::

    packet      <1010...> 2DD4                       <RA code of 128 or 256 octets>   SMOG-P
                <1010...> 2DD4 63C53599              <RA code of 128 or 256 octets>   SMOG-1
                <1010...> E31C9DAE                   <RA code of 126 octets>          MRC-100
    signalling  <1010...> 2DD4 <512 bits of an m-sequence> <6 flags>

Packets of SMOG-P have no check but the code, which noise does not get through (see
`repeat_accumulate`).  Those of SMOG-1 end in a CRC-16/ARC of 128 or 256 octets; those of
MRC-100 have a CRC-16/IBM-3740 of octets 0 and 3 to 125 in octets 1 and 2.  Both CRCs stay in
the frame, where the layouts of these packets have them.

Signalling says how the next packets are sent.  A flag is an octet 00 or FF and is read by
majority; behind the known sequence nothing checks them, so the frame is `unchecked`.  Its
data are the last 58 octets of the sequence and the flags.

Source: SMOG-P and ATL-1 ground software (https://github.com/szlldm/smogp_atl1_gndsw);
gr-satellites documents the sync words and sizes in public.  The sequence is that of
x^9 + x^8 + x^7 + x^6 + x^3 + x + 1, found in what the satellites send.
Of SMOG-1 and of the long packet of SMOG-P no recording was at hand.  (gr-satellites puts
the CRC of MRC-100 elsewhere in the frame.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gateway.coding.bits import Bits, Soft, harden, soften, to_bits, to_octets
from gateway.coding.crc import CRC16_ARC, CRC16_IBM_3740
from gateway.coding.repeat_accumulate import LEAST, RepeatAccumulate
from gateway.coding.scrambling import sequence
from gateway.framing.check import reject
from gateway.framing.radio.burst import Burst
from gateway.framing.radio.ring import SymbolRing
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

_SYNC_WORDS = 1
"""Sync words accepted in a packet: decoding costs much, and a stream of them would stall us."""

_PREAMBLE = b"\xaa" * 16
_SYNC = "0010110111010100"


@dataclass(frozen=True)
class SmogRa:
    """A packet in the repeat-accumulate code.

    Attributes:
        name: Name of the framing.
        sync: The sync word.
        octets: Octets of a packet.
        proof: What tells a packet whose CRC is right.
    """

    name: str
    sync: SyncWord
    octets: int
    proof: Callable[[bytes], bool]

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        return SyncDeframer(self.sync, Body(self._code.symbols, self._open, least=LEAST))

    def encode(self, data: bytes) -> Bits:
        """The symbols of a packet; its CRC, where it has one, is in *data*.

        Raises:
            ValueError: It has another length.
        """
        if len(data) != self.octets:
            raise ValueError(f"{len(data)} octets do not fit a packet of {self.octets}")
        tail = to_bits(_PREAMBLE[:2])
        packet = self._code.encode(data)
        return np.concatenate((to_bits(_PREAMBLE), self.sync.as_bits(), packet, tail))

    @property
    def _code(self) -> RepeatAccumulate:
        return _CODES[self.octets]

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        if self._sync_words(soft) > _SYNC_WORDS:
            return None, 0
        decoded = self._code.decode(soft)
        if decoded is None:
            return None, 0
        data, corrected = decoded
        if not self.proof(data):
            message = "the CRC of the packet is not what was sent"
            return reject(self.name, Disposition.CHECK_FAILED, data, message), len(soft)
        return Frame(data, self.name, Quality(corrected=corrected)), len(soft)

    def _sync_words(self, soft: Soft) -> int:
        """How many sync words there are in *soft*."""
        ring = SymbolRing(len(soft))
        ring.append(soft)
        return len(self.sync.find(ring))


_CODES = {octets: RepeatAccumulate(octets) for octets in (126, 128, 256)}


def _by_code(packet: bytes) -> bool:
    """Nothing but the code proves a packet of SMOG-P; one of zeros is silence."""
    return any(packet)


def _by_arc(packet: bytes) -> bool:
    return any(packet) and CRC16_ARC.verify(packet)


def _by_ibm_3740(packet: bytes) -> bool:
    return CRC16_IBM_3740.verify(packet[:1] + packet[3:] + packet[1:3], "little")


_SEQUENCE_BITS = 512
_SEQUENCE = sequence((1, 2, 3, 6, 8, 9), (1, 0, 0, 1, 0, 1, 1, 1, 1), _SEQUENCE_BITS)
_IN_SYNC = 48
"""Bits of the sequence that serve as sync word, the rest follows."""
_REST = _SEQUENCE[_IN_SYNC:]
_REST_ERRORS = len(_REST) // 4
"""Wrong bits accepted there: noise has half of them wrong, plus or minus 11."""
_FLAGS = 6


@dataclass(frozen=True)
class SmogSignalling:
    """A signalling packet.

    Attributes:
        name: Name of the framing.
        sync: The sync word with the first 48 bits of the sequence.
    """

    name: str
    sync: SyncWord

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        return SyncDeframer(self.sync, Body(len(_REST) + 8 * _FLAGS, self._open))

    def encode(self, data: bytes) -> Bits:
        """The symbols of *data*, of which the last six octets are the flags.

        Raises:
            ValueError: It has another length than a frame.
        """
        if len(data) != len(_REST) // 8 + _FLAGS:
            raise ValueError(f"{len(data)} octets; a frame has {len(_REST) // 8 + _FLAGS}")
        flags = to_bits(data[-_FLAGS:])
        return np.concatenate(
            (to_bits(_PREAMBLE), self.sync.as_bits(), _REST, flags, to_bits(_PREAMBLE[:2]))
        )

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        wrong = int(np.count_nonzero(soft[: len(_REST)] * soften(_REST) <= 0))
        flags = soft[len(_REST) :].reshape(_FLAGS, 8).sum(axis=1)
        if wrong > _REST_ERRORS or not flags.all():
            return None, 0
        data = to_octets(np.concatenate((_REST, np.repeat(harden(flags), 8))))
        quality = Quality(corrected=wrong, unchecked=True)
        return Frame(data, self.name, quality), len(soft)


# The preamble alone is 6 bits from this word.
_SMOG_P_SYNC = SyncWord("10" * 10 + _SYNC, tolerance=5)
_SMOG_1_SYNC = SyncWord("10" * 8 + f"{_SYNC}{0x63C53599:032b}", tolerance=12)
_MRC_100_SYNC = SyncWord("10" * 16 + f"{0xE31C9DAE:032b}", tolerance=10)
_SIGNALLING_SYNC = SyncWord(_SYNC + "".join(map(str, _SEQUENCE[:_IN_SYNC].tolist())), tolerance=13)

SMOG_P_RA = SmogRa("smog_p_ra", _SMOG_P_SYNC, 128, _by_code)
SMOG_P_RA_LONG = SmogRa("smog_p_ra_long", _SMOG_P_SYNC, 256, _by_code)
SMOG_1_RA = SmogRa("smog_1_ra", _SMOG_1_SYNC, 128, _by_arc)
SMOG_1_RA_LONG = SmogRa("smog_1_ra_long", _SMOG_1_SYNC, 256, _by_arc)
MRC_100_RA = SmogRa("mrc_100_ra", _MRC_100_SYNC, 126, _by_ibm_3740)
SMOG_P_SIGNALLING = SmogSignalling("smog_p_signalling", _SIGNALLING_SYNC)
SMOG_1_SIGNALLING = Burst(
    "smog_1_signalling",
    SyncWord(f"{0x2DD4A39E1A556BCB:064b}", tolerance=8),
    size=512,
    whole=True,
)
"""The other signalling packet of SMOG-1, of which no recording was at hand: 64 octets."""
