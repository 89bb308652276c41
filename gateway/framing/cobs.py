"""COBS: frames without zeros, each ended by one.

The data and a zero behind it are cut after every zero, and where there is none for 254
octets.  Each piece is sent without its zero and behind a code that says how long it is;
so zero is free to end the frame::

    data   11 22 00 33           pieces  11 22 [00] | 33 [00]
    sent   03 11 22  02 33  00   code n: n - 1 octets follow, then a zero was
                                 code FF: 254 octets follow, and no zero was

One octet in 254 is the price, whatever the data.  COBS notices a code that points beyond
the frame; it is no check, and without a CRC frames are marked unchecked.

Source: S. Cheshire and M. Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM
Transactions on Networking 7 (2), 1999.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding.crc import Crc, Order
from gateway.framing.check import Check, reject, seal
from gateway.framing.delimited import Splitter
from gateway.framing.options import require
from gateway.model import Disposition, Frame, Rejected

DELIMITER = b"\0"
LONGEST = 254
"""Octets of the longest piece, whose code is FF."""


@dataclass(frozen=True, kw_only=True)
class Cobs:
    """COBS with the delimiter 0.

    Attributes:
        crc: Check at the end of the data; None for none.
        crc_order: Order of its octets; None for the CRC's usual one.
        max_octets: Longest frame, codes removed, check included.
    """

    crc: Crc | None = None
    crc_order: Order | None = None
    max_octets: int = 2048

    def __post_init__(self) -> None:
        require(self.max_octets > 0, "max_octets", "at least 1")

    def deframer(self) -> CobsDeframer:
        """A new receiver."""
        return CobsDeframer(self)

    def encode(self, data: bytes) -> bytes:
        """*data* as a frame with its delimiter."""
        return stuff(seal(data, self.crc, self.crc_order)) + DELIMITER


class CobsDeframer:
    """Receiver for COBS.

    Attributes:
        counters: `empty_frames`, and `dropped_octets` of frames that were too long.
    """

    def __init__(self, options: Cobs):
        self.counters: dict[str, int] = {}
        self._max_octets = options.max_octets
        self._check = Check("cobs", options.crc, options.crc_order, self.counters)
        limit = options.max_octets + options.max_octets // LONGEST + 1
        self._splitter = Splitter(DELIMITER, limit, self.counters)

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
        data, missing = unstuff(candidate)
        if len(data) > self._max_octets:
            message = f"more than {self._max_octets} octets without a delimiter"
            return reject("cobs", Disposition.TOO_LONG, data, message, self._max_octets)
        if missing:
            message = f"the last code wants {missing} octets more than there are"
            return reject("cobs", Disposition.CODING_ERROR, data, message, len(data))
        return self._check.verdict(data)


def stuff(data: bytes) -> bytes:
    """*data* as pieces behind their codes, without the delimiter."""
    *runs, last = data.split(b"\0")
    pieces = []
    for run in runs:
        pieces += _pieces(run)
        if len(run) % LONGEST == 0:
            pieces.append(b"")  # the zero, which no full piece has
    pieces += _pieces(last) or [b""]
    return b"".join(bytes([len(piece) + 1]) + piece for piece in pieces)


def _pieces(run: bytes) -> list[bytes]:
    return [run[at : at + LONGEST] for at in range(0, len(run), LONGEST)]


def unstuff(pieces: bytes) -> tuple[bytes, int]:
    """The data in *pieces*, and how many octets the last one lacks."""
    parts = []
    at = 0
    missing = 0
    while at < len(pieces):
        code = pieces[at]
        parts.append(pieces[at + 1 : at + code])
        at += code
        missing = at - len(pieces)
        if code <= LONGEST and missing < 0:
            parts.append(b"\0")
    return b"".join(parts), max(missing, 0)
