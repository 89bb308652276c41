"""HDLC on a line of bits that come eight to an octet, lowest first.

::

    octets   7E            A1 ...
    bits     0 1111110     1 0000101 ...      as text, oldest first

Bits are text of zeros and ones here, because finding flags and removing stuffed zeros
are then searches that run at the speed of C.  See `hdlc` for the frame.
"""

from __future__ import annotations

from gateway.coding.crc import Crc, Order
from gateway.framing.check import Check, reject
from gateway.model import Disposition, Frame, Rejected

FLAG = "01111110"
ABORT = "1111111"
PARTIAL_FLAG = len(FLAG) - 1
"""So many bits at the end may be the start of a flag."""


class BitHdlcDeframer:
    """Receiver for HDLC on a line of bits.

    Args:
        crc: The check sequence.
        crc_order: Order of its octets; None for the CRC's usual one.
        max_octets: Longest frame, check included.

    Attributes:
        counters: `fragments` too short for a frame, and `aborts` of a frame that had
            begun; idle lines, of flags or of ones, count as neither.
    """

    def __init__(self, crc: Crc, crc_order: Order | None, max_octets: int):
        self.counters = dict.fromkeys(("fragments", "aborts"), 0)
        self._shortest = 8 * (crc.octets + 1)
        self._max_octets = max_octets
        self._limit = 8 * max_octets * 6 // 5
        self._check = Check("hdlc", crc, crc_order, self.counters)
        # Inside a frame: the last zero of the flag that opened it, which may be the next
        # flag's first, and all bits since.  Outside: what may be the start of a flag.
        self._inside = False
        self._bits = ""

    def feed(self, data: bytes) -> list[Frame | Rejected]:
        """As `gateway.model.Deframer.feed`."""
        bits = self._bits + to_bits(data)
        events = []
        start = 1
        at = bits.find(FLAG, max(0, len(self._bits) - PARTIAL_FLAG))
        while at >= 0:
            if self._inside:
                events.append(self._read(bits[start:at]))
            self._inside = True
            start = at + len(FLAG)
            at = bits.find(FLAG, start - 1)
        if self._inside:
            events.append(self._give_up(bits[start:]))
        self._bits = bits[start - 1 :] if self._inside else bits[-PARTIAL_FLAG:]
        return [event for event in events if event is not None]

    @property
    def pending(self) -> int:
        """As `gateway.model.Deframer.pending`; the flag that opened is part of it."""
        if not self._inside:
            return 1 if self._bits else 0
        bits = len(FLAG) - 1 + len(self._bits)
        return -(-bits // 8)

    def _give_up(self, content: str) -> Frame | Rejected | None:
        """Leave the frame that begins with *content*, if it can be none any more."""
        may_be_whole = len(content) <= self._limit + PARTIAL_FLAG
        if may_be_whole and ABORT not in self._within_limit(content):
            return None
        self._inside = False
        return self._read(content)

    def _read(self, content: str) -> Frame | Rejected | None:
        """The frame whose bits are *content*, or why it is none; None for fill."""
        content = self._within_limit(content)
        aborted = content.find(ABORT)
        if aborted >= 0:
            self.counters["aborts"] += aborted >= 8
            return None
        bits = unstuff(content)
        if len(content) > self._limit or len(bits) > 8 * self._max_octets:
            return self._too_long(bits)
        if len(bits) < self._shortest:
            self.counters["fragments"] += len(bits) >= 8
            return None
        if len(bits) % 8:
            message = f"{len(bits)} bits are no whole octets"
            return reject("hdlc", Disposition.CODING_ERROR, from_bits(bits), message)
        return self._check.verdict(from_bits(bits))

    def _within_limit(self, content: str) -> str:
        """As much of *content* as is looked at: one bit more, if it is too long."""
        return content[: self._limit + 1]

    def _too_long(self, bits: str) -> Rejected:
        most = self._max_octets
        message = f"more than {most} octets without a flag"
        return reject("hdlc", Disposition.TOO_LONG, from_bits(bits), message, most)


def encode_bits(frame: bytes) -> bytes:
    """*frame*, check included, between flags; zeros fill the last octet."""
    bits = FLAG + stuff(to_bits(frame)) + FLAG
    return from_bits(bits + "0" * (-len(bits) % 8))


def stuff(bits: str) -> str:
    """*bits* with a zero after every five ones."""
    return bits.replace("11111", "111110")


def unstuff(bits: str) -> str:
    """*bits* without the zero after every five ones."""
    return bits.replace("111110", "11111")


def to_bits(data: bytes) -> str:
    """The bits of *data*, lowest of each octet first."""
    return f"{int.from_bytes(data, 'little'):0{8 * len(data)}b}"[::-1] if data else ""


def from_bits(bits: str) -> bytes:
    """The whole octets in *bits*."""
    octets = len(bits) // 8
    return int(bits[: 8 * octets][::-1] or "0", 2).to_bytes(octets, "little")
