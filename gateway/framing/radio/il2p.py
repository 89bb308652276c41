"""IL2P: the Improved Layer 2 Protocol, AX.25 in blocks of Reed-Solomon without flags.

::

    55 55 ... F1 5E 48 │ header + 2 │ block + 2 to 8, or + 16 │ block ... │ CRC
              sync     │ 13 octets  │ up to 247, or 239       │           │ 4 octets, optional

Octets are sent highest bit first, neither NRZI nor G3RUH.  Header and blocks are scrambled
one by one with 1 + x^4 + x^9, the register of the receiver full of ones before each, and then
coded: RS over GF(2^8) with the polynomial 0x11D and first root 0.  The payload is cut into as
few blocks as it takes, all of one size, or the first ones longer by an octet.  The CRC is the
CRC-16/IBM-SDLC of the AX.25 frame, highest octet first, each half octet in Hamming(7,4).

Source: N. Carrillo KK4HEJ, "IL2P Specification", draft v0.6, 2024.

Where we differ.  Nothing in a frame tells whether there is a CRC, so it is looked for behind
every frame.  Without it a frame is proved if its header needed no correction (or, in type 0,
does not matter) and its payload needed none either or has 16 octets of parity a block; what
is not is delivered as unchecked.  The header's bit for 16 octets of parity is obeyed where it
is set; senders of draft v0.6 leave it clear, so there both parities are tried.  Type 1 has
one command bit where AX.25 has two: if the CRC is right with the source's bit inverted, then
that is what was sent.  A payload that cannot be decoded is reported only behind a type 1
header that itself was good.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding.bits import Bits, Soft, harden, to_bits, to_octets
from gateway.coding.crc import CRC16_IBM_SDLC
from gateway.coding.multiplicative import Multiplicative
from gateway.coding.reed_solomon import ReedSolomon
from gateway.framing.check import reject
from gateway.framing.radio.address import addressed
from gateway.framing.radio.il2p_header import HEADER_OCTETS, Il2pHeader, split
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

SYNC = SyncWord(f"{0xF15E48:024b}", tolerance=2)
SCRAMBLER = Multiplicative((4, 9))
MAX_PAYLOAD = 1023
MAX_PARITY = 16
HEADER_PARITY = 2
CRC_OCTETS = 4

_CODES = {parity: ReedSolomon(0x11D, 0, 1, parity) for parity in (2, 4, 6, 8, MAX_PARITY)}
_HEAD = HEADER_OCTETS + HEADER_PARITY
_ONES = np.ones(SCRAMBLER.length, np.uint8)
_HAMMING = bytes.fromhex("00716213542536473849 5a2b6c1d0e7f")
_SOURCE_SSID = 13
_C_BIT = 0x80


@dataclass(frozen=True)
class Il2p:
    """IL2P on the air.

    Attributes:
        crc: Whether a sender adds the CRC.
        max_fec: Whether a sender adds 16 octets of parity to every block.
        preamble: Octets 55 that a sender puts before the sync word.
        postamble: The same behind.
    """

    crc: bool = True
    max_fec: bool = True
    preamble: int = 32
    postamble: int = 4

    name = "il2p"

    def deframer(self) -> SyncDeframer:
        """A new receiver, one per stream, for all types and parities."""
        longest = _HEAD + _coded_octets(MAX_PAYLOAD, True) + CRC_OCTETS
        return SyncDeframer(SYNC, Body(8 * longest, self._open, 8 * _HEAD, _measure))

    def encode(self, data: bytes) -> Bits:
        """The symbols of a transmission that holds the AX.25 frame *data* alone.

        Raises:
            ValueError: *data* is too long.
        """
        coded = self.coded(data)
        before, behind = b"\x55" * self.preamble, b"\x55" * self.postamble
        return np.concatenate((to_bits(before), SYNC.as_bits(), to_bits(coded + behind)))

    def coded(self, data: bytes) -> bytes:
        """The octets behind the sync word for the AX.25 frame *data*.

        Raises:
            ValueError: *data* is too long.
        """
        link, payload = split(data)
        if len(payload) > MAX_PAYLOAD:
            raise ValueError(f"{len(payload)} octets of payload; IL2P has {MAX_PAYLOAD}")
        header = Il2pHeader(self.max_fec, len(payload), link).encode()
        assert header is not None
        parts = [_CODES[HEADER_PARITY].encode(_scramble(header))]
        for size, parity in _blocks(len(payload), self.max_fec):
            parts.append(_CODES[parity].encode(_scramble(payload[:size])))
            payload = payload[size:]
        return b"".join(parts) + (_crc_sent(data) if self.crc else b"")

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in the *soft* bits behind a sync word, and the symbols it took."""
        octets = to_octets(harden(soft))
        found = _header(soft)
        if found is None:
            return None, 0
        header, wrong = found
        readings = _payloads(octets[_HEAD:], header)
        if not readings:
            if not header.link or wrong > HEADER_PARITY // 2:
                return None, 0
            message = f"a block of {header.count} octets of payload has too many errors"
            return reject(self.name, Disposition.CHECK_FAILED, octets, message), len(soft)
        best = min(readings, key=lambda reading: (reading.sent is None, reading.wrong))
        if best.sent is None and not header.link and not addressed(best.data):
            return None, 0
        proved = (not wrong or not header.link) and (not best.wrong or best.max_fec)
        quality = Quality(corrected=wrong + best.wrong, unchecked=best.sent is None and not proved)
        octets_taken = _HEAD + best.octets + (CRC_OCTETS if best.sent else 0)
        return Frame(best.sent or best.data, self.name, quality), 8 * octets_taken


