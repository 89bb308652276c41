"""Length-prefixed: frames that say how long they are.

::

    [sync]  [offset octets]  <length>  <data>  [CRC]
            └────── header ─────────┘

What the number counts is the first thing that protocols disagree about: the data alone,
or with header or CRC, or one less (a Space Packet).  `counts_header`, `counts_crc` and
`adjust` say it.

A wrong length hides what follows until so many octets have come.  With sync word and CRC
the frames inside are then found; with neither, nothing is ever found wrong but a length
that cannot be, and frames are marked unchecked.  Without a sync word the line must not
lose octets: use it on TCP, pipes and files.

Source: none for all; Meshtastic streams (94 C3, 2 octets big-endian), u-blox UBX (B5 62,
offset 2, 2 octets little-endian), CCSDS 133.0-B-2 (offset 4, 2 octets, adjust 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from gateway.coding.crc import Crc, Order
from gateway.framing.check import Check, reject, seal
from gateway.framing.options import require
from gateway.framing.sync import Synchroniser, SyncWord
from gateway.model import MAX_REJECTED_OCTETS, Disposition, Frame, Rejected


@dataclass(frozen=True, kw_only=True)
class LengthPrefixed:
    """Frames that say how long they are.

    Attributes:
        width: Octets of the length.
        order: Order of its octets.
        offset: Octets of the header before it.
        counts_header: The length counts the header too.
        counts_crc: The length counts the CRC too.
        adjust: Added to the length; 1 where it is one less than the octets.
        keep_header: Frames begin with the header, not behind it.
        sync: Sync word before the header; empty for none.
        crc: Check behind the data; None for none.
        crc_order: Order of its octets; None for the CRC's usual one.
        crc_covers: Where what the CRC covers begins: at the `data`, the `header` or the
            `sync` word.
        max_octets: Most octets of data.
    """

    width: Literal[1, 2, 4] = 2
    order: Order = "big"
    offset: int = 0
    counts_header: bool = False
    counts_crc: bool = False
    adjust: int = 0
    keep_header: bool = False
    sync: bytes = b""
    crc: Crc | None = None
    crc_order: Order | None = None
    crc_covers: Literal["data", "header", "sync"] = "data"
    max_octets: int = 2048

    def __post_init__(self) -> None:
        require(self.max_octets > 0, "max_octets", "at least 1")
        require(0 <= self.offset <= 255, "offset", "0 to 255")

    @property
    def header_octets(self) -> int:
        """Octets from the sync word to the data."""
        return self.offset + self.width

    @property
    def crc_octets(self) -> int:
        """Octets of the CRC, if any."""
        return self.crc.octets if self.crc else 0

    @property
    def surplus(self) -> int:
        """What the length counts beside the data."""
        header = self.header_octets if self.counts_header else 0
        crc = self.crc_octets if self.counts_crc else 0
        return header + crc - self.adjust

    def deframer(self) -> LengthPrefixedDeframer:
        """A new receiver."""
        return LengthPrefixedDeframer(self)

    def encode(self, data: bytes) -> bytes:
        """*data* as a frame; with `keep_header` it begins with the header.

        The length is filled in; the header's other octets are zero unless given.

        Raises:
            ValueError: *data* is shorter than its header.
            OverflowError: *data* is longer than the length can say.
        """
        header = bytes(self.offset)
        if self.keep_header:
            if len(data) < self.header_octets:
                raise ValueError(f"{len(data)} octets; the header has {self.header_octets}")
            header, data = data[: self.offset], data[self.header_octets :]
        length = (len(data) + self.surplus).to_bytes(self.width, self.order)
        front = self.sync + header + length
        return front + seal(data, self.crc, self.crc_order, self.covered(front))

    def covered(self, front: bytes) -> bytes:
        """The octets of *front*, sync word and header, that the CRC covers."""
        starts = {"sync": 0, "header": len(self.sync), "data": len(front)}
        return front[starts[self.crc_covers] :]

    def data_octets(self, data: bytes, at: int) -> int:
        """What the length in the candidate at *at* says of the data; maybe nonsense."""
        start = at + len(self.sync) + self.offset
        return int.from_bytes(data[start : start + self.width], self.order) - self.surplus


class LengthPrefixedDeframer:
    """Receiver for frames that say how long they are.

    Attributes:
        counters: `noise_octets` between frames, and `empty_frames`.
    """

    def __init__(self, options: LengthPrefixed):
        self.counters: dict[str, int] = {}
        self._options = options
        self._front = len(options.sync) + options.header_octets
        self._check = Check("length_prefixed", options.crc, options.crc_order, self.counters)
        sync = SyncWord(options.sync)
        self._synchroniser = Synchroniser(sync, self._measure, self._verdict, self.counters)

    def feed(self, data: bytes) -> list[Frame | Rejected]:
        """As `gateway.model.Deframer.feed`."""
        return self._synchroniser.feed(data)

    @property
    def pending(self) -> int:
        """As `gateway.model.Deframer.pending`."""
        return self._synchroniser.pending

    def _measure(self, data: bytes, at: int) -> int | None:
        if len(data) - at < self._front:
            return None
        octets = self._options.data_octets(data, at)
        if not 0 <= octets <= self._options.max_octets:
            return self._front  # the verdict will say what is wrong with it
        return self._front + octets + self._options.crc_octets

    def _verdict(self, candidate: bytes) -> Frame | Rejected | None:
        front, rest = candidate[: self._front], candidate[self._front :]
        header = front[len(self._options.sync) :]
        octets = self._options.data_octets(candidate, 0)
        if not 0 <= octets <= self._options.max_octets:
            return self._impossible(header, octets)
        data = self._check.open(rest, self._options.covered(front))
        if isinstance(data, Rejected):
            left = (header + data.data)[:MAX_REJECTED_OCTETS]
            return replace(data, data=left, offset=len(header) + data.offset)
        return self._check.frame(header + data if self._options.keep_header else data)

    def _impossible(self, header: bytes, octets: int) -> Rejected:
        most = self._options.max_octets
        reason = Disposition.TOO_LONG if octets > most else Disposition.TRUNCATED
        message = f"the length says {octets} octets of data; 0 to {most} are allowed"
        return reject("length_prefixed", reason, header, message, self._options.offset)
