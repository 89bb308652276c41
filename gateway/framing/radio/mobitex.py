"""Mobitex and Mobitex-NX: blocks of 18 octets, each with its check, behind one header.

::

    Mobitex     <11001100...> 5765 <control> <blocks>
    Mobitex-NX  <10101010...> 0EF0 <control> <callsign> <CRC-16/XMODEM> <blocks>

    control     <2 octets> <parity, 4 bits> <parity, 4 bits>
    block       <18 octets> <CRC-16/IBM-SDLC>, big-endian
                each octet becomes 12 bits, the 20 words are sent by columns, and the
                whole runs through a scrambler that starts anew in each frame

The lower five bits of the first control octet are the number of blocks less one, or so
TUBiX20 satellites have it.  D-STAR ONE and AMGU-1 write something else there: for them a
frame is as many blocks as are good.  The code (12,8) corrects one bit; decoded softly it
corrects most pairs.  Where the CRC still fails and the block is nearly right, the next
likely values of its least sure words are tried.

A frame's data are control, callsign with its CRC, and the blocks, as the ground software of
TU Berlin has them.  One bad block spoils the frame: it is rejected, never delivered with a
hole.  (gr-satellites delivers it with six octets behind that tell which blocks are bad.)

BEESAT-1 and TUBIN send it too, but of neither a recording was at hand.

Source: CML Microcircuits, CMX909B data sheet (Mobitex frames, code and scrambler); D.
Estevez, "Some notes on BEESAT and Mobitex-NX" (2016); TU Berlin, "TechnoSat telemetry
format".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations, product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft, harden, soften, to_bits, to_octets
from gateway.coding.block_code import BlockCode
from gateway.coding.crc import CRC16_IBM_SDLC, CRC16_XMODEM
from gateway.coding.interleaving import Matrix
from gateway.coding.scrambling import sequence
from gateway.framing.check import reject
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

MAX_BLOCKS = 32
BLOCK_OCTETS = 18
_WORDS = BLOCK_OCTETS + CRC16_IBM_SDLC.octets
_WORD_BITS = 12
_BLOCK_BITS = _WORDS * _WORD_BITS

_CONTROL_BITS = 24
_CONTROL_ERRORS = 2
"""Wrong bits accepted in both words of the control together."""

_CALLSIGN_BITS = 64
"""With its CRC."""
_CALLSIGN_ERRORS = 12
"""Wrong bits accepted where the callsign is known."""

CODE = BlockCode(_WORD_BITS, (0x80E, 0x40D, 0x20B, 0x107, 0x08A, 0x049, 0x026, 0x015))
"""The (12,8) code of Mobitex: an octet and four bits of parity."""

_INTERLEAVER = Matrix(_WORDS, _WORD_BITS)
_SCRAMBLER = sequence((5, 9), (1,) * 9, MAX_BLOCKS * _BLOCK_BITS)
_SCRAMBLER_SIGNS = -soften(_SCRAMBLER)

_LOUDEST = 1.5
"""Magnitude at which soft bits are clipped, in multiples of their median."""

_NEARLY = 12
"""Wrong bits up to which a block whose CRC fails is worth trying; noise has about 35."""
_WEAKEST = 3
"""Words that are then tried, each with as many values as:"""
_LIKELIEST = 8
_TRIALS = 64
"""Of all those blocks, the likeliest are tried."""
_CHOICES = np.array(list(product(range(_LIKELIEST), repeat=_WEAKEST)))


@dataclass(frozen=True)
class Mobitex:
    """Mobitex or Mobitex-NX.

    Attributes:
        name: Name of the framing.
        sync: The frame's sync word.
        addressed: A callsign with its CRC follows the control, as in NX.
        callsign: The only callsign to accept, which then may have more wrong bits.
        blocks: How many there are: as the control says (`told`), as many as are good
            (`open`), or always 32 (`full`).
        preamble: Octets that a sender puts before the sync word.
    """

    name: str
    sync: SyncWord
    addressed: bool = False
    callsign: bytes | None = None
    blocks: Literal["told", "open", "full"] = "told"
    preamble: bytes = b"\xaa" * 8

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        size = self._head + MAX_BLOCKS * _BLOCK_BITS
        return SyncDeframer(self.sync, Body(size, self._open, self._head, self._measure))

    def encode(self, data: bytes) -> Bits:
        """The symbols of a frame; its last block is filled up with zeros.

        Raises:
            ValueError: It does not fit into 32 blocks.
        """
        control, rest = data[:2], data[2:]
        words = CODE.encode(to_bits(control).reshape(2, 8))
        head = [words[:, :8].reshape(-1), words[:, 8:].reshape(-1)]
        if self.addressed:
            address, rest = rest[:8], rest[8:]
            head.append(to_bits(address))
        if len(rest) > MAX_BLOCKS * BLOCK_OCTETS:
            raise ValueError(f"{len(rest)} octets do not fit into {MAX_BLOCKS} blocks")
        pieces = (rest[i : i + BLOCK_OCTETS] for i in range(0, len(rest), BLOCK_OCTETS))
        sent = [_seal_block(piece.ljust(BLOCK_OCTETS, b"\0")) for piece in pieces]
        blocks = np.concatenate(sent) if sent else np.zeros(0, np.uint8)
        preamble = to_bits(self.preamble)
        scrambled = blocks ^ _SCRAMBLER[: len(blocks)]
        return np.concatenate((preamble, self.sync.as_bits(), *head, scrambled, preamble))

    @property
    def _head(self) -> int:
        """Bits before the blocks."""
        return _CONTROL_BITS + (_CALLSIGN_BITS if self.addressed else 0)

    def _measure(self, soft: Soft) -> int | None:
        """Symbols of the frame with this head; None if it is none."""
        head = self._header(soft)
        return None if head is None else self._head + _BLOCK_BITS * self._count(head)

    def _count(self, head: bytes) -> int:
        return (head[0] & 31) + 1 if self.blocks == "told" else MAX_BLOCKS

    def _header(self, soft: Soft) -> bytes | None:
        """Control and callsign with its CRC; None if they are none."""
        callsign = self._callsign(harden(soft[_CONTROL_BITS : self._head]))
        if callsign is None:
            return None
        octets, parity = soft[:16].reshape(2, 8), soft[16:_CONTROL_BITS].reshape(2, 4)
        control, errors = CODE.decode(np.concatenate((octets, parity), axis=1))
        return None if errors > _CONTROL_ERRORS else to_octets(control.reshape(-1)) + callsign

    @cached_property
    def _known(self) -> bytes:
        """The callsign to accept, with its CRC."""
        return CRC16_XMODEM.append(self.callsign or b"")

    def _callsign(self, bits: Bits) -> bytes | None:
        """The callsign with its CRC in *bits*, corrected; empty where there is none to be."""
        if not self.addressed:
            return b""
        received = int.from_bytes(to_octets(bits))
        if self.callsign is not None:
            wrong = (received ^ int.from_bytes(self._known)).bit_count()
            return self._known if wrong <= _CALLSIGN_ERRORS else None
        wrong_bits = _callsign_errors().get(_callsign_syndrome(received))
        return None if wrong_bits is None else (received ^ wrong_bits).to_bytes(8)

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in *soft*, and the symbols it took."""
        head = self._header(soft)
        if head is None:
            return None, 0
        count = self._count(head)
        opened, corrected = [], 0
        for block in _blocks(soft[self._head :], count):
            if block is None:
                break
            opened.append(block[0])
            corrected += block[1]
        if not opened:
            return None, 0
        data = head + b"".join(opened)
        symbols = self._head + _BLOCK_BITS * len(opened)
        if len(opened) < count and self.blocks != "open":
            message = f"{CRC16_IBM_SDLC.name} of block {len(opened) + 1} of {count}"
            return reject(self.name, Disposition.CHECK_FAILED, data, message, len(data)), symbols
        return Frame(data, self.name, Quality(corrected=corrected)), symbols


