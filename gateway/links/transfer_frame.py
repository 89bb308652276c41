"""What TM and AOS transfer frames have in common.

::

    primary header │ ... │ data field │ OCF, 4 octets, optional │ FECF, 2 octets, optional

A frame is of fixed length, belongs to a spacecraft (SCID) and one of its virtual channels
(VCID), and counts up on that channel.  Its data field holds packets, which run on from
frame to frame, or something else, which is handed on whole.

The frame error control field (FECF), if the mission has one, is CRC-16/IBM-3740 over the
whole frame; without it a frame is as good as the Reed-Solomon code outside.

Source: CCSDS 132.0-B-3, TM Space Data Link Protocol, section 4.1, and 732.0-B-4, AOS
Space Data Link Protocol, section 4.1.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from msgspec import Struct

from gateway.coding.crc import CRC16_IBM_3740
from gateway.errors import LayoutError, MissionError
from gateway.links.virtual_channel import VirtualChannel, fill
from gateway.model import Disposition, LinkFault, Unit

OCF_OCTETS = 4
FECF_OCTETS = 2


class Contents(Struct, frozen=True):
    """A frame taken apart.

    Attributes:
        header: The header's fields, for the units found in it.
        data: The data field.
        offset: Where it starts in the frame.
        pointer: The first header pointer; None where the data field holds no packets.
    """

    header: dict[str, Any]
    data: bytes
    offset: int
    pointer: int | None


@dataclass(frozen=True)
class TransferFrame(ABC):
    """The options of both kinds.

    Attributes:
        length: Octets of a frame; others are refused.  None for any.
        scid: Spacecraft identifier; others are refused.  None for any.
        fecf: Whether a frame error control field ends the frame.
        data: `packets` to put Space Packets together, `whole` to hand on the data field.
        virtual_channels: Those to read; empty for all.
    """

    length: int | None = None
    scid: int | None = None
    fecf: bool = False
    data: Literal["packets", "whole"] = "packets"
    virtual_channels: tuple[int, ...] = ()
    counts: ClassVar[int]

    def __post_init__(self) -> None:
        """Refuse options that are not there.

        Raises:
            MissionError: A mission that is not type-checked made a slip.
        """
        if self.data not in ("packets", "whole"):
            raise MissionError(f"{self.data!r} is neither packets nor whole", key="data")

    def reader(self) -> Callable[[bytes], list[Unit | LinkFault]]:
        """A new receiver, which knows of no packets in progress."""
        return _Receiver(self).read

    @abstractmethod
    def parse(self, data: bytes) -> Contents | LinkFault:
        """The parts of a frame, or why it is none of this mission's."""

    def refusal(self, data: bytes, least: int) -> LinkFault | None:
        """Why a frame of this length, or with this check, is not taken."""
        if len(data) <= least or self.length not in (None, len(data)):
            expected = f"{self.length}" if self.length else f"more than {least}"
            message = f"a frame of {len(data)} octets, {expected} expected"
            return LinkFault(Disposition.LINK_ERROR, message)
        if self.fecf and not CRC16_IBM_3740.verify(data):
            message = f"frame error control field {data[-2:].hex()} is not that of the frame"
            return LinkFault(Disposition.CHECK_FAILED, message, len(data) - FECF_OCTETS)
        return None

    def foreign(self, scid: int, vcid: int) -> LinkFault | None:
        """Why a frame of this spacecraft and channel is not taken."""
        if self.scid not in (None, scid):
            message = f"a frame of spacecraft {scid}, not {self.scid}"
        elif self.virtual_channels and vcid not in self.virtual_channels:
            message = f"virtual channel {vcid} is not to be read"
        else:
            return None
        return LinkFault(Disposition.LINK_ERROR, message)

    def fitted(self, data: bytes, around: int) -> bytes:
        """*data*, with an idle packet where packets leave room, for a frame of `length`.

        Args:
            data: What to send.
            around: Octets of the frame in front of the data field and behind it.

        Raises:
            LayoutError: It does not fit.
        """
        if self.length is None:
            return data
        octets = self.length - around
        if self.data == "packets":
            return fill(data, octets)
        if len(data) != octets:
            raise LayoutError(f"{len(data)} octets in a data field of {octets}", path="data")
        return data

    def checked(self, frame: bytes) -> bytes:
        """*frame* with its frame error control field, if it has one."""
        return CRC16_IBM_3740.append(frame) if self.fecf else frame


class _Receiver:
    """Reads frames; keeps a packet in progress for each virtual channel."""

    def __init__(self, link: TransferFrame):
        self._link = link
        self._channels: dict[int, VirtualChannel] = {}

    def read(self, data: bytes) -> list[Unit | LinkFault]:
        frame = self._link.parse(data)
        if isinstance(frame, LinkFault):
            return [frame]
        header = frame.header
        channel = self._channels.setdefault(header["vcid"], VirtualChannel(self._link.counts))
        if missed := channel.missed(header["scid"], header["virtual_count"]):
            header["missed"] = missed
        if self._link.data == "whole" or frame.pointer is None:
            return [Unit(header, frame.data, frame.offset)]
        return channel.accept(header, frame.data, frame.pointer, frame.offset)
