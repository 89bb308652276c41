"""Where the fields of a link header lie, for those who want to see every bit.

A link tells what its header says, not where: for reading packets that is enough.  Here
are the places, from the same documents that `gateway.links` cites.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.definition.dissection import Located
from gateway.links import AX25, CSP, USP, AOSFrame, SpacePacket, TMFrame
from gateway.model import Link, Unit

_Fields = tuple[tuple[str, int], ...]

_CSP_1: _Fields = (
    *(("priority", 2), ("source", 5), ("destination", 5)),
    *(("destination_port", 6), ("source_port", 6), ("flags", 8)),
)
_CSP_2: _Fields = (
    *(("priority", 2), ("destination", 14), ("source", 14)),
    *(("destination_port", 6), ("source_port", 6), ("flags", 6)),
)
_SPACE_PACKET: _Fields = (
    *(("version", 3), ("type", 1), ("secondary_header_flag", 1), ("apid", 11)),
    *(("sequence_flags", 2), ("sequence_count", 14), ("data_length", 16)),
)
_TM: _Fields = (
    *(("version", 2), ("scid", 10), ("vcid", 3), ("ocf_flag", 1)),
    *(("master_count", 8), ("virtual_count", 8), ("secondary_header_flag", 1)),
    *(("sync_flag", 1), ("packet_order", 1), ("segment_length_id", 2)),
    ("first_header_pointer", 11),
)
_AOS: _Fields = (
    *(("version", 2), ("scid", 8), ("vcid", 6), ("virtual_count", 24)),
    *(("replay", 1), ("cycle_flag", 1), ("spare", 2), ("cycle", 4)),
)
_USP = ("message", "sender", "receiver", "size")

_ADDRESS_BITS = 56
_CRC_BITS = 32


def link_fields(link: Link, outer: bytes, unit: Unit) -> list[Located]:
    """Fields of the header that *link* took off *outer* to find *unit*.

    Bits are counted from the start of *outer*.  Empty if the unit came in pieces: its
    header is in a frame before.
    """
    if unit.offset is None:
        return []
    if isinstance(link, AX25):
        return list(_ax25(unit.header, outer, unit.offset))
    if isinstance(link, USP):
        return list(_usp(outer, unit.offset))
    start, layout = _layout(link, unit.offset)
    if not layout:
        return [_whole(link, outer, unit)] if unit.offset else []
    found = list(_bits(layout, unit.header, outer, 8 * start))
    if isinstance(link, CSP) and "crc" in unit.header:
        end = 8 * (unit.offset + len(unit.data))
        raw = outer[-_CRC_BITS // 8 :]
        meaning = f"CRC-32C over {unit.header['crc']}"
        found.append(Located("crc", end, _CRC_BITS, raw, raw, meaning=meaning))
    return found


def _layout(link: Link, behind: int) -> tuple[int, _Fields]:
    """Octet at which the header starts, and its fields; none if they have no fixed place."""
    match link:
        case CSP(version=1, byte_order="big"):
            return 0, _CSP_1
        case CSP(version=2, byte_order="big"):
            return 0, _CSP_2
        case TMFrame(short_header=False):
            return 0, _TM
        case AOSFrame():
            return 0, _AOS
        case SpacePacket():
            return behind - 6, _SPACE_PACKET
    return 0, ()


def _bits(layout: _Fields, header: Mapping[str, Any], outer: bytes, bit: int) -> Iterator[Located]:
    for name, bits in layout:
        raw = int.from_bytes(outer, "big") >> 8 * len(outer) - bit - bits & (1 << bits) - 1
        yield Located(name, bit, bits, raw, _value(header.get(name, raw)))
        bit += bits


def _ax25(header: Mapping[str, Any], outer: bytes, behind: int) -> Iterator[Located]:
    addresses = [
        ("to", header["to"], "destination"),
        ("from", header["from"], "source"),
        *((f"via.{n}", text, "digipeater") for n, text in enumerate(header["via"])),
    ]
    bit = 0
    for path, text, meaning in addresses:
        raw = outer[bit // 8 : (bit + _ADDRESS_BITS) // 8]
        yield Located(path, bit, _ADDRESS_BITS, raw, text, meaning=meaning)
        bit += _ADDRESS_BITS
    end = 8 * behind - 8 * ("pid" in header)
    kind = f"{header['type']} frame" if "type" in header else ""
    yield Located("control", bit, end - bit, header["control"], header["control"], meaning=kind)
    if "pid" in header:
        meaning = "no layer 3 protocol" if header["pid"] == 0xF0 else "protocol above"
        yield Located("pid", end, 8, header["pid"], header["pid"], meaning=meaning)


def _usp(outer: bytes, behind: int) -> Iterator[Located]:
    """Words of two octets, the least significant first."""
    start = behind - 2 * len(_USP)
    for at, name in zip(range(start, behind, 2), _USP, strict=True):
        raw = int.from_bytes(outer[at : at + 2], "little")
        yield Located(name, 8 * at, 16, raw, raw)


def _whole(link: Link, outer: bytes, unit: Unit) -> Located:
    """A header whose fields have no places of their own, in one piece."""
    says = {key: value for key, value in unit.header.items() if key != "protocol"}
    text = ", ".join(f"{key} {_value(value)}" for key, value in says.items())
    raw = outer[: unit.offset]
    return Located(link.name, 0, 8 * len(raw), raw, text, meaning="header")


def _value(value: Any) -> Any:
    return (" ".join(map(str, value)) or "none") if isinstance(value, list) else value
