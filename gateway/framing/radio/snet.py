"""S-NET and SALSAT (TU Berlin): a header and blocks in BCH codes of 15 bits.

::

    04CF5FC8 <header, 14 codewords of (15,5)> <block> <block> ...

    header   SrcId 7, DstId 7, FrCntTx 4, FrCntRx 4, SNR 4, AiTypeSrc 4, AiTypeDst 4,
             DfcId 2, flags 6, PduLength 10, CRC-13 13, CRC-5 5 bits
    block    16 codewords of (15,11), (15,7) or (15,5), as AiTypeSrc 1, 2 or 3 says; with
             AiTypeSrc 0, the octets as they are

The codewords of the header, and of each block, are sent by columns.  Bits of a codeword's
data (in the header) and of an octet (in the PDU) come least significant first; the last
block is filled up with DB.  CRC-13 is that of the PDU, CRC-5 that of the header before it
and seven fixed bits.  The frame's data are the PDU.

S-NET computes both CRCs wrongly and so has to be checked wrongly: from the last octet to
the first; CRC-5 with one octet taken twice, CRC-13 with an OR where its register wants an
exclusive or.  SALSAT has them right.  The OR makes the register forget: that CRC-13 sees
little but the first octets.  So a PDU is believed only if it came whole and its codewords
had at most half the errors that they bear; one that is not coded is `unchecked`.
Of SALSAT nothing received was at hand to check this module against.

A header without PDU is no frame.

Source: TU Berlin, "TUBiX10 COM" (TUBiX10-COM.pdf, section on the LTU frame); gr-satellites
documents the faults of the CRCs in public.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding.bch import BCH_15, LENGTH
from gateway.coding.bits import Bits, Soft, harden, to_bits, to_octets
from gateway.coding.interleaving import Matrix
from gateway.framing.check import reject
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

_HEADER_CODE = BCH_15[5]
_HEADER_WORDS = 14
_HEADER = Matrix(_HEADER_WORDS, LENGTH)
_FIELDS = (7, 7, 4, 4, 4, 4, 4, 2, 6, 10, 13, 5)
_CRC_5_FILL = (1, 0, 1, 1, 0, 1, 1)

_WORDS = 16
_BLOCK = Matrix(_WORDS, LENGTH)
_CODES = {1: BCH_15[11], 2: BCH_15[7], 3: BCH_15[5]}
_FILL = b"\xdb"

_MAX_PDU = 1023
_SYNC = SyncWord(f"{0x04CF5FC8:032b}", tolerance=4)
_PREAMBLE = b"\xaa" * 8


@dataclass(frozen=True)
class _Header:
    """What a receiver needs of the header.

    Attributes:
        coding: AiTypeSrc.
        length: Octets of the PDU.
        crc_13: Of the PDU.
    """

    coding: int
    length: int
    crc_13: int

    @property
    def symbols(self) -> int:
        """Symbols of the PDU."""
        if self.coding == 0:
            return 8 * self.length
        return len(_BLOCK) * -(-self.length // (2 * len(_CODES[self.coding].rows)))


@dataclass(frozen=True)
class Snet:
    """The framing of S-NET or SALSAT.

    Attributes:
        name: Name of the framing.
        faulty: The CRCs are those of S-NET.
        coding: AiTypeSrc that a sender uses, 0 to 3.
    """

    name: str
    faulty: bool = True
    coding: int = 1

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        longest = len(_HEADER) + _Header(3, _MAX_PDU, 0).symbols
        return SyncDeframer(_SYNC, Body(longest, self._open, len(_HEADER), self._measure))

    def encode(self, data: bytes) -> Bits:
        """The symbols of the PDU *data*; the header's other fields are zero.

        Raises:
            ValueError: It is longer than the header can tell.
        """
        if len(data) > _MAX_PDU:
            raise ValueError(f"{len(data)} octets do not fit into a PDU of {_MAX_PDU}")
        values = (0, 0, 0, 0, 0, self.coding, 0, 0, 0, len(data), self._crc_13(data))
        fields = zip(values, _FIELDS[:-1], strict=True)
        bits = [int(bit) for value, width in fields for bit in f"{value:0{width}b}"]
        bits += [int(bit) for bit in f"{self._crc_5(bits):05b}"]
        words = np.array(bits, np.uint8).reshape(_HEADER_WORDS, -1)[:, ::-1]
        header = _HEADER.interleave(_HEADER_CODE.encode(words).reshape(-1))
        parts = (to_bits(_PREAMBLE), _SYNC.as_bits(), header, *self._blocks(data))
        return np.concatenate((*parts, to_bits(_PREAMBLE[:1])))

    def _blocks(self, data: bytes) -> list[Bits]:
        if self.coding == 0:
            return [to_bits(data, "little")]
        code = _CODES[self.coding]
        size = 2 * len(code.rows)
        pieces = (data[i : i + size].ljust(size, _FILL) for i in range(0, len(data), size))
        words = (to_bits(piece, "little").reshape(_WORDS, -1) for piece in pieces)
        return [_BLOCK.interleave(code.encode(word).reshape(-1)) for word in words]

    def _measure(self, soft: Soft) -> int | None:
        """Symbols of the frame with this header; None if it is none, or carries nothing."""
        header = self._header(soft)[0]
        if header is None or not header.length:
            return None
        return len(_HEADER) + header.symbols

    def _header(self, soft: Soft) -> tuple[_Header | None, int]:
        """The header in *soft*, if its CRC-5 says that it is one, and the bits corrected."""
        words, corrected = _HEADER_CODE.decode(_HEADER.deinterleave(soft).reshape(-1, LENGTH))
        bits = words[:, ::-1].reshape(-1)
        ends = np.cumsum(_FIELDS)[:-1]
        values = [int("".join(map(str, part.tolist())), 2) for part in np.split(bits, ends)]
        coding, (length, crc_13, crc_5) = values[5], values[-3:]
        if coding not in (0, *_CODES) or crc_5 != self._crc_5(bits[: ends[-1]].tolist()):
            return None, corrected
        return _Header(coding, length, crc_13), corrected

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in *soft*, and the symbols it took."""
        header, corrected = self._header(soft[: len(_HEADER)])
        if header is None:
            return None, 0
        bits = soft[len(_HEADER) : len(_HEADER) + header.symbols]
        plain, wrong = _decode(bits, header.coding)
        data = to_octets(plain, "little")[: header.length]
        if self._crc_13(data) != header.crc_13 or not _believable(bits, header.coding, wrong):
            message = f"CRC-13 of {len(data)} octets is not what was sent, or not to be believed"
            return reject(self.name, Disposition.CHECK_FAILED, data, message), len(soft)
        unchecked = self.faulty and header.coding == 0
        quality = Quality(corrected=corrected + wrong, unchecked=unchecked)
        return Frame(data, self.name, quality), len(soft)

    def _crc_5(self, bits: list[int]) -> int:
        """CRC-5 of the header's *bits* before it."""
        octets = bytearray(to_octets(np.array((*bits, *_CRC_5_FILL), np.uint8)))
        if self.faulty:
            octets.reverse()
            octets[4] = octets[3]
        return _crc(bytes(octets), 5, 0x15)

    def _crc_13(self, data: bytes) -> int:
        """CRC-13 of the PDU."""
        return _crc(data[::-1] if self.faulty else data, 13, 0x1CF5, self.faulty)


