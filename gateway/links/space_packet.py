"""Space Packet: the packet of CCSDS missions.

::

    version  type  secondary header  APID  sequence  sequence  length    secondary  user
                   flag                    flags     count     - 1       header     data
    3 bits   1     1                 11    2         14        16 bits   n octets   ...

    length   octets of secondary header and user data, at least 1
    sequence flags   0 continuation, 1 first, 2 last, 3 unsegmented; the count is per APID

Nothing is protected: a packet is as good as the frame it came in.

Source: CCSDS 133.0-B-2, Space Packet Protocol, section 4.1.  Idle packets have APID
0x7FF.

We differ once.  The standard leaves it to the user what the sequence flags group; we put
a group together, unless the mission says that its packets stand alone
(`reassemble=False`, as S-NPP's do).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from gateway.errors import LayoutError
from gateway.links.time_code import TimeCode
from gateway.model import Disposition, LinkFault, Unit

HEADER_OCTETS = 6
MAX_DATA_OCTETS = 65536
IDLE_APID = 0x7FF

_SEQUENCE_FLAGS = ("continuation", "first", "last", "unsegmented")
_TYPES = ("telemetry", "telecommand")
_SEQUENCE_COUNTS = 1 << 14


def packet_octets(data: bytes, at: int = 0) -> int | None:
    """Length of the packet that begins at *at*; None while its header is incomplete."""
    if len(data) - at < HEADER_OCTETS:
        return None
    return HEADER_OCTETS + 1 + int.from_bytes(data[at + 4 : at + 6], "big")


def idle_packet(octets: int) -> bytes:
    """An idle packet of *octets*, header included.

    Raises:
        LayoutError: There is no packet of so few or so many octets.
    """
    return SpacePacket().wrap(bytes(max(octets - HEADER_OCTETS, 0)), {"apid": IDLE_APID})


@dataclass(frozen=True)
class SpacePacket:
    """The Space Packet's header; a frame may hold several packets.

    Attributes:
        secondary_header: Octets of the secondary header to take off packets that have
            the flag; 0 leaves it to the layout.
        time: Time code in the secondary header; gives the header's `made_at`.
        time_offset: Octet of the secondary header where the time code begins.
        reassemble: Whether first, continuation and last segments make one packet.
        max_octets: Most octets of unfinished packets kept.  Bounds memory.
    """

    secondary_header: int = 0
    time: TimeCode | None = None
    time_offset: int = 0
    reassemble: bool = True
    max_octets: int = 1 << 20
    name = "space_packet"

    def reader(self) -> Callable[[bytes], list[Unit | LinkFault]]:
        """A new receiver, which knows of no segments."""
        return _Receiver(self).read

    def wrap(self, data: bytes, header: Mapping[str, Any]) -> bytes:
        """Put *data* behind a header; by default telemetry, unsegmented, APID 0.

        Raises:
            LayoutError: A field or the data does not fit.
        """
        secondary = bytes.fromhex(header.get("secondary_header", "00" * self.secondary_header))
        flag = header.get("secondary_header_flag", bool(secondary))
        body = secondary + data if flag else data
        if not 1 <= len(body) <= MAX_DATA_OCTETS:
            raise LayoutError(f"{len(body)} octets, a packet carries 1 to {MAX_DATA_OCTETS}")
        apid, count = header.get("apid", 0), header.get("sequence_count", 0)
        if not (0 <= apid <= IDLE_APID and 0 <= count < _SEQUENCE_COUNTS):
            raise LayoutError(f"APID {apid} or sequence count {count} does not fit")
        try:
            kind = _TYPES.index(header.get("type", "telemetry"))
            flags = _SEQUENCE_FLAGS.index(header.get("sequence_flags", "unsegmented"))
        except ValueError as error:
            raise LayoutError(f"no type or sequence flags of a packet: {error}") from error
        first, second = kind << 12 | flag << 11 | apid, flags << 14 | count
        return b"".join(n.to_bytes(2, "big") for n in (first, second, len(body) - 1)) + body


@dataclass
class _Group:
    """Segments of one packet, as far as they came."""

    header: dict[str, Any]
    data: bytearray = field(default_factory=bytearray)
    segments: int = 0

    def add(self, data: bytes) -> None:
        self.data += data
        self.segments += 1

    @property
    def next_count(self) -> int:
        first: int = self.header["sequence_count"]
        return (first + self.segments) % _SEQUENCE_COUNTS


class _Receiver:
    """Takes packets off a frame, and keeps the segments of those that are not complete."""

    def __init__(self, link: SpacePacket):
        self._link = link
        self._groups: OrderedDict[int, _Group] = OrderedDict()
        self._octets = 0

    def read(self, data: bytes) -> list[Unit | LinkFault]:
        found: list[Unit | LinkFault] = []
        at = 0
        while at < len(data) or not found:
            if at < len(data) and (version := data[at] >> 5):
                message = f"version {version + 1} is no Space Packet"
                return [*found, LinkFault(Disposition.LINK_ERROR, message, at)]
            octets = packet_octets(data, at)
            if octets is None or at + octets > len(data):
                return [*found, _truncated(len(data) - at, octets, at)]
            found += self._packet(data, at, at + octets)
            at += octets
        return found

    def _packet(self, data: bytes, at: int, end: int) -> list[Unit | LinkFault]:
        first, second, length = (
            int.from_bytes(data[i : i + 2], "big") for i in range(at, at + 6, 2)
        )
        header: dict[str, Any] = {
            "protocol": "space_packet",
            "type": _TYPES[first >> 12 & 1],
            "secondary_header_flag": bool(first >> 11 & 1),
            "apid": first & 0x7FF,
            "sequence_flags": _SEQUENCE_FLAGS[second >> 14],
            "sequence_count": second & 0x3FFF,
            "data_length": length,
        }
        if header["apid"] == IDLE_APID:
            return [LinkFault(Disposition.IDLE, f"an idle packet of {end - at} octets", at)]
        start = at + HEADER_OCTETS
        if header["secondary_header_flag"] and self._link.secondary_header:
            start += self._link.secondary_header
            if start > end:
                message = f"a packet of {end - at} octets ends within its secondary header"
                return [LinkFault(Disposition.TRUNCATED, message, at)]
            header |= self._secondary(data[at + HEADER_OCTETS : start])
        unit = Unit(header, data[start:end], start)
        return self._assemble(unit) if self._link.reassemble else [unit]

    def _secondary(self, octets: bytes) -> dict[str, str]:
        fields = {"secondary_header": octets.hex()}
        time = self._link.time.read(octets[self._link.time_offset :]) if self._link.time else None
        if time:
            fields["made_at"] = time.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return fields

    def _assemble(self, unit: Unit) -> list[Unit | LinkFault]:
        """The packet that *unit* completes, if it does, and what was lost before it."""
        apid, flags = unit.header["apid"], unit.header["sequence_flags"]
        group = self._take(apid)
        follows = flags in ("continuation", "last")
        lost: list[Unit | LinkFault] = []
        if group and not (follows and group.next_count == unit.header["sequence_count"]):
            lost, group = [_lost(group, unit)], None
        if flags == "unsegmented":
            return [*lost, unit]
        if follows and not group:
            message = f"a {flags} segment of APID {apid}; the first was not heard"
            return lost or [_partial(message, unit)]
        group = group or _Group(unit.header)
        group.add(unit.data)
        if flags == "last":
            header = group.header | {"segments": group.segments}
            return [Unit(header, bytes(group.data), None)]
        message = f"segment {group.segments} of a packet of APID {apid}"
        return [*lost, *self._keep(apid, group, unit), _partial(message, unit)]

    def _take(self, apid: int) -> _Group | None:
        group = self._groups.pop(apid, None)
        self._octets -= len(group.data) if group else 0
        return group

    def _keep(self, apid: int, group: _Group, unit: Unit) -> list[LinkFault]:
        """Keep *group*, at the cost of those that waited longest."""
        self._groups[apid] = group
        self._octets += len(group.data)
        dropped: list[LinkFault] = []
        while self._octets > self._link.max_octets:
            _, oldest = self._groups.popitem(last=False)
            self._octets -= len(oldest.data)
            dropped.append(_lost(oldest, unit))
        return dropped


def _truncated(left: int, octets: int | None, at: int) -> LinkFault:
    wanted = f"a packet of {octets}" if octets else "a Space Packet header"
    return LinkFault(Disposition.TRUNCATED, f"{left} octets are not {wanted}", at)


def _partial(message: str, unit: Unit) -> LinkFault:
    return LinkFault(Disposition.PARTIAL, message, unit.offset or 0)


def _lost(group: _Group, unit: Unit) -> LinkFault:
    header = group.header
    message = (
        f"{len(group.data)} octets of packet {header['sequence_count']} of APID {header['apid']}"
        " dropped: its next segment did not come"
    )
    return LinkFault(Disposition.TRUNCATED, message, unit.offset or 0)
