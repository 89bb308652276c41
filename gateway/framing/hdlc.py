"""HDLC: frames between flags, with a check sequence, on lines of octets or of bits.

::

    7E  <data>  FCS_low FCS_high  7E      neighbours may share a flag

The flag must not appear inside.  On a line of octets (`octet` stuffing, PPP on a serial
line) 7E is sent as 7D 5E and 7D as 7D 5D; a receiver undoes 7D before any octet.  On a
line of bits (`bit` stuffing, AX.25 on the air) a zero follows five ones; the bits come
eight to an octet, lowest first, and flags may begin at any of them::

    01111110  <bits, zero after five ones>  01111110     seven ones and more: abort, idle

Address and control octets, where there are any, stay in the frame.  The FCS misses one
random candidate in 65,536, and noise makes a flag every 32 octets.

Source: ISO/IEC 13239; W. Simpson, "PPP in HDLC-like Framing", RFC 1662, sections 4 and
5.  Candidates shorter than the FCS are not frames there and are counted as `fragments`.
We differ once: control characters (the RFC's ACCM) are neither escaped nor dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gateway.coding.crc import CRC16_IBM_SDLC, Crc, Order
from gateway.coding.octet_stuffing import HDLC_STUFFING
from gateway.framing.check import Check, seal
from gateway.framing.delimited import FlagSplitter
from gateway.framing.hdlc_bits import BitHdlcDeframer, encode_bits
from gateway.framing.options import require
from gateway.framing.stuffed import Unstuffing
from gateway.model import Frame, Rejected

FLAG = b"\x7e"
ESCAPE = b"\x7d"


@dataclass(frozen=True, kw_only=True)
class Hdlc:
    """HDLC-like framing.

    Attributes:
        stuffing: What keeps flags out of frames: `octet` escapes, or `bit` stuffing.
        crc: The check sequence.
        crc_order: Order of its octets; None for the CRC's usual one.
        max_octets: Longest frame, check included.
    """

    stuffing: Literal["octet", "bit"] = "octet"
    crc: Crc = CRC16_IBM_SDLC
    crc_order: Order | None = None
    max_octets: int = 2048

    def __post_init__(self) -> None:
        least = 1 + self.crc.octets
        require(self.max_octets >= least, "max_octets", f"at least {least}")

    def deframer(self) -> OctetHdlcDeframer | BitHdlcDeframer:
        """A new receiver."""
        kind = OctetHdlcDeframer if self.stuffing == "octet" else BitHdlcDeframer
        return kind(self.crc, self.crc_order, self.max_octets)

    def encode(self, data: bytes) -> bytes:
        """*data* as a frame, a flag on both sides."""
        frame = seal(data, self.crc, self.crc_order)
        if self.stuffing == "bit":
            return encode_bits(frame)
        return FLAG + HDLC_STUFFING.encode(frame) + FLAG


class OctetHdlcDeframer:
    """Receiver for HDLC on a line of octets.

    Args:
        crc: The check sequence.
        crc_order: Order of its octets; None for the CRC's usual one.
        max_octets: Longest frame, check included.

    Attributes:
        counters: `noise_octets` before the first flag, `empty_frames` between two,
            `fragments`, and `aborts` (7D 7E).
    """

    def __init__(self, crc: Crc, crc_order: Order | None, max_octets: int):
        self.counters = dict.fromkeys(("fragments", "aborts"), 0)
        self._shortest = crc.octets + 1
        self._check = Check("hdlc", crc, crc_order, self.counters)
        self._unstuffing = Unstuffing("hdlc", HDLC_STUFFING, max_octets, True, self.counters)
        self._splitter = FlagSplitter(FLAG, self._unstuffing.limit, self.counters)

    def feed(self, data: bytes) -> list[Frame | Rejected]:
        """As `gateway.model.Deframer.feed`."""
        events = map(self._read, self._splitter.split(data))
        return [event for event in events if event is not None]

    @property
    def pending(self) -> int:
        """As `gateway.model.Deframer.pending`."""
        return self._splitter.pending

    def _read(self, candidate: bytes) -> Frame | Rejected | None:
        if not candidate:
            self.counters["empty_frames"] += 1
            return None
        # An even number of escapes at the end are pairs: 7D 7D is an escaped 5D.
        open_escape = (len(candidate) - len(candidate.rstrip(ESCAPE))) % 2
        if open_escape and len(candidate) <= self._unstuffing.limit:
            self.counters["aborts"] += 1
            return None
        plain = self._unstuffing.plain(candidate)
        if isinstance(plain, Rejected):
            return plain
        if len(plain) < self._shortest:
            self.counters["fragments"] += 1
            return None
        return self._check.verdict(plain)