def _decode(soft: Soft, coding: int) -> tuple[Bits, int]:
    """The bits of the PDU in *soft*, and how many were corrected."""
    if coding == 0:
        return harden(soft), 0
    by_words = [_BLOCK.deinterleave(block) for block in soft.reshape(-1, len(_BLOCK))]
    words, corrected = _CODES[coding].decode(np.concatenate(by_words).reshape(-1, LENGTH))
    return words.reshape(-1), corrected


def _believable(soft: Soft, coding: int, corrected: int) -> bool:
    """Whether a PDU of so many corrected bits can be right: its code bears *coding* a word."""
    whole = np.count_nonzero(soft) > 0.95 * len(soft)
    return bool(whole) and corrected <= coding * len(soft) / LENGTH / 2


def _crc(data: bytes, width: int, polynomial: int, by_or: bool = False) -> int:
    """A CRC from a register of ones, or what becomes of one that takes OR for XOR."""
    top, mask = width - 1, (1 << width) - 1
    register = mask
    for bit in to_bits(data).tolist():
        out = register >> top
        feedback = out | bit if by_or else out ^ bit
        register = (register << 1 & mask) ^ (polynomial if feedback else 0)
    return register


SNET = Snet("snet")
SALSAT = Snet("salsat", faulty=False)
