"""KISS: frames between a host and a TNC over an octet stream.

C0 (FEND) opens and ends every frame; neighbours may share one.  Inside a frame C0 is
sent as DB DC and DB as DB DD.  The first octet holds the port in its high nibble and
the command in its low nibble::

    C0  p0  <frame>  C0                       data
    C0  pC  <tag, 2 octets>  <frame>  C0      data to be acknowledged (ACKMODE)
    C0  pC  <tag, 2 octets>  C0               acknowledged: it was transmitted
    C0  p9  <ms since 1970, 8 octets> C0      reception time of the data frame that follows
    C0  p1..p6, pE, FF ...  C0                parameters, polls, end: counted and ignored

KISS has no check sequence.  The TNC checks the FCS of what it heard and removes it, so
frames count as checked; what happens between TNC and host is seen only with `checksum`.

Source: M. Chepponis K3MC and P. Karn KA9Q, "The KISS TNC: A simple Host-to-TNC
communications protocol", ARRL 6th Computer Networking Conference, 1987; ACKMODE from
J. Wiseman G8BPQ, "KISS"; time stamps from gr-satellites, `pdu_to_kiss`, after DK3WN.
We differ once: the paper carries on through an illegal escape; we reject the frame
unless `strict_escapes` is off, because nothing after it could catch the damage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from gateway.coding.crc import CRC16_IBM_SDLC, Crc, Order
from gateway.coding.octet_stuffing import SLIP_STUFFING
from gateway.framing.check import Check, reject, seal
from gateway.framing.delimited import FlagSplitter
from gateway.framing.kiss_checksum import CHECKSUMS
from gateway.framing.options import require
from gateway.framing.stuffed import Unstuffing
from gateway.model import UNKNOWN_QUALITY, Disposition, Frame, Rejected

FEND = b"\xc0"
DATA = 0x0
TIMESTAMP = 0x9
ACKMODE = 0xC
TAG_OCTETS = 2
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, kw_only=True)
class Kiss:
    """KISS, with what differs from one TNC to the next.

    Attributes:
        port: Port of the TNC to listen to, and to send to; None listens to all.
        fcs: Whether the check sequence of the air is `stripped`, `present`, or to be
            removed where it fits (`auto`: one foreign frame in 65,536 loses two octets).
        crc: What the check sequence is, if it is present.
        crc_order: Order of its octets; None for the CRC's usual one.
        checksum: On the line: `none`, `xor` (BPQ), `smack` or `flexnet`.
        ackmode: Read data frames that ask for an acknowledgement.
        timestamps: Take the reception time from the frames that carry one.
        strict_escapes: Reject a frame with an illegal escape.
        max_octets: Longest frame from FEND to FEND, escapes removed.
    """

    port: int | None = None
    fcs: Literal["stripped", "present", "auto"] = "stripped"
    crc: Crc = CRC16_IBM_SDLC
    crc_order: Order | None = None
    checksum: Literal["none", "xor", "smack", "flexnet"] = "none"
    ackmode: bool = False
    timestamps: bool = True
    strict_escapes: bool = True
    max_octets: int = 2048

    def __post_init__(self) -> None:
        require(self.port is None or 0 <= self.port <= 15, "port", "a port is 0 to 15")
        require(self.max_octets > 0, "max_octets", "at least 1")

    def deframer(self) -> KissDeframer:
        """A new receiver."""
        return KissDeframer(self)

    def encode(
        self, data: bytes, *, port: int | None = None, received_at: datetime | None = None
    ) -> bytes:
        """*data* as a data frame, FEND on both sides.

        Args:
            data: The frame, without FCS.
            port: Port to send to; None for the option's, or 0.
            received_at: Put a time stamp before it.
        """
        octet = (self.port or 0 if port is None else port) << 4
        if self.fcs == "present":
            data = seal(data, self.crc, self.crc_order)
        frame = CHECKSUMS[self.checksum].append(bytes([octet | DATA]) + data)
        stamp = b"" if received_at is None else _stamp(octet, received_at)
        return stamp + FEND + SLIP_STUFFING.encode(frame) + FEND


def _stamp(octet: int, moment: datetime) -> bytes:
    count = (moment - EPOCH) // MILLISECOND
    frame = bytes([octet | TIMESTAMP]) + count.to_bytes(8, "big")
    return FEND + SLIP_STUFFING.encode(frame) + FEND


class KissDeframer:
    """Receiver for KISS.

    Attributes:
        counters: Octets before the first FEND (`noise_octets`); frames with nothing in
            them (`empty_frames`); `acknowledgements`, `timestamps`, `other_ports`, and
            other commands (`ignored_commands`); `illegal_escapes`.
    """

    def __init__(self, options: Kiss):
        names = "acknowledgements", "timestamps", "other_ports", "ignored_commands"
        self.counters = dict.fromkeys(names, 0)
        self._options = options
        self._checksum = CHECKSUMS[options.checksum]
        self._check = Check("kiss", options.crc, options.crc_order, self.counters)
        self._unstuffing = Unstuffing(
            "kiss", SLIP_STUFFING, options.max_octets, options.strict_escapes, self.counters
        )
        self._splitter = FlagSplitter(FEND, self._unstuffing.limit, self.counters)
        # The stamp that waits for its frame, and the octets since it, itself included.
        # It waits so long and no longer, or `pending` would have no bound.
        self._stamp: datetime | None = None
        self._stamp_age = 0
        self._stamp_life = 4 * options.max_octets + 64

    def feed(self, data: bytes) -> list[Frame | Rejected]:
        """As `gateway.model.Deframer.feed`."""
        events = []
        for candidate in self._splitter.split(data):
            self._stamp_age += 1 + len(candidate)
            if self._stamp_age > self._stamp_life:
                self._stamp = None
            frame = self._unstuffing.plain(candidate)
            event = frame if isinstance(frame, Rejected) else self._command(frame, candidate)
            if event is not None:
                events.append(event)
                self._stamp = None
        return events

    @property
    def pending(self) -> int:
        """As `gateway.model.Deframer.pending`."""
        return self._splitter.pending + (self._stamp_age if self._stamp else 0)

    def _command(self, frame: bytes, candidate: bytes) -> Frame | Rejected | None:
        """Obey one frame, *candidate* on the wire; returns what it carries for others."""
        if not frame:
            self.counters["empty_frames"] += 1
            return None
        command = frame[0] & 0x0F
        if command == DATA:
            plain = self._checksum.remove(frame)
            return self._data(plain[0], plain[1:]) if plain else self._failed(frame)
        if command == ACKMODE and self._options.ackmode:
            if len(frame) > 1 + TAG_OCTETS:
                return self._data(frame[0], frame[1 + TAG_OCTETS :])
            self.counters["acknowledgements"] += 1
        elif command == TIMESTAMP and self._options.timestamps and len(frame) == 9:
            self._set_stamp(int.from_bytes(frame[1:], "big"), 1 + len(candidate))
        else:
            self.counters["ignored_commands"] += 1
        return None

    def _set_stamp(self, milliseconds: int, age: int) -> None:
        try:
            self._stamp = EPOCH + milliseconds * MILLISECOND
        except OverflowError:
            self.counters["ignored_commands"] += 1
            return
        self._stamp_age = age
        self.counters["timestamps"] += 1

    def _data(self, octet: int, data: bytes) -> Frame | Rejected | None:
        port = octet >> 4
        if self._options.port not in (None, port):
            self.counters["other_ports"] += 1
            self._stamp = None
            return None
        plain = self._without_fcs(data)
        if isinstance(plain, Rejected):
            return plain
        if not plain:
            self.counters["empty_frames"] += 1
            return None
        return Frame(plain, "kiss", UNKNOWN_QUALITY, port, self._stamp)

    def _without_fcs(self, data: bytes) -> bytes | Rejected:
        if self._options.fcs == "stripped":
            return data
        plain = self._check.open(data)
        return data if self._options.fcs == "auto" and isinstance(plain, Rejected) else plain

    def _failed(self, frame: bytes) -> Rejected:
        message = f"the {self._options.checksum} checksum of {len(frame)} octets is wrong"
        return reject("kiss", Disposition.CHECK_FAILED, frame, message)
