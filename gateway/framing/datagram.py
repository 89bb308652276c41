"""Datagram: what was fed at once is one frame.

::

    <data> [CRC]      one UDP datagram, one file, one message of a message queue

There is nothing to split or to find: the transport keeps frames apart.  UDP has a sum of
its own, but not from end to end; without a CRC frames are marked unchecked.

Source: J. Postel, "User Datagram Protocol", RFC 768, 1980.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding.crc import Crc, Order
from gateway.framing.check import Check, reject, seal
from gateway.framing.options import require
from gateway.model import Disposition, Frame, Rejected


@dataclass(frozen=True, kw_only=True)
class Datagram:
    """A frame a datagram.

    Attributes:
        crc: Check at the end of the data; None for none.
        crc_order: Order of its octets; None for the CRC's usual one.
        max_octets: Longest datagram.
    """

    crc: Crc | None = None
    crc_order: Order | None = None
    max_octets: int = 65535

    def __post_init__(self) -> None:
        require(self.max_octets > 0, "max_octets", "at least 1")

    def deframer(self) -> DatagramDeframer:
        """A new receiver."""
        return DatagramDeframer(self)

    def encode(self, data: bytes) -> bytes:
        """*data* as a datagram."""
        return seal(data, self.crc, self.crc_order)


class DatagramDeframer:
    """Receiver for datagrams.

    Attributes:
        counters: `empty_frames`.
    """

    pending = 0
    """As `gateway.model.Deframer.pending`: nothing is ever kept."""

    def __init__(self, options: Datagram):
        self.counters: dict[str, int] = {}
        self._max_octets = options.max_octets
        self._check = Check("datagram", options.crc, options.crc_order, self.counters)

    def feed(self, data: bytes) -> list[Frame | Rejected]:
        """One datagram; the frame in it, or why it is none."""
        if not data:
            self.counters["empty_frames"] += 1
            return []
        if len(data) > self._max_octets:
            message = f"{len(data)} octets; {self._max_octets} are allowed"
            offset = self._max_octets
            return [reject("datagram", Disposition.TOO_LONG, data, message, offset)]
        event = self._check.verdict(data)
        return [] if event is None else [event]
