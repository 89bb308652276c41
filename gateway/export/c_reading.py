"""Reading in C: the statements that fill a struct from octets, and the test of constants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gateway.definition.compiler import tree
from gateway.export.c_text import block, chain
from gateway.export.c_writing import TagOf
from gateway.export.places import Call, Fixed, Frame, Loop, Run, Slice, Step, Value
from gateway.export.types import number_type


@dataclass(frozen=True)
class Base:
    """Where a frame begins: an offset in octets, and so much more for each index.

    Attributes:
        octet: The offset.
        strides: Octets of an item, and the index that counts them.
    """

    octet: int = 0
    strides: tuple[tuple[int, str], ...] = ()

    def offset(self, octet: int) -> str:
        """The offset of an octet of the frame."""
        constant = self.octet + octet
        if not self.strides:
            return str(constant)
        terms = [f"{size}U * {index}" if size > 1 else index for size, index in self.strides]
        return " + ".join([*([f"{constant}U"] if constant else []), *terms])

    def pointer(self, octet: int) -> str:
        """A pointer to an octet of the frame."""
        offset = self.offset(octet)
        return "octets" if offset == "0" else f"octets + {offset}"

    def at(self, octet: int) -> str:
        """An octet of the frame."""
        return f"octets[{self.offset(octet)}]"

    def item(self, loop: Loop) -> Base:
        """Where the items of an array in the frame begin."""
        return Base(self.octet + loop.octet, (*self.strides, (loop.body.size, loop.index)))


def read_lines(frame: Frame, tag_of: TagOf, base: Base = Base()) -> Iterator[str]:
    """The statements that fill what `packet` points to from `octets`."""
    for step in frame.steps:
        yield from _read_step(step, tag_of, base)


def _read_step(step: Step, tag_of: TagOf, base: Base) -> Iterator[str]:
    match step:
        case Run(target=target, octet=octet, size=size):
            yield f"get_octets(packet->{target}, {base.pointer(octet)}, {size}U);"
        case Call(target=target, octet=octet):
            yield f"read_{tag_of(step)}(&packet->{target}, {base.pointer(octet)});"
        case Loop(index=i, count=count, body=body):
            head = f"for (size_t {i} = 0U; {i} < {count}U; {i}++)"
            yield from block(head, read_lines(body, tag_of, base.item(step)))
        case Value():
            yield from _read_value(step, base)


def _read_value(value: Value, base: Base) -> list[str]:
    number, size = value.number, len(value.slices)
    head = f"packet->{value.target} = "
    if number.kind == "flag":
        return [f"{head}{_flag(value.slices[0], base)};"]
    if value.order:
        if size == 1:
            terms = [base.at(value.octet)]
        else:
            terms = [f"get_{value.order}{8 * size}({base.pointer(value.octet)})"]
        before, behind = _converted(number, whole=True)
    else:
        terms = [_piece(one, number, base) for one in value.slices]
        before, behind = _converted(number, whole=False)
    return chain(f"{head}{before}", terms, "|", f"{behind};")


def _converted(number: tree.Number, *, whole: bool) -> tuple[str, str]:
    """What stands in front of and behind the bits of a number to make it one."""
    width = _register(number)
    cast, end = ("", "") if whole else (f"(uint{width}_t)(", ")")
    if number.kind == "float":
        return f"{'float' if number.bits == 32 else 'double'}_of_bits({cast}", f"{end})"
    if number.signed:
        narrow = "(int8_t)" if number.bits <= 8 else ""
        sign = f"UINT{width}_C(0x{1 << number.bits - 1:X})"
        return f"{narrow}signed{width}({cast}", f"{end}, {sign})"
    return ("", "") if whole else (f"({number_type(number)})(", ")")


def _register(number: tree.Number) -> int:
    """Bits of the type in which a number is put together."""
    return 16 if number.bits <= 16 else 32 if number.bits <= 32 else 64


def _flag(one: Slice, base: Base) -> str:
    """A flag of one bit, or of an octet that is not zero."""
    octet = base.at(one.octet)
    return f"{octet} != 0U" if one.width == 8 else f"({octet} & 0x{1 << one.low:02X}U) != 0U"


def _piece(one: Slice, number: tree.Number, base: Base) -> str:
    """The bits of one octet in their place in the number."""
    piece = base.at(one.octet)
    if one.low:
        piece = f"({piece} >> {one.low})"
    if one.low + one.width < 8:
        piece = f"({piece} & 0x{(1 << one.width) - 1:02X}U)"
    if not one.first:
        return piece
    width = _register(number)
    cast = "(unsigned)" if width == 16 else f"(uint{width}_t)"
    return f"({cast}{piece} << {one.first})"


FrameOf = Callable[[Call], Frame]
"""The frame of the struct that a call is for."""


def wrong_constants(frame: Frame, frame_of: FrameOf) -> list[str]:
    """Conditions of which none holds for octets with the right constants."""
    bits: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for octet, mask, value in _constants(frame, frame_of, 0):
        bits[octet][0] |= mask
        bits[octet][1] |= value
    return [_condition(octet, mask, value) for octet, (mask, value) in sorted(bits.items())]


def _constants(frame: Frame, frame_of: FrameOf, start: int) -> Iterator[tuple[int, int, int]]:
    """Octet, mask and value of every constant, arrays item by item."""
    for step in frame.steps:
        match step:
            case Fixed(value=value, slices=slices):
                for one in slices:
                    mask = (1 << one.width) - 1
                    bits = (value >> one.first & mask) << one.low
                    yield start + one.octet, mask << one.low, bits
            case Call(octet=octet):
                yield from _constants(frame_of(step), frame_of, start + octet)
            case Loop(octet=octet, count=count, body=body):
                for item in range(count):
                    yield from _constants(body, frame_of, start + octet + item * body.size)


def _condition(octet: int, mask: int, value: int) -> str:
    if mask == 0xFF:
        return f"octets[{octet}] != 0x{value:02X}U"
    return f"(octets[{octet}] & 0x{mask:02X}U) != 0x{value:02X}U"
