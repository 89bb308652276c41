"""SLIP: frames on a serial line, ended by an octet that data cannot contain.

C0 (END) ends a frame, and may open it; inside a frame C0 is sent as DB DC and DB (ESC)
as DB DD::

    [C0]  <data, escaped> [CRC, escaped]  C0

SLIP has no check.  Without one in the data nothing proves a frame, and where we join in
the middle of a frame its rest is taken for a whole one; such frames are marked
unchecked.

Source: J. Romkey, "A Nonstandard for Transmission of IP Datagrams over Serial Lines",
RFC 1055, 1988.  We differ once: the RFC lets the octet after an illegal ESC stand; we
reject the frame unless `strict_escapes` is off.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding.crc import Crc, Order
from gateway.coding.octet_stuffing import SLIP_STUFFING
from gateway.framing.check import Check, seal
from gateway.framing.delimited import Splitter
from gateway.framing.options import require
from gateway.framing.stuffed import Unstuffing
from gateway.model import Frame, Rejected

END = b"\xc0"


@dataclass(frozen=True, kw_only=True)
class Slip:
    """SLIP.

    Attributes:
        crc: Check at the end of the data; None for none.
        crc_order: Order of its octets; None for the CRC's usual one.
        strict_escapes: Reject a frame with an illegal escape.
        max_octets: Longest frame, escapes removed, check included.
    """

    crc: Crc | None = None
    crc_order: Order | None = None
    strict_escapes: bool = True
    max_octets: int = 2048

    def __post_init__(self) -> None:
        require(self.max_octets > 0, "max_octets", "at least 1")

    def deframer(self) -> SlipDeframer:
        """A new receiver."""
        return SlipDeframer(self)

    def encode(self, data: bytes) -> bytes:
        """*data* as a frame, END on both sides so that noise before it does no harm."""
        return END + SLIP_STUFFING.encode(seal(data, self.crc, self.crc_order)) + END


class SlipDeframer:
    """Receiver for SLIP.

    Attributes:
        counters: `empty_frames`, `illegal_escapes`, and `dropped_octets` of frames that
            were too long.
    """

    def __init__(self, options: Slip):
        self.counters: dict[str, int] = {}
        self._check = Check("slip", options.crc, options.crc_order, self.counters)
        self._unstuffing = Unstuffing(
            "slip", SLIP_STUFFING, options.max_octets, options.strict_escapes, self.counters
        )
        self._splitter = Splitter(END, self._unstuffing.limit, self.counters)

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
        plain = self._unstuffing.plain(candidate)
        return plain if isinstance(plain, Rejected) else self._check.verdict(plain)