IL2P = Il2p()


def _blocks(count: int, max_fec: bool) -> list[tuple[int, int]]:
    """Data and parity of each block for *count* octets of payload."""
    blocks = -(-count // (239 if max_fec else 247))
    if not blocks:
        return []
    size, longer = divmod(count, blocks)
    parity = MAX_PARITY if max_fec else 2 + 2 * (size // 62)
    return [(size + (at < longer), parity) for at in range(blocks)]


def _coded_octets(count: int, max_fec: bool) -> int:
    return sum(size + parity for size, parity in _blocks(count, max_fec))


def _measure(soft: Soft) -> int | None:
    """Symbols behind the sync word, a CRC included, if *soft* is a header."""
    found = _header(soft)
    if found is None:
        return None
    return 8 * (_HEAD + _coded_octets(found[0].count, True) + CRC_OCTETS)


def _header(soft: Soft) -> tuple[Il2pHeader, int] | None:
    """The header that *soft* begins with, and how many of its octets were wrong.

    If one octet of correction is not enough, the two that hold the least sure bits are
    erased.  That fits anything, so only names prove it, which type 0 has not.
    """
    head = soft[: 8 * _HEAD]
    octets = to_octets(harden(head))
    sureness = np.abs(head).reshape(_HEAD, 8).min(axis=1)
    doubtful = [int(at) for at in np.argsort(sureness, kind="stable")[:HEADER_PARITY]]
    for erasures in ([], doubtful):
        decoded = _CODES[HEADER_PARITY].decode(octets, erasures)
        header = None if decoded is None else Il2pHeader.decode(_descramble(decoded[0]))
        if decoded is not None and header is not None and (header.link or not erasures):
            return header, len(erasures) or decoded[1]
    return None


@dataclass(frozen=True)
class _Reading:
    """A frame as one of the parities has it.

    Attributes:
        data: The AX.25 frame.
        sent: The same, as the CRC behind it proves; None if it does not.
        octets: Octets that the payload took with its parity.
        wrong: How many of them were wrong.
        max_fec: Whether its blocks have 16 octets of parity.
    """

    data: bytes
    sent: bytes | None
    octets: int
    wrong: int
    max_fec: bool


def _payloads(octets: bytes, header: Il2pHeader) -> list[_Reading]:
    """What *octets* behind the header are, by each parity that *header* leaves open."""
    readings = []
    for max_fec in (True,) if header.max_fec else (True, False):
        decoded = _blocks_decoded(octets, _blocks(header.count, max_fec))
        if decoded is not None:
            payload, wrong = decoded
            end = _coded_octets(header.count, max_fec)
            data = header.link + payload
            sent = _checked(data, octets[end : end + CRC_OCTETS])
            readings.append(_Reading(data, sent, end, wrong, max_fec))
    return readings


def _blocks_decoded(octets: bytes, blocks: list[tuple[int, int]]) -> tuple[bytes, int] | None:
    """The data of all *blocks*, and how many octets were wrong."""
    data, wrong = b"", 0
    for size, parity in blocks:
        decoded = _CODES[parity].decode(octets[: size + parity])
        if decoded is None:
            return None
        data, wrong = data + _descramble(decoded[0]), wrong + decoded[1]
        octets = octets[size + parity :]
    return data, wrong


def _checked(data: bytes, crc: bytes) -> bytes | None:
    """*data* as it was sent if the *crc* behind it is right; None if it is not."""
    if len(crc) < CRC_OCTETS or len(data) <= _SOURCE_SSID:
        return None
    halves = (_nearest_half(octet) for octet in crc)
    sent = int("".join(f"{half:x}" for half in halves), 16)
    other = bytearray(data)
    other[_SOURCE_SSID] ^= _C_BIT
    return next((one for one in (data, bytes(other)) if CRC16_IBM_SDLC(one) == sent), None)


def _nearest_half(octet: int) -> int:
    """The half octet whose Hamming codeword differs least from *octet*."""
    return min(range(16), key=lambda half: (_HAMMING[half] ^ octet & 0x7F).bit_count())


def _crc_sent(data: bytes) -> bytes:
    return bytes(_HAMMING[int(half, 16)] for half in f"{CRC16_IBM_SDLC(data):04x}")


def _scramble(data: bytes) -> bytes:
    bits = np.concatenate((SCRAMBLER.descramble(_ONES), to_bits(data)))
    return to_octets(SCRAMBLER.scramble(bits)[len(_ONES) :])


def _descramble(data: bytes) -> bytes:
    return to_octets(SCRAMBLER.descramble(np.concatenate((_ONES, to_bits(data))))[len(_ONES) :])