def _blocks(soft: Soft, count: int) -> Iterator[tuple[bytes, int] | None]:
    """The *count* blocks in *soft*, and the bits corrected in each; None for a bad one."""
    for start in range(0, count * _BLOCK_BITS, _BLOCK_BITS):
        part = slice(start, start + _BLOCK_BITS)
        yield _open_block(soft[part] * _SCRAMBLER_SIGNS[part])


def _seal_block(data: bytes) -> Bits:
    octets = CRC16_IBM_SDLC.append(data, "big")
    return _INTERLEAVER.interleave(CODE.encode(to_bits(octets).reshape(_WORDS, 8)).reshape(-1))


def _open_block(soft: Soft) -> tuple[bytes, int] | None:
    """The data of the block in *soft*, and the bits corrected."""
    # Where the carrier ends early, an FM receiver is loudest and means least.
    loudest = _LOUDEST * float(np.median(np.abs(soft)))
    words = _INTERLEAVER.deinterleave(np.clip(soft, -loudest, loudest))
    words = words.reshape(_WORDS, _WORD_BITS)
    likeness = CODE.likeness(words)
    best = likeness.argmax(axis=1)
    octets = bytes(best.astype(np.uint8))
    if not CRC16_IBM_SDLC.verify(octets, "big"):
        if CODE.errors(words, best) > _NEARLY:
            return None
        near = next(filter(_verified, _nearby(likeness)), None)
        if near is None:
            return None
        octets = near
    errors = CODE.errors(words, np.frombuffer(octets, np.uint8).astype(np.intp))
    return octets[:BLOCK_OCTETS], errors


