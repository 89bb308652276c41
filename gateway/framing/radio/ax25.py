"""AX.25: frames of HDLC between flags, behind the line code of packet radio.

::

    7E 7E ...  <addresses> <control> <PID> <information> <FCS>  7E       bits stuffed between
               └────────── the frame as it is delivered ─┘

Octets are sent lowest bit first.  The FCS is CRC-16/IBM-SDLC.  The line is NRZI, at 9600 Bd
and on many satellites at other rates scrambled with G3RUH's 1 + x^12 + x^17.

Source: W. Beech, D. Nielsen, J. Taylor, "AX.25 Link Access Protocol for Amateur Packet
Radio", version 2.2, 1998, sections 3.1 to 3.11.

What is a frame.  Noise is full of flags, and of each million candidates between two flags
fifteen have the right FCS.  A frame therefore has one more proof: its destination or source
is a name (see `address`), or the flag that opens it follows another flag, or closes another
frame.  Candidates that fail are counted (`aborts`, `fragments`, `check_failed`), because in
noise there are several a second; only those that begin with an address field, so that a
listener would like to know why they failed, or have the right FCS and no other proof, are
reported as well.

A candidate that fails is tried again with its least sure symbols flipped (see `soft_fix`) if
half of its address characters or more are ones; what is found then has to begin with a whole
address field.  A wrong symbol can also make a flag, so two candidates in a row are tried as
one, or spoil the flag before or behind a frame, so that it is tried with the next one beyond.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bit_stuffing import stuff, unstuff
from gateway.coding.bits import Bits, to_bits, to_octets
from gateway.coding.crc import CRC16_IBM_SDLC
from gateway.framing.check import reject
from gateway.framing.radio.address import (
    HEADER_OCTETS,
    LETTERS,
    NAME_OCTETS,
    addressed,
    characters,
    named,
)
from gateway.framing.radio.deframer import Caught
from gateway.framing.radio.line import Line
from gateway.framing.radio.ring import SymbolRing
from gateway.framing.radio.soft_fix import fix
from gateway.model import Disposition, Frame, Quality, Rejected

FLAG = 0x7E
FLAG_BITS = 8
MIN_OCTETS = HEADER_OCTETS + 1 + CRC16_IBM_SDLC.octets
"""Two addresses, control and FCS."""

MIN_CHARACTERS = 6
"""Address characters of the first 12, from which fixing is worth its time."""

SURE_CHARACTERS = 9
"""Those from which there is a header where it stands, whatever the flags say."""

_LAST_BITS = 8 * np.array(NAME_OCTETS) + 7
"""Places of the last bit of each octet that holds a character of the first two names."""

_MIRRORED = np.array(LETTERS)[
    np.packbits(np.arange(256)[:, None] >> np.arange(8) & 1, axis=1)[:, 0]
]
"""Whether an octet, its bits in the order of the air, is such a character."""

MAX_ABORTS = 6
"""Runs of seven ones that flips are trusted to remove; each run counts once an index."""

MAX_SPOILT = 3
"""Flags in a row that one wrong symbol can spoil behind the scrambler."""


@dataclass(frozen=True)
class Ax25:
    """AX.25 on the air.

    Attributes:
        g3ruh: Whether the line is scrambled.
        fix: Symbols that may be flipped in a frame that fails its check: 0, 1 or 2.
        max_octets: Longest frame, FCS included.
        preamble: Flags that a sender puts before the frame.
        postamble: Flags that it puts behind.
    """

    g3ruh: bool = False
    fix: int = 2
    max_octets: int = 2048
    preamble: int = 32
    postamble: int = 4

    @property
    def name(self) -> str:
        """Name of the framing, as in `Frame.framing`."""
        return "ax25_g3ruh" if self.g3ruh else "ax25"

    def deframer(self) -> Ax25Deframer:
        """A new receiver, one per stream."""
        return Ax25Deframer(self)

    def encode(self, data: bytes) -> Bits:
        """The symbols of a transmission that holds the frame *data* alone."""
        before, behind = bytes((FLAG,)) * self.preamble, bytes((FLAG,)) * self.postamble
        return Line(self.g3ruh).encode(
            np.concatenate((to_bits(before), stuffed(data), to_bits(behind)))
        )


def stuffed(data: bytes) -> Bits:
    """The frame *data* with its FCS, as it stands between two flags."""
    return stuff(to_bits(CRC16_IBM_SDLC.append(data), "little"))


AX25 = Ax25()
AX25_G3RUH = Ax25(g3ruh=True)


@dataclass(frozen=True)
class Between:
    """What stands between two flags: a candidate.

    Attributes:
        start: Index of its first bit.
        bits: Its bits, still stuffed.
        trusted: Whether the flag before it follows another, or closes a frame.
        flag: Index behind the flag inside it, which a wrong symbol made; -1 if there is none.
    """

    start: int
    bits: Bits
    trusted: bool
    flag: int

    @property
    def end(self) -> int:
        """Index behind the flag that closes it."""
        return self.start + len(self.bits) + FLAG_BITS

    @cached_property
    def plain(self) -> Bits | None:
        """Its bits without the stuffing; None if that is broken."""
        return unstuff(self.bits)

    @property
    def header(self) -> bytes:
        """Its first octets, right as far as the stuffing is not broken before."""
        bits = self.bits if self.plain is None else self.plain
        return to_octets(bits[: 8 * HEADER_OCTETS], "little")


class Ax25Deframer:
    """Receiver for AX.25.

    Args:
        framing: What to receive.

    Attributes:
        counters: Candidates that are no frames, see above.
    """

    def __init__(self, framing: Ax25):
        self.counters = dict.fromkeys(("aborts", "fragments", "check_failed"), 0)
        self._name = framing.name
        self._fix = framing.fix
        self._line = Line(framing.g3ruh)
        self._longest = 8 * framing.max_octets * 6 // 5
        self.reach = self._longest + 2 * FLAG_BITS + self._line.memory
        # Where the last flag but one ends, and where the last frame did.
        self._from = 0
        self._closed = -1

    def search(self, ring: SymbolRing, final: bool = False) -> list[Caught]:
        """As `SoftDeframer.search`; a frame ends with its flag, so *final* tells nothing."""
        first = max(self._from, ring.fresh - self.reach, ring.start)
        windows = self._line.decode_windows(ring.windows(first, ring.end))
        flags = np.flatnonzero(windows & np.uint64(0xFF) == FLAG)
        self._from = first + int(flags[-2:][0]) if len(flags) else ring.end
        caught = [
            self._judge(candidate, ring)
            for candidate in self._candidates(windows, flags, first, ring.fresh)
        ]
        return [one for one in caught if one is not None]

    def _candidates(
        self, windows: NDArray[np.uint64], flags: NDArray[np.intp], first: int, fresh: int
    ) -> Iterator[Between]:
        """What stands between two *flags*, the second a *fresh* one, and could be a frame."""
        opened, closed = self._pairs(flags, max(0, fresh - first))
        starts, ends = flags[opened] + 1, flags[closed] - FLAG_BITS + 1
        aborts = _ones(windows, 7, starts, ends)
        sizes = ends - starts
        self._count(sizes[closed - opened == 1], aborts[closed - opened == 1])
        fits = (sizes >= 8 * MIN_OCTETS) & (sizes <= self._longest) & (aborts <= MAX_ABORTS)
        opened, closed, starts, ends = opened[fits], closed[fits], starts[fits], ends[fits]
        follows = _follow_flag(windows[starts - 1])
        # Of noise, nearly all is broken; it is left here, before it costs much.
        whole = _ones(windows, 6, starts, ends) == 0
        worth = whole | follows | (_characters(windows, starts) >= MIN_CHARACTERS)
        bits = (windows & np.uint64(1)).astype(np.uint8)
        for at in np.flatnonzero(worth):
            bridged = closed[at] - opened[at] == 2
            flag = first + int(flags[opened[at] + 1]) + 1 if bridged else -1
            start = int(starts[at])
            trusted = bool(follows[at]) or first + start == self._closed
            yield Between(first + start, bits[start : ends[at]], trusted, flag)

    def _pairs(
        self, flags: NDArray[np.intp], fresh: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Which flags open and close candidates, of those that close at *fresh* or later.

        Neighbours do, and where symbols may be fixed also the flags around one that is far
        enough behind the first for a header.
        """
        first = int(np.searchsorted(flags, fresh))
        closed = np.arange(max(1, first), len(flags))
        if not self._fix:
            return closed - 1, closed
        around = closed[closed >= 2]
        around = around[flags[around - 1] - flags[around - 2] >= 8 * HEADER_OCTETS + FLAG_BITS]
        order = np.argsort(np.concatenate((closed, around)), kind="stable")
        opened = np.concatenate((closed - 1, around - 2))[order]
        return opened, np.concatenate((closed, around))[order]

    def _count(self, sizes: NDArray[np.intp], aborts: NDArray[np.intp]) -> None:
        """Count what is no candidate; idle lines, of flags or of ones, are not counted."""
        self.counters["aborts"] += int(np.count_nonzero((sizes >= 8) & (aborts > 0)))
        short = (sizes >= 8) & (sizes < 8 * MIN_OCTETS) & (aborts == 0)
        self.counters["fragments"] += int(np.count_nonzero(short))

    def _judge(self, candidate: Between, ring: SymbolRing) -> Caught | None:
        """The frame that *candidate* is, or why it is none if that is worth telling."""
        if candidate.flag >= 0 and self._closed in (candidate.flag, candidate.end):
            return None
        event = self._read(candidate) or self._fixed(candidate, ring) or self._failed(candidate)
        if event is None:
            return None
        if isinstance(event, Frame):
            self._closed = candidate.end
        return Caught(event, candidate.start - FLAG_BITS, candidate.end)

    def _read(self, candidate: Between) -> Frame | Rejected | None:
        """The frame in *candidate* as it stands; None if its check fails."""
        data = _checked(candidate.plain)
        if data is None:
            return None
        if candidate.trusted or named(data):
            return Frame(data, self._name)
        message = "the FCS is right, but neither a name nor a second flag proves it"
        return reject(self._name, Disposition.LINK_ERROR, data, message)

    def _fixed(self, candidate: Between, ring: SymbolRing) -> Frame | None:
        """The frame that *candidate* is with a few symbols flipped."""
        if not self._fix:
            return None
        found = None
        if characters(candidate.header) >= MIN_CHARACTERS:
            found = self._flipped(candidate, ring, self._fix)
        for one in () if found else _between_spoilt_flags(candidate):
            found = found or _intact(one) or self._flipped(one, ring, 1)
        return None if found is None else Frame(found[0], self._name, Quality(fixed=found[1]))

    def _flipped(self, candidate: Between, ring: SymbolRing, most: int) -> tuple[bytes, int] | None:
        """The data of *candidate* with *most* symbols flipped, and how many were."""
        memory = self._line.memory

        def read(trials: Bits) -> Iterator[bytes | None]:
            for bits in self._line.decode(trials)[:, memory:]:
                data = verified(bits)
                yield data if data is not None and addressed(data) else None

        end = candidate.start + len(candidate.bits)
        return fix(ring.soft(candidate.start - memory, end), most, read)

    def _failed(self, candidate: Between) -> Rejected | None:
        """Why *candidate* is no frame, if that is worth telling."""
        bits = candidate.plain
        if bits is None:
            return None
        self.counters["check_failed"] += 1
        octets = to_octets(bits, "little")
        if not addressed(octets):
            return None
        if len(bits) % 8:
            message = f"{len(bits)} bits are no whole octets"
            return reject(self._name, Disposition.CODING_ERROR, octets, message)
        offset = len(octets) - CRC16_IBM_SDLC.octets
        message = f"{CRC16_IBM_SDLC.name} of {offset} octets is not the one sent"
        return reject(self._name, Disposition.CHECK_FAILED, octets, message, offset)


