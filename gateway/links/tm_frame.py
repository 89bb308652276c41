"""TM transfer frame: the fixed-length telemetry frame of CCSDS.

::

    version  SCID  VCID  OCF   master   virtual   secondary  sync  order  segment  first
                         flag  channel  channel   header     flag  flag   length   header
                               count    count     flag                    id       pointer
    2 bits   10    3     1     8        8         1          1     1      2        11

    primary header │ secondary header │ data field │ OCF      │ FECF
    6 octets       │ 1 to 64          │            │ 4 octets │ 2 octets

The first header pointer is 0x7FE in an idle frame and 0x7FF where no packet begins.

What protects the frame, or not, is told in `transfer_frame`.

Source: CCSDS 132.0-B-3, TM Space Data Link Protocol, section 4.1.

Where we differ.  Segment length id and packet order flag are ignored: INTEGRAL sends
others than the standard allows.  Where the sync flag says that the data field holds no
packets it is handed on whole.  `short_header` is a header of some Harbin craft (BY70-2):
five octets, without flags and with a pointer of eight bits, nowhere published but in
gr-satellites' manual, "TM short KISS"; its data field is handed on whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.errors import LayoutError
from gateway.links.transfer_frame import FECF_OCTETS, OCF_OCTETS, Contents, TransferFrame
from gateway.links.virtual_channel import NO_START
from gateway.model import Disposition, LinkFault

HEADER_OCTETS = 6
SHORT_HEADER_OCTETS = 5

_COUNTS = 1 << 8
_SEGMENT_LENGTH_ID = 0b11 << 11
"""What the standard wants of frames with packets."""


@dataclass(frozen=True)
class TMFrame(TransferFrame):
    """The TM transfer frame; see `TransferFrame` for the options of both kinds.

    Attributes:
        short_header: For the header of five octets.
    """

    short_header: bool = False
    name = "tm_frame"
    counts = _COUNTS

    def parse(self, data: bytes) -> Contents | LinkFault:
        """The parts of a frame, or why it is none of this mission's."""
        if fault := self.refusal(data, HEADER_OCTETS):
            return fault
        word = int.from_bytes(data[:HEADER_OCTETS], "big")
        scid, vcid = word >> 36 & 0x3FF, word >> 33 & 0x7
        if version := word >> 46:
            return LinkFault(Disposition.LINK_ERROR, f"version {version + 1} is no TM frame")
        if fault := self.foreign(scid, vcid):
            return fault
        header: dict[str, Any] = {
            "protocol": self.name,
            "scid": scid,
            "vcid": vcid,
            "master_count": data[2],
            "virtual_count": data[3],
            "first_header_pointer": data[4] if self.short_header else word & NO_START,
        }
        return self._contents(data, header)

    def _contents(self, data: bytes, header: dict[str, Any]) -> Contents | LinkFault:
        """Take off what surrounds the data field, and add it to *header*."""
        start, pointer = SHORT_HEADER_OCTETS, None
        if not self.short_header:
            start, flags = HEADER_OCTETS, data[4] >> 6
            pointer = None if flags & 0b01 else header["first_header_pointer"]
            if flags & 0b10:
                start += (data[HEADER_OCTETS] & 0x3F) + 1
                header["secondary_header"] = data[HEADER_OCTETS:start].hex()
        end = len(data) - FECF_OCTETS * self.fecf
        if data[1] & 1:
            end -= OCF_OCTETS
            header["ocf"] = data[end : end + OCF_OCTETS].hex()
        if start >= end:
            message = f"{len(data)} octets leave no data field"
            return LinkFault(Disposition.TRUNCATED, message, len(data))
        return Contents(header, data[start:end], start, pointer)

    def wrap(self, data: bytes, header: Mapping[str, Any]) -> bytes:
        """Make a frame of *data*; packets that do not fill `length` get an idle packet.

        Raises:
            LayoutError: *data* does not fit the frame, or a field its bits.
        """
        secondary = bytes.fromhex(header.get("secondary_header", ""))
        ocf = bytes.fromhex(header.get("ocf", ""))
        primary = self._primary(header, bool(secondary), bool(ocf))
        around = len(primary) + len(secondary) + len(ocf) + FECF_OCTETS * self.fecf
        return self.checked(primary + secondary + self.fitted(data, around) + ocf)

    def _primary(self, header: Mapping[str, Any], secondary: bool, ocf: bool) -> bytes:
        scid: int = header.get("scid", self.scid or 0)
        vcid: int = header.get("vcid", 0)
        if not (0 <= scid < 1 << 10 and 0 <= vcid < 1 << 3):
            raise LayoutError(f"SCID {scid} or VCID {vcid} does not fit")
        counts = [header.get(field, 0) % _COUNTS for field in ("master_count", "virtual_count")]
        pointer = header.get("first_header_pointer", 0) & NO_START
        status = (secondary << 15 | _SEGMENT_LENGTH_ID | pointer).to_bytes(2, "big")
        last = bytes([pointer & 0xFF]) if self.short_header else status
        return (scid << 4 | vcid << 1 | ocf).to_bytes(2, "big") + bytes(counts) + last