def _verified(octets: bytes) -> bool:
    return CRC16_IBM_SDLC.verify(octets, "big")


def _nearby(likeness: NDArray[np.float32]) -> Iterator[bytes]:
    """The likeliest octets, and those with other values in their least sure words."""
    ranked = np.argsort(-likeness, axis=1)[:, :_LIKELIEST]
    loss = likeness.max(axis=1)[:, None] - np.take_along_axis(likeness, ranked, axis=1)
    weakest = np.argsort(loss[:, 1])[:_WEAKEST]
    likeliest = loss[weakest, _CHOICES].sum(axis=1).argsort(kind="stable")[:_TRIALS]
    octets = ranked[:, 0].astype(np.uint8)
    for choice in _CHOICES[likeliest]:
        octets[weakest] = ranked[weakest, choice]
        yield octets.tobytes()


def _callsign_syndrome(received: int) -> int:
    """Zero if *received* is a callsign with its CRC; it depends on the wrong bits alone."""
    return CRC16_XMODEM((received >> 16).to_bytes(6)) ^ received & 0xFFFF


@cache
def _callsign_errors() -> dict[int, int]:
    """For each syndrome of at most two wrong bits, which they are."""
    one = [1 << bit for bit in range(_CALLSIGN_BITS)]
    two = [a | b for a, b in combinations(one, 2)]
    # Backwards, so that the fewest wrong bits win.
    return {_callsign_syndrome(wrong): wrong for wrong in (*two, *one, 0)}


_MOBITEX_SYNC = SyncWord("11001100110011000101011101100101", tolerance=3)
_NX_SYNC = SyncWord("0000111011110000", tolerance=2)
# Without a callsign behind it the word alone proves little; a bit of preamble helps.
_NX_LONG_SYNC = SyncWord("101010100000111011110000", tolerance=2)

MOBITEX = Mobitex("mobitex", _MOBITEX_SYNC, blocks="open", preamble=b"\xcc" * 8)
MOBITEX_NX = Mobitex("mobitex_nx", _NX_SYNC, addressed=True)
TUBIN = Mobitex("tubin", _NX_SYNC, addressed=True, callsign=b"DP0TBN")
BEESAT_1 = Mobitex("beesat_1", _NX_LONG_SYNC)
BEESAT_9 = Mobitex("beesat_9", _NX_SYNC, addressed=True, callsign=b"DP0BEM", blocks="full")
