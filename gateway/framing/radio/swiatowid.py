"""Swiatowid: pieces of a picture, each with its own Reed-Solomon code.

::

    5B 5B DD DD  <length 2> <piece 48> <parity 10> <piece 48> <parity 10> ... CRC
                 length: octets of everything, low octet first; octets lowest bit first

Every piece is a frame of its own.  Five octets of it are corrected; noise passes for one in
250,000 times.  The length is not protected and not needed: pieces are read until several
in a row cannot be corrected.

Source: the format is documented in public by gr-satellites alone (deframer `Swiatowid`).
We differ in that a piece is delivered as soon as it is complete, and that neither a wrong
length nor a lost piece ends a transmission.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding.bits import Bits, harden, to_bits, to_octets
from gateway.coding.reed_solomon import ReedSolomon
from gateway.framing.radio.deframer import Caught
from gateway.framing.radio.ring import SymbolRing
from gateway.framing.radio.sync import SyncWord
from gateway.model import Frame, Quality

NAME = "swiatowid"
PIECE = 48
"""Octets of a frame."""

_CODE = ReedSolomon(polynomial=0x11D, first_root=0, step=1, parity=10)
_SYNC = SyncWord("01011011010110111101110111011101", tolerance=3)
_LENGTH = 16
_BLOCK = 8 * (PIECE + _CODE.parity)
_PATIENCE = 8
"""Pieces in a row that may fail before the transmission is taken to have ended."""

_MOST = 8192 * 8 // _BLOCK
"""Pieces of the longest transmission."""


@dataclass(frozen=True)
class Swiatowid:
    """The picture downlink of Swiatowid; a frame is one or more whole pieces to a sender."""

    name = NAME

    def deframer(self) -> SwiatowidDeframer:
        """A new receiver."""
        return SwiatowidDeframer()

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the pieces in *data*."""
        if len(data) % PIECE:
            raise ValueError(f"{len(data)} octets are no whole pieces of {PIECE}")
        pieces = (data[at : at + PIECE] for at in range(0, len(data), PIECE))
        blocks = b"".join(map(_CODE.encode, pieces))
        octets = (len(blocks) + 8).to_bytes(2, "little") + blocks
        return np.concatenate((to_bits(b"\xaa" * 8), _SYNC.as_bits(), to_bits(octets, "little")))


SWIATOWID = Swiatowid()


@dataclass
class _Transmission:
    """A sync word and what came behind it so far.

    Attributes:
        next: Index of the first symbol of the next piece.
        inverted: Whether it is inverted.
        pieces: Read so far.
        failed: Of the last pieces, how many in a row could not be corrected.
    """

    next: int
    inverted: bool
    pieces: int = 0
    failed: int = 0


class SwiatowidDeframer:
    """Receiver for the pictures of Swiatowid.

    Attributes:
        counters: `sync_words` found, and pieces that were `uncorrectable`.
    """

    def __init__(self) -> None:
        self.reach = len(_SYNC) + _LENGTH + _BLOCK
        self.counters = {"sync_words": 0, "uncorrectable": 0}
        self._under_way: list[_Transmission] = []

    def search(self, ring: SymbolRing, final: bool = False) -> list[Caught]:
        """As `SoftDeframer.search`; a piece is no longer than its symbols."""
        for hit in _SYNC.find(ring):
            self.counters["sync_words"] += 1
            self._under_way.append(_Transmission(hit.body + _LENGTH, hit.inverted))
        caught = [one for each in self._under_way for one in self._advance(each, ring)]
        self._under_way = [
            each
            for each in self._under_way
            if each.failed < _PATIENCE and each.pieces < _MOST and not final
        ]
        return caught

    def _advance(self, transmission: _Transmission, ring: SymbolRing) -> list[Caught]:
        """The pieces of *transmission* that are complete now."""
        caught = []
        while transmission.next + _BLOCK <= ring.end and transmission.failed < _PATIENCE:
            start = transmission.next
            transmission.next += _BLOCK
            transmission.pieces += 1
            soft = ring.soft(start, start + _BLOCK)
            bits = harden(-soft if transmission.inverted else soft)
            decoded = _CODE.decode(to_octets(bits, "little"))
            if decoded is None or not any(decoded[0]):
                transmission.failed += 1
                self.counters["uncorrectable"] += 1
                continue
            transmission.failed = 0
            event = Frame(decoded[0], NAME, Quality(corrected=decoded[1]))
            caught.append(Caught(event, start, transmission.next))
        return caught
