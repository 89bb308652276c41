"""The parts of an examined frame: link headers, packets, and what is neither."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from gateway.cli.attempt import Carried, shifted
from gateway.cli.examination import Examination
from gateway.definition.dissection import Located
from gateway.model import Disposition


class Part(Struct, frozen=True):
    """Some of the octets, and the fields they are made of.

    Attributes:
        title: What it is.
        data: The octets that the fields' bits are counted in: the frame, or a packet that
            came in pieces.
        fields: In the order of their bits.
    """

    title: str
    data: bytes
    fields: tuple[Located, ...]


def parts(found: Examination) -> Iterator[Part]:
    """All parts, in the order of a frame."""
    frame = found.entry.event.data
    carried = [one.carried for one in found.chosen if one.carried]
    if found.header:
        carried = [found.header]
    told = _headers(carried)
    if told:
        protocols = dict.fromkeys(h["protocol"] for unit in carried for h in unit.headers)
        yield Part(f"link: {', '.join(protocols)}", frame, tuple(told))
    for one in found.chosen:
        if not (one.carried and one.packet and one.dissection):
            continue
        title = f"packet: {one.mission.name}/{one.packet.name}"
        fields = one.dissection.fields
        if one.carried.offset is None:
            title += ", put together from several frames; offsets in the packet"
            yield Part(title, one.carried.data, fields)
            continue
        fields = shifted(fields, one.carried.offset)
        told += fields
        yield Part(title, frame, fields)
    if found.outcome.disposition is Disposition.PUBLISHED and (left := _untold(told, frame)):
        yield Part("octets of no field", frame, left)


def _headers(carried: Sequence[Carried]) -> list[Located]:
    """Header fields of all units; what units share comes once."""
    fields = {(one.bit, one.path): one for unit in carried for one in unit.fields}
    return [fields[key] for key in sorted(fields)]


def _untold(told: Iterable[Located], frame: bytes) -> tuple[Located, ...]:
    """What no field covers, octets in a row together."""
    covered = {
        octet for one in told for octet in range(one.bit // 8, -(-(one.bit + one.bits) // 8))
    }
    left = [octet for octet in range(len(frame)) if octet not in covered]
    runs = groupby(enumerate(left), key=lambda pair: pair[1] - pair[0])
    return tuple(_gap([octet for _, octet in run], frame) for _, run in runs)


def _gap(octets: Sequence[int], frame: bytes) -> Located:
    raw = frame[octets[0] : octets[-1] + 1]
    return Located("", 8 * octets[0], 8 * len(raw), raw, gap=True)
