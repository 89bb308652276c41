"""An attempt: what one mission makes of a frame, and if not all, why not.

The decoder says in one word how a frame ended.  `cupola explain` asks each mission for
itself, so that it can tell which of them came close.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from typing import Any

import msgspec
from msgspec import Struct

from gateway.cli.link_fields import link_fields
from gateway.definition import Mission, Packet
from gateway.definition.dissection import Dissection, Located
from gateway.model import Link, LinkFault, Unit


class Reach(IntEnum):
    """How far a mission got."""

    LINK = 0
    """Its link headers are not there."""
    FOREIGN = 1
    """They are, but the frame is another's."""
    SIMILAR = 2
    """The frame is another's, or nobody's, but one of the mission's layouts fits."""
    OWN = 3
    """The frame is the mission's, but none of its packets."""
    PACKET = 4
    """It is one of its packets, but the layout does not fit."""
    READ = 5
    """It can be read."""


class Carried(Struct, frozen=True):
    """What stands behind the link headers.

    Attributes:
        headers: The headers, outermost first.
        fields: Their fields, in bits of the frame.
        data: The octets they carried.
        offset: Where these start in the frame; None if they came in pieces.
    """

    headers: tuple[dict[str, Any], ...]
    fields: tuple[Located, ...]
    data: bytes
    offset: int | None


class Attempt(Struct, frozen=True):
    """How far a mission got with a frame.

    Attributes:
        mission: The mission.
        reach: How far.
        reason: Why no further, in one sentence; empty if it read the frame.
        offset: Octet of the frame at which it stopped.
        carried: What it found behind its link headers, if they are there.
        packet: The packet it took it for.
        dissection: The packet's fields, as far as they were read.
    """

    mission: Mission
    reach: Reach
    reason: str = ""
    offset: int = 0
    carried: Carried | None = None
    packet: Packet | None = None
    dissection: Dissection | None = None


class Chain:
    """The links in front of a mission's packets.

    Args:
        link: The mission's links.
    """

    def __init__(self, link: Sequence[Link]):
        self._readers = [(one, one.reader()) for one in link]

    def unwrap(self, frame: bytes) -> list[Carried | LinkFault]:
        """Peel the headers off *frame*; links that put packets together remember it."""
        layer: list[Carried | LinkFault] = [Carried((), (), frame, 0)]
        for link, reader in self._readers:
            layer = [
                inner
                for outer in layer
                for inner in (
                    [outer] if isinstance(outer, LinkFault) else _peel(link, reader, outer)
                )
            ]
        return layer


def _peel(
    link: Link, reader: Callable[[bytes], list[Unit | LinkFault]], outer: Carried
) -> Iterator[Carried | LinkFault]:
    start = outer.offset or 0
    for item in reader(outer.data):
        if isinstance(item, LinkFault):
            yield LinkFault(item.disposition, f"{link.name}: {item.message}", start + item.offset)
            continue
        known = None if item.offset is None or outer.offset is None else start + item.offset
        fields = () if outer.offset is None else shifted(link_fields(link, outer.data, item), start)
        yield Carried((*outer.headers, item.header), (*outer.fields, *fields), item.data, known)


def shifted(fields: Sequence[Located], octets: int) -> tuple[Located, ...]:
    """*fields* with their bits counted from *octets* before."""
    return tuple(msgspec.structs.replace(one, bit=one.bit + 8 * octets) for one in fields)


def attempts(mission: Mission, found: Sequence[Carried | LinkFault], named: bool) -> list[Attempt]:
    """What *mission* makes of each item that its links *found*.

    Args:
        mission: The mission.
        found: What `Chain.unwrap` of its links gave.
        named: The frame is known to be this mission's.
    """
    return [
        _failed_link(mission, item) if isinstance(item, LinkFault) else _read(mission, item, named)
        for item in found
    ]


def depth(made: Attempt) -> tuple[int, int]:
    """How far an attempt got, for comparing."""
    return made.reach, made.offset


def _failed_link(mission: Mission, fault: LinkFault) -> Attempt:
    return Attempt(mission, Reach.LINK, fault.message, fault.offset)


def _read(mission: Mission, carried: Carried, named: bool) -> Attempt:
    """The best of the mission's packets."""
    foreign = mission.match.mismatch(carried.headers, carried.data)
    tries = [_try(mission, packet, carried) for packet in mission.packets]
    best = max(tries, key=depth)
    identified = named or mission.match.identifies
    if foreign:
        reach = Reach.SIMILAR if _is_telling(best) else Reach.FOREIGN
        return msgspec.structs.replace(best, reach=reach, reason=foreign)
    if best.reach is Reach.READ:
        return best
    if best.reach is Reach.OWN:
        reason = "; ".join(f"{one.packet.name}: {one.reason}" for one in tries if one.packet)
        reach = Reach.OWN if identified else Reach.FOREIGN
        return msgspec.structs.replace(best, reach=reach, reason=reason, packet=None)
    identified = identified or bool(best.packet and best.packet.match.identifies)
    return best if identified else msgspec.structs.replace(best, reach=Reach.SIMILAR)


def _try(mission: Mission, packet: Packet, carried: Carried) -> Attempt:
    """How far *packet* describes what was carried."""
    start = carried.offset or 0
    if other := packet.match.mismatch(carried.headers, carried.data):
        return Attempt(mission, Reach.OWN, other, start, carried, packet)
    dissection = packet.locate(carried.data)
    if dissection.error is None:
        return Attempt(mission, Reach.READ, "", start, carried, packet, dissection)
    stopped = start + dissection.error.offset
    reason = f"{packet.name}: {dissection.error}"
    return Attempt(mission, Reach.PACKET, reason, stopped, carried, packet, dissection)


def _is_telling(made: Attempt) -> bool:
    """Whether a packet that fits proves something: many take octets of any number."""
    if made.reach is not Reach.READ or not made.packet or not made.carried:
        return False
    return made.packet.locate(made.carried.data[:-1]).error is not None
