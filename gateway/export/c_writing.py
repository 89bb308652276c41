"""Writing in C: the statements that send a struct octet by octet.

Whole numbers, octets and structs are written by functions; an octet that several values
share is put together in one expression, each value cut to its bits.  Unused bits are zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from gateway.export.c_text import block, chain
from gateway.export.places import Call, Fixed, Frame, Loop, Run, Slice, Step, Value
from gateway.export.types import number_width

TagOf = Callable[[Call], str]
"""The tag of the struct that a call is for."""


def write_lines(frame: Frame, tag_of: TagOf) -> Iterator[str]:
    """The statements that write what `packet` points to with `put` to `to`."""
    whole, shared = _by_octet(frame)
    octet = 0
    while octet < frame.size:
        if octet in whole:
            step, size = whole[octet]
            yield from _write_step(step, tag_of)
        elif octet in shared:
            size = 1
            yield from _write_shared(shared[octet])
        else:
            size = _gap(octet, frame.size, {*whole, *shared})
            yield f"put_zeros(put, to, {size}U);" if size > 1 else "put(to, 0U);"
        octet += size


Whole = dict[int, tuple[Step, int]]
Shared = dict[int, list[tuple[Slice, Value | Fixed]]]


def _by_octet(frame: Frame) -> tuple[Whole, Shared]:
    """Steps of whole octets with their sizes, and slices of octets that values share."""
    whole: Whole = {}
    shared: Shared = defaultdict(list)
    for step in frame.steps:
        if isinstance(step, (Run, Call, Loop)):
            whole[step.octet] = step, step.size
        elif isinstance(step, Value) and step.order:
            whole[step.octet] = step, len(step.slices)
        else:
            for one in step.slices:
                shared[one.octet].append((one, step))
    return whole, shared


def _gap(octet: int, end: int, taken: set[int]) -> int:
    """Unused octets from *octet* on."""
    return min((one for one in taken if one > octet), default=end) - octet


def _write_step(step: Step, tag_of: TagOf) -> Iterator[str]:
    match step:
        case Run(target=target, size=size):
            yield f"put_octets(put, to, packet->{target}, {size}U);"
        case Call(target=target):
            yield f"write_{tag_of(step)}(&packet->{target}, put, to);"
        case Loop(body=body):
            yield from block(step.head, write_lines(body, tag_of))
        case Value():
            yield _write_number(step)


def _write_number(value: Value) -> str:
    """The statement for a number of whole octets."""
    size = len(value.slices)
    if size > 1:
        return f"put_{value.order}{8 * size}(put, to, {_unsigned(value)});"
    if _is_flag(value):
        return f"put(to, (uint8_t)(packet->{value.target} ? 1 : 0));"
    return f"put(to, {_unsigned(value)});"


def _unsigned(value: Value) -> str:
    """The number as the unsigned integer that its octets are."""
    number = value.number
    if number.kind == "float":
        return f"bits_of_{'float' if number.bits == 32 else 'double'}(packet->{value.target})"
    cast = f"(uint{number_width(number)}_t)" if number.signed else ""
    return f"{cast}packet->{value.target}"


def _write_shared(parts: list[tuple[Slice, Value | Fixed]]) -> list[str]:
    """The statement for an octet that is put together."""
    fixed = sum(_bits(one, step.value) for one, step in parts if isinstance(step, Fixed))
    values = [(one, step) for one, step in parts if isinstance(step, Value)]
    terms = [_term(one, step) for one, step in values if one.first == 0 or not _is_flag(step)]
    if not terms:
        return [f"put(to, 0x{fixed:02X}U);"]
    if fixed:
        terms.append(f"0x{fixed:02X}U")
    if len(terms) == 1:
        return [f"put(to, (uint8_t){terms[0]});"]
    return chain("put(to, (uint8_t)(", terms, "|", "));")


def _is_flag(value: Value) -> bool:
    """Whether only the least significant bit of a value is ever sent as 1."""
    return value.number.kind == "flag"


def _bits(one: Slice, value: int) -> int:
    """The bits of a constant in their place in the octet."""
    return (value >> one.first & (1 << one.width) - 1) << one.low


def _term(one: Slice, value: Value) -> str:
    """The bits of a value in their place in the octet."""
    number = value.number
    if _is_flag(value):
        return f"(packet->{value.target} ? 0x{1 << one.low:02X}U : 0U)"
    wide = number.kind == "float" or number.bits > 16
    term = _unsigned(value) if wide else f"(unsigned)packet->{value.target}"
    if one.first:
        term = f"({term} >> {one.first})"
    if one.width < 8 or one.low:
        term = f"({term} & 0x{(1 << one.width) - 1:02X}U)"
    if wide:
        term = f"(unsigned){term}"
    return f"({term} << {one.low})" if one.low else term
