"""The source: the functions that the header declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.definition.compiler import tree
from gateway.export.c_header import PUT, signature
from gateway.export.c_packet import CPacket
from gateway.export.c_primitives import primitives
from gateway.export.c_reading import read_lines, refusal_lines
from gateway.export.c_text import comment, function
from gateway.export.c_writing import write_lines
from gateway.export.places import Frame, frame_of

PUT_TYPE = f"typedef {PUT.replace('*put', '*put_fn')};"

STORE = function(
    "static void store(void *to, uint8_t octet)",
    ["uint8_t **next = (uint8_t **)to;", "", "**next = octet;", "(*next)++;"],
)
"""What `pack` writes through: it puts octets where a pointer points, and moves it on."""


def source_lines(packets: Iterable[CPacket]) -> list[str]:
    """The functions of *packets*, behind those that they call."""
    packets = list(packets)
    functions = [line for packet in packets for line in _packet(packet)]
    return [PUT_TYPE, "", *_assertions(packets), *primitives(functions), *STORE, *functions]


def _assertions(packets: Iterable[CPacket]) -> list[str]:
    """That floats are IEEE 754's: AVR's `double` is not."""
    numbers = {
        member.type: member.node.bits
        for packet in packets
        for struct in packet.types.structs
        for member in struct.members
        if isinstance(member.node, tree.Number) and member.node.kind == "float"
    }
    if not numbers:
        return []
    lines = [
        f"typedef char {kind}_has_{bits}_bits[sizeof({kind}) == {bits // 8} ? 1 : -1];"
        for kind, bits in sorted(numbers.items())
    ]
    about = "Packets hold floats of IEEE 754: a compiler whose own are others stops here."
    return [*comment(about, "/*"), *lines, ""]


def _packet(packet: CPacket) -> Iterator[str]:
    for tag, frame in packet.frames.items():
        yield from _part(packet, tag, frame)
    yield from _write(packet)
    yield from _pack(packet)
    yield from _unpack(packet)


def _part(packet: CPacket, tag: str, frame: Frame) -> list[str]:
    """The functions of a struct in a packet."""
    write = signature(
        f"static void write_{tag}(",
        f"const struct {tag} *packet",
        "put_fn put",
        "void *to",
        end=")",
    )
    read = signature(
        f"static void read_{tag}(", f"struct {tag} *packet", "const uint8_t *octets", end=")"
    )
    return [
        *_function(write, write_lines(frame, packet.tag_of)),
        *_function(read, read_lines(frame, packet.tag_of)),
    ]


def _write(packet: CPacket) -> list[str]:
    tag = packet.tag
    head = signature(f"void {tag}_write(", f"const struct {tag} *packet", PUT, "void *to", end=")")
    return _function(head, write_lines(packet.frame, packet.tag_of))


def _pack(packet: CPacket) -> list[str]:
    tag = packet.tag
    head = signature(
        f"size_t {tag}_pack(", f"const struct {tag} *packet", "uint8_t *octets", end=")"
    )
    statements = [
        "uint8_t *next = octets;",
        "",
        f"{tag}_write(packet, store, &next);",
        f"return {packet.macro('SIZE')};",
    ]
    return _function(head, statements)


def _unpack(packet: CPacket) -> list[str]:
    tag = packet.tag
    head = signature(
        f"bool {tag}_unpack(",
        f"struct {tag} *packet",
        "const uint8_t *octets",
        "size_t length",
        end=")",
    )
    length = f"length {'<' if packet.trailing else '!='} {packet.macro('SIZE')}"
    refused = refusal_lines(packet.frame, lambda call: frame_of(call.record), length)
    statements = [*refused, *read_lines(packet.frame, packet.tag_of), "return true;"]
    return _function(head, statements)


def _function(head: list[str], statements: Iterable[str]) -> list[str]:
    return [*head[:-1], *function(head[-1], statements)]
