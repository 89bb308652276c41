"""Packets across the frames of one virtual channel.

::

    frame 7   ...a│bbbbbbbbbb│cccc     first header pointer: where b begins
    frame 8   cccccccccccccccccccc     NO_START: no packet begins here
    frame 9   cc│dddd│idle.........     where d begins

A packet runs on from frame to frame.  The frame counter tells when one is missing; the
packet in progress is then dropped, and the first header pointer of the next frame is
where reading begins again.

Source: CCSDS 132.0-B-3, TM Space Data Link Protocol, section 4.1.2.7.6, and 732.0-B-4,
AOS Space Data Link Protocol, section 4.1.4.2.

We differ once: of the packets allowed here we know the Space Packet only.  At any other,
such as the Encapsulation Packet, the rest of the frame is given up.
"""

from __future__ import annotations

from typing import Any

from gateway.errors import LayoutError
from gateway.links.space_packet import idle_packet, packet_octets
from gateway.model import Disposition, LinkFault, Unit

NO_START = 0x7FF
ONLY_IDLE = 0x7FE


class VirtualChannel:
    """The receiver of one virtual channel.

    Memory is bounded by the longest Space Packet.

    Args:
        counts: How many values the frame counter has.
    """

    def __init__(self, counts: int):
        self._counts = counts
        self._expected: int | None = None
        self._scid: int | None = None
        self._begun = b""

    def missed(self, scid: int, count: int) -> int:
        """How many frames are missing before the one with this *count*.

        A counter that stands still counts as a full turn, and so does another
        spacecraft: what is in progress cannot go on in such a frame.
        """
        known, self._scid = self._scid == scid, scid
        expected, self._expected = self._expected, (count + 1) % self._counts
        if expected is None:
            return 0
        missed = (count - expected) % self._counts
        return missed if known else missed or self._counts

    def accept(
        self, header: dict[str, Any], zone: bytes, pointer: int, offset: int
    ) -> list[Unit | LinkFault]:
        """The packets that a frame completes; what it only carries on is PARTIAL.

        Args:
            header: The frame's header, for its packets; `missed` frames in it drop
                the packet in progress.
            zone: The packets' part of the frame.
            pointer: The first header pointer.
            offset: Where the zone starts in the frame.
        """
        found: list[Unit | LinkFault] = []
        if "missed" in header and self._begun:
            found.append(self._drop(f"{header['missed']} frames missing before this one"))
        if pointer == ONLY_IDLE:
            return [*found, LinkFault(Disposition.IDLE, "an idle frame")]
        if pointer != NO_START and pointer > len(zone):
            self._begun = b""
            message = f"first header pointer {pointer} in a zone of {len(zone)} octets"
            return [*found, LinkFault(Disposition.LINK_ERROR, message)]
        end = len(zone) if pointer == NO_START else pointer
        found += self._carry_on(header, zone[:end], starts=pointer != NO_START)
        found += self._begin(header, zone, end, offset)
        return found or [self._partial(len(zone))]

    def _carry_on(
        self, header: dict[str, Any], octets: bytes, *, starts: bool
    ) -> list[Unit | LinkFault]:
        """Add *octets* to the packet in progress; the next one *starts* behind them, or not."""
        if not self._begun:
            return []
        self._begun += octets
        expected = packet_octets(self._begun)
        if expected == len(self._begun):
            packet, self._begun = self._begun, b""
            return [Unit(header, packet, None)]
        if starts or (expected is not None and len(self._begun) > expected):
            return [self._drop(f"its header announces {expected or 'more'}")]
        return []

    def _begin(
        self, header: dict[str, Any], zone: bytes, at: int, offset: int
    ) -> list[Unit | LinkFault]:
        """The packets from *at* on; the last one may go on in the next frame."""
        found: list[Unit | LinkFault] = []
        while at < len(zone):
            if version := zone[at] >> 5:
                message = f"packet version {version + 1}, only Space Packets are known"
                return [*found, LinkFault(Disposition.LINK_ERROR, message, offset + at)]
            octets = packet_octets(zone, at)
            if octets is None or at + octets > len(zone):
                self._begun = zone[at:]
                break
            found.append(Unit(header, zone[at : at + octets], offset + at))
            at += octets
        return found

    def _drop(self, why: str) -> LinkFault:
        message = f"{len(self._begun)} octets of a packet dropped: {why}"
        self._begun = b""
        return LinkFault(Disposition.TRUNCATED, message)

    def _partial(self, octets: int) -> LinkFault:
        if self._begun:
            message = f"{len(self._begun)} octets so far of a packet that later frames end"
        else:
            message = f"{octets} octets of a packet whose beginning was not heard"
        return LinkFault(Disposition.PARTIAL, message)


def fill(data: bytes, octets: int) -> bytes:
    """*data* and an idle packet that make a zone of *octets*.

    Raises:
        LayoutError: It does not fit, or leaves less than an idle packet needs.
    """
    free = octets - len(data)
    if free < 0:
        raise LayoutError(f"{len(data)} octets do not fit a zone of {octets}")
    return data + idle_packet(free) if free else data
