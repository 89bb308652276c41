"""AOS transfer frame: the fixed-length frame of CCSDS's advanced orbiting systems.

::

    version  SCID  VCID  virtual channel  replay  cycle  spare  cycle  header error
                         frame count      flag    used                 control
    2 bits   8     6     24               1       1      2      4      (16)

    header         │ insert zone │ data field │ OCF      │ FECF
    6 or 8 octets  │ n octets    │            │ 4 octets │ 2 octets

    a data field of packets   5 spare bits, first header pointer of 11 │ packet zone

VCID 63 is an idle frame.  In the first header pointer, 0x7FE is a zone of idle data and
0x7FF one where no packet begins.

What protects the frame, or not, is told in `transfer_frame`.

Source: CCSDS 732.0-B-4, AOS Space Data Link Protocol, section 4.1.

Where we differ.  The header error control, a Reed-Solomon (10,6) code over half octets,
is skipped, not used; the two spare bits that issue 4 gave to the SCID stay spare.
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
HEADER_ERROR_CONTROL_OCTETS = 2
POINTER_OCTETS = 2
IDLE_VCID = 63

_VERSION = 0b01
_COUNTS = 1 << 24


@dataclass(frozen=True)
class AOSFrame(TransferFrame):
    """The AOS transfer frame; see `TransferFrame` for the options of both kinds.

    Attributes:
        header_error_control: Whether the header has that field.
        insert_zone: Octets of the insert zone.
        ocf: Whether the frame has an operational control field.
    """

    header_error_control: bool = False
    insert_zone: int = 0
    ocf: bool = False
    name = "aos_frame"
    counts = _COUNTS

    @property
    def _insert_start(self) -> int:
        return HEADER_OCTETS + HEADER_ERROR_CONTROL_OCTETS * self.header_error_control

    @property
    def _trailer(self) -> int:
        return OCF_OCTETS * self.ocf + FECF_OCTETS * self.fecf

    def parse(self, data: bytes) -> Contents | LinkFault:
        """The parts of a frame, or why it is none of this mission's."""
        pointer_octets = POINTER_OCTETS if self.data == "packets" else 0
        least = self._insert_start + self.insert_zone + pointer_octets + self._trailer
        if fault := self.refusal(data, least):
            return fault
        word = int.from_bytes(data[:HEADER_OCTETS], "big")
        scid, vcid = word >> 38 & 0xFF, word >> 32 & 0x3F
        if (version := word >> 46) != _VERSION:
            return LinkFault(Disposition.LINK_ERROR, f"version {version + 1} is no AOS frame")
        if fault := self.foreign(scid, vcid):
            return fault
        if vcid == IDLE_VCID:
            return LinkFault(Disposition.IDLE, "an idle frame")
        header: dict[str, Any] = {
            "protocol": self.name,
            "scid": scid,
            "vcid": vcid,
            "virtual_count": word >> 8 & 0xFFFFFF,
            "replay": bool(word & 0x80),
        }
        if word & 0x40:
            header["cycle"] = word & 0x0F
        return self._contents(data, header)

    def _contents(self, data: bytes, header: dict[str, Any]) -> Contents:
        """Take off what surrounds the data field, and add it to *header*."""
        start, end = self._insert_start + self.insert_zone, len(data) - self._trailer
        if self.insert_zone:
            header["insert_zone"] = data[self._insert_start : start].hex()
        if self.ocf:
            header["ocf"] = data[end : end + OCF_OCTETS].hex()
        if self.data == "whole":
            return Contents(header, data[start:end], start, None)
        pointer = int.from_bytes(data[start : start + POINTER_OCTETS], "big") & NO_START
        header["first_header_pointer"] = pointer
        start += POINTER_OCTETS
        return Contents(header, data[start:end], start, pointer)

    def wrap(self, data: bytes, header: Mapping[str, Any]) -> bytes:
        """Make a frame of *data*; packets that do not fill `length` get an idle packet.

        The header error control stays zero.

        Raises:
            LayoutError: *data* does not fit the frame, or a field its bits.
        """
        control = bytes(HEADER_ERROR_CONTROL_OCTETS * self.header_error_control)
        insert = bytes.fromhex(header.get("insert_zone", "00" * self.insert_zone))
        ocf = bytes.fromhex(header.get("ocf", "00" * OCF_OCTETS)) if self.ocf else b""
        front = self._primary(header) + control + insert
        if self.data == "packets":
            pointer = header.get("first_header_pointer", 0) & NO_START
            front += pointer.to_bytes(POINTER_OCTETS, "big")
        return self.checked(front + self.fitted(data, len(front) + self._trailer) + ocf)

    def _primary(self, header: Mapping[str, Any]) -> bytes:
        scid: int = header.get("scid", self.scid or 0)
        vcid: int = header.get("vcid", 0)
        if not (0 <= scid < 1 << 8 and 0 <= vcid < 1 << 6):
            raise LayoutError(f"SCID {scid} or VCID {vcid} does not fit")
        cycle = header.get("cycle")
        signalling: int = header.get("replay", False) << 7 | (cycle is not None) << 6
        count: int = header.get("virtual_count", 0) % _COUNTS
        word = _VERSION << 46 | scid << 38 | vcid << 32 | count << 8
        return (word | signalling | (cycle or 0) & 0x0F).to_bytes(HEADER_OCTETS, "big")
