"""K2SAT: pictures over QPSK, in frames between flags behind three line codes.

::

    55 7E  <data ...> <CRC 2>  7E 55 55 55       highest bit first
    send   frames ─▶ IESS-308 ─▶ differential ─▶ code of CCSDS, rate 1/2 ─▶ I and Q in turn

The CRC is CRC-16/IBM-3740 of the opening flag and the data.  The code's second symbol is not
inverted.  A receiver's carrier may be off by quarters of a turn: half a turn does not matter
to differential bits, and a quarter is one of the two ways in which the stream is decoded.

Source: D. Estévez, "K2SAT S-band image receiver", https://destevez.net/2018/07.  Nothing
received was at hand to check this module against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding import iess308
from gateway.coding.bits import Bits, Soft, harden, soften, to_bits, to_octets
from gateway.coding.convolutional import CCSDS_K7_UNINVERTED as CODE
from gateway.coding.convolutional import WARM_UP
from gateway.coding.crc import CRC16_IBM_3740
from gateway.framing.radio.deframer import Caught
from gateway.framing.radio.ring import SymbolRing
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Frame, Rejected

NAME = "k2sat"
LONGEST = 2200
"""Octets of the longest frame, CRC and closing flag included."""

_FLAG = b"\x7e"
_IDLE = b"\x55"
_END = _FLAG + _IDLE * 3
_SHORTEST = 8

_BEFORE = 2 * (WARM_UP + iess308.MEMORY)
"""Symbols before a block that are decoded again with it, for what the codes remember."""

_BEHIND = 2 * WARM_UP
"""Symbols behind a block that the decoder looks at."""

_BLOCK = 4096
"""Symbols that are decoded at a time."""

_CODED = 0.53
"""Share of the code's parity checks that hold in a block worth decoding; noise has 0.5, and
0.01 more or less."""


@dataclass(frozen=True)
class K2sat:
    """The picture downlink of K2SAT."""

    name = NAME

    def deframer(self) -> K2satDeframer:
        """A new receiver."""
        return K2satDeframer()

    def encode(self, data: bytes) -> Bits:
        """The symbols, I and Q in turn, that a sender would send for the frame *data*."""
        octets = _IDLE * 32 + CRC16_IBM_3740.append(_FLAG + data) + _END + _IDLE * 32
        differential = np.bitwise_xor.accumulate(iess308.scramble(to_bits(octets)))
        return CODE.encode(differential)


K2SAT = K2sat()


class K2satDeframer:
    """Receiver for K2SAT.

    Attributes:
        counters: `sync_words` found.
    """

    def __init__(self) -> None:
        self.reach = _BEFORE + _BLOCK + _BEHIND
        self.counters = {"sync_words": 0}
        self._ways = [_Way(quarter) for quarter in (False, True)]
        self._done = 0

    def search(self, ring: SymbolRing, final: bool = False) -> list[Caught]:
        """As `SoftDeframer.search`."""
        caught = []
        while self._done + _BLOCK + _BEHIND <= ring.end or (final and self._done < ring.end):
            block = ring.soft(self._done - _BEFORE, self._done + _BLOCK + _BEHIND)
            self._done += _BLOCK
            last = final and self._done >= ring.end
            caught += [one for way in self._ways for one in way.search(block, last)]
        self.counters["sync_words"] = sum(way.sync_words for way in self._ways)
        return caught


class _Way:
    """One way of decoding the stream.

    Args:
        quarter: The carrier is off by a quarter of a turn.
    """

    def __init__(self, quarter: bool):
        self._quarter = quarter
        sync = SyncWord("".join(f"{octet:08b}" for octet in _IDLE + _FLAG), inverted=False)
        self._deframer = SyncDeframer(sync, Body(8 * LONGEST, _open))
        self._ring = SymbolRing(self._deframer.reach)

    @property
    def sync_words(self) -> int:
        """Found so far."""
        return self._deframer.counters["sync_words"]

    def search(self, block: Soft, final: bool) -> list[Caught]:
        """What a block, with symbols before and behind, completes."""
        if self._quarter:
            block = np.stack((-block[1::2], block[::2]), axis=1).reshape(-1)
        self._ring.append(_decoded(block))
        return [
            Caught(one.event, CODE.rate * one.start, CODE.rate * one.end)
            for one in self._deframer.search(self._ring, final)
        ]


def _decoded(block: Soft) -> Soft:
    """The bits of a block without what stands before and behind; erasures if it is noise."""
    if CODE.agreement(np.trim_zeros(block, "b")) < _CODED:
        return np.zeros(_BLOCK // 2, np.float32)
    bits = CODE.decode(block, terminated=False)
    bits[1:] ^= bits[:-1].copy()
    return soften(iess308.descramble(bits)[_BEFORE // 2 :][: _BLOCK // 2])


def _open(soft: Soft) -> tuple[Frame | Rejected | None, int]:
    """The frame in the decoded bits behind a flag, and the bits it took.

    Noise is full of flags, so no failure is told.
    """
    octets = to_octets(harden(soft))
    end = octets.find(_END, _SHORTEST)
    while end >= 0:
        if CRC16_IBM_3740.verify(_FLAG + octets[:end]):
            return Frame(octets[: end - CRC16_IBM_3740.octets], NAME), 8 * (end + len(_FLAG))
        end = octets.find(_END, end + 1)
    return None, len(soft)
