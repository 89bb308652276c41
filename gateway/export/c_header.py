"""The header: what a program that includes it can name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.definition import Command
from gateway.definition.calibration import Enumeration, number
from gateway.definition.channel import ChannelInfo
from gateway.definition.compiler import tree
from gateway.export.c_calibration import calibration_macros
from gateway.export.c_packet import CPacket
from gateway.export.c_text import WIDTH, block, comment, literal
from gateway.export.types import SMALLEST_INT, Constant, Enumerated, Member, StructType

PUT = "void (*put)(void *to, uint8_t octet)"
"""The parameter that takes the octets."""


def packet_lines(packet: CPacket, rounded: str) -> list[str]:
    """All that the header says of a packet.

    Args:
        packet: It.
        rounded: Name of the function that calibrations call.
    """
    types = packet.types
    lines = [*comment(_about(packet)), *_numbers(packet), ""]
    for enumerated in types.enumerations:
        lines += [*_enumeration(enumerated), ""]
    for struct in types.structs:
        lines += [*_struct(struct, packet), ""]
    macros = calibration_macros(types.structs, rounded, packet.macros)
    return [*lines, *macros, *([""] if macros else []), *_prototypes(packet)]


def _about(packet: CPacket) -> str:
    """What the packet is, in a few lines."""
    definition = packet.definition
    kind = "Command" if isinstance(definition, Command) else "Packet"
    lines = [f"{kind} `{definition.name}`: {packet.size} octets."]
    if isinstance(definition, Command) and definition.about:
        lines.append(definition.about)
    if packet.checked:
        lines.append("The ground refuses some values; these functions do not.")
    return "\n".join(lines)


def _numbers(packet: CPacket) -> list[str]:
    """Size, constants and layout hash."""
    size = Constant(packet.macro("SIZE"), packet.size)
    constants = [size, *packet.types.constants]
    small = [f"{one.name} = {one.value}" for one in constants if one.value in SMALLEST_INT]
    large = [one for one in constants if one.value not in SMALLEST_INT]
    return [
        *(_listed("enum", small) if small else []),
        *(f"#define {one.name} {literal(one.value)}" for one in large),
        f"#define {packet.macro('LAYOUT_HASH')} UINT32_C(0x{packet.layout_hash:08X})",
    ]


def _enumeration(enumerated: Enumerated) -> list[str]:
    """An enumeration; macros if an `int` of 16 bits cannot say one of its numbers."""
    if any(number not in SMALLEST_INT for _, number in enumerated.words):
        return [f"#define {name} {literal(number)}" for name, number in enumerated.words]
    words = [f"{name} = {number}" for name, number in enumerated.words]
    return _listed(f"enum {enumerated.tag}", words)


def _listed(head: str, items: Sequence[str]) -> list[str]:
    """An enumeration in one line, or in several."""
    line = f"{head} {{ {', '.join(items)} }};"
    if len(line) <= WIDTH:
        return [line]
    return [*block(head, [*(f"{item}," for item in items[:-1]), items[-1]])[:-1], "};"]


def _struct(struct: StructType, packet: CPacket) -> list[str]:
    lines = []
    if struct.tag != packet.tag:
        lines = comment(f"Of {', '.join(f'`{path}`' for path in struct.paths)}.")
    declarations = [line for member in struct.members for line in _member(member, packet)]
    return [*lines, *block(f"struct {struct.tag}", declarations)[:-1], "};"]


def _member(member: Member, packet: CPacket) -> Iterator[str]:
    if about := "; ".join(_facts(member, packet)):
        yield from comment(about)
    dimensions = "".join(f"[{count}]" for count in member.dimensions)
    yield f"{member.type} {member.name}{dimensions};"


def _facts(member: Member, packet: CPacket) -> Iterator[str]:
    """What there is to know of a member, in few words."""
    if member.meaning:
        yield member.meaning
    plain = member.node
    if isinstance(plain, tree.Number) and plain.kind == "int" and plain.bits % 8:
        yield f"{plain.bits} bit{'s' if plain.bits > 1 else ''}"
    if member.enumerated:
        yield _enumerated_fact(member.enumerated)
    if member.channel:
        yield from _value_facts(member.channel)
        yield from _bounds_fact(*packet.bounds(member.channel))


def _enumerated_fact(enumerated: Enumerated) -> str:
    if any(number not in SMALLEST_INT for _, number in enumerated.words):
        return f"one of {', '.join(name for name, _ in enumerated.words[:2])} ..."
    return f"enum {enumerated.tag}"


def _value_facts(info: ChannelInfo) -> Iterator[str]:
    if info.calibration and not isinstance(info.calibration, Enumeration):
        yield f"{info.unit or 'value'} = {info.formula}"
    elif info.unit:
        yield info.unit
    if info.channel.absent:
        values = ", ".join(sorted(map(str, info.channel.absent)))
        yield f"{values}: no measurement"


def _bounds_fact(low: float | None, high: float | None) -> Iterator[str]:
    if low is not None or high is not None:
        bounds = [f"{number(low)} or more"] if low is not None else []
        yield ", ".join([*bounds, *([f"{number(high)} or less"] if high is not None else [])])


def _prototypes(packet: CPacket) -> list[str]:
    tag, size = packet.tag, packet.macro("SIZE")
    sizes = f"at least {size}" if packet.trailing else size
    return [
        *comment(f"Hands the {packet.size} octets of a packet to `put`, one after another."),
        *signature(f"void {tag}_write(", f"const struct {tag} *packet", PUT, "void *to"),
        *comment(f"Writes a packet to {size} octets, and returns how many these are."),
        *signature(f"size_t {tag}_pack(", f"const struct {tag} *packet", "uint8_t *octets"),
        *comment(
            "Reads a packet. Returns false, and leaves it as it was, if a constant differs or "
            f"length is not {sizes}."
        ),
        *signature(
            f"bool {tag}_unpack(",
            f"struct {tag} *packet",
            "const uint8_t *octets",
            "size_t length",
        ),
    ]


def signature(head: str, *parameters: str, end: str = ");") -> list[str]:
    """The head of a function, or its prototype."""
    line = f"{head}{', '.join(parameters)}{end}"
    if len(line) <= WIDTH:
        return [line]
    *front, last = parameters
    return [head, *(f"    {parameter}," for parameter in front), f"    {last}{end}"]
