"""Delimiter: frames that end in octets that the sender keeps out of the data.

::

    <data> [CRC] <delimiter> <data> [CRC] <delimiter>       a line of text: delimiter 0A

It suits text: NMEA sentences, `+RCV=` lines of a LoRa module, CSV from a board.  Binary
data that happens to contain the delimiter is cut in two, and where we join in the middle
of a frame its rest is taken for a whole one (in the middle of a delimiter, with the next
frame behind it); without a CRC frames are marked unchecked.

Source: none; the convention of serial terminals since the teleprinter.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding.crc import Crc, Order
from gateway.framing.check import Check, reject, seal
from gateway.framing.delimited import Splitter
from gateway.framing.options import require
from gateway.model import Disposition, Frame, Rejected


@dataclass(frozen=True, kw_only=True)
class Delimiter:
    """Frames that end in a delimiter.

    Attributes:
        delimiter: One or more octets.
        strip: Remove blanks and line ends around the frame, so that lines may end in
            CR LF as well.
        crc: Check at the end of the data; None for none.
        crc_order: Order of its octets; None for the CRC's usual one.
        max_octets: Longest frame, check included.
    """

    delimiter: bytes = b"\n"
    strip: bool = True
    crc: Crc | None = None
    crc_order: Order | None = None
    max_octets: int = 2048

    def __post_init__(self) -> None:
        require(self.max_octets > 0, "max_octets", "at least 1")
        require(len(self.delimiter) > 0, "delimiter", "at least one octet")
        # Octets of a CRC that look like blanks would be lost.
        require(not (self.strip and self.crc), "strip", "must be false where there is a crc")

    def deframer(self) -> DelimiterDeframer:
        """A new receiver."""
        return DelimiterDeframer(self)

    def encode(self, data: bytes) -> bytes:
        """*data* with its delimiter.

        Raises:
            ValueError: *data* contains the delimiter.
        """
        frame = seal(data, self.crc, self.crc_order)
        if self.delimiter in (frame + self.delimiter)[:-1]:
            raise ValueError(f"the delimiter {self.delimiter.hex()} is in the data")
        return frame + self.delimiter


class DelimiterDeframer:
    """Receiver for frames that end in a delimiter.

    Attributes:
        counters: `empty_frames`, and `dropped_octets` of frames that were too long.
    """

    def __init__(self, options: Delimiter):
        self.counters: dict[str, int] = {}
        self._options = options
        self._check = Check("delimiter", options.crc, options.crc_order, self.counters)
        self._splitter = Splitter(options.delimiter, options.max_octets, self.counters)

    def feed(self, data: bytes) -> list[Frame | Rejected]:
        """As `gateway.model.Deframer.feed`."""
        events = map(self._read, self._splitter.split(data))
        return [event for event in events if event is not None]

    @property
    def pending(self) -> int:
        """As `gateway.model.Deframer.pending`."""
        return self._splitter.pending

    def _read(self, candidate: bytes) -> Frame | Rejected | None:
        most = self._options.max_octets
        if len(candidate) > most:
            message = f"more than {most} octets without a delimiter"
            return reject("delimiter", Disposition.TOO_LONG, candidate, message, most)
        if self._options.strip:
            candidate = candidate.strip()
        if not candidate:
            self.counters["empty_frames"] += 1
            return None
        return self._check.verdict(candidate)