def _intact(candidate: Between) -> tuple[bytes, int] | None:
    """The data of *candidate* as it stands behind or before a flag with a wrong symbol."""
    data = _checked(candidate.plain)
    return (data, 1) if data is not None and addressed(data) else None


def _between_spoilt_flags(candidate: Between) -> Iterator[Between]:
    """What *candidate* is if it begins or ends with flags that a wrong symbol has spoilt."""
    shifts = range(FLAG_BITS, MAX_SPOILT * FLAG_BITS + 1, FLAG_BITS)
    for spoilt in shifts if candidate.trusted else ():
        behind = Between(candidate.start + spoilt, candidate.bits[spoilt:], True, -1)
        if characters(behind.header) >= SURE_CHARACTERS:
            yield behind
    if characters(candidate.header) >= SURE_CHARACTERS:
        for spoilt in shifts:
            yield Between(candidate.start, candidate.bits[:-spoilt], candidate.trusted, -1)


def verified(stuffed_bits: Bits) -> bytes | None:
    """The frame in bits between two flags, its FCS removed; None if there is none."""
    return _checked(unstuff(stuffed_bits))


def _checked(bits: Bits | None) -> bytes | None:
    """The frame in *bits* without stuffing."""
    if bits is None or len(bits) % 8 or len(bits) < 8 * MIN_OCTETS:
        return None
    octets = to_octets(bits, "little")
    return octets[: -CRC16_IBM_SDLC.octets] if CRC16_IBM_SDLC.verify(octets) else None


def _ones(
    windows: NDArray[np.uint64], run: int, starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.intp]:
    """How many places between *starts* and *ends* have a *run* of ones behind them."""
    mask = np.uint64((1 << run) - 1)
    places = np.flatnonzero(windows & mask == mask)
    return np.searchsorted(places, ends) - np.searchsorted(places, starts)


def _follow_flag(windows: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Where another flag ends before the one that ends a window; both may share a zero."""
    follows = np.zeros(len(windows), np.bool_)
    for back in (FLAG_BITS, FLAG_BITS - 1):
        follows |= (windows >> np.uint64(back)) & np.uint64(0xFF) == FLAG
    return follows


def _characters(windows: NDArray[np.uint64], starts: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many address characters begin what is not stuffed at each of *starts*."""
    octets = windows[starts[:, None] + _LAST_BITS] & np.uint64(0xFF)
    return np.asarray(np.count_nonzero(_MIRRORED[octets], axis=1))
