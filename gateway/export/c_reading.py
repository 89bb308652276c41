"""Reading in C: the statements that fill a struct from octets, and the test of constants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from gateway.definition.compiler import tree
from gateway.export.c_text import block, chain
from gateway.export.c_writing import TagOf
from gateway.export.places import INDICES, Call, Fixed, Frame, Loop, Run, Slice, Step, Value
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
        case Loop(body=body):
            yield from block(step.head, read_lines(body, tag_of, base.item(step)))
        case Value():
            yield from _read_value(step, base)


def _read_value(value: Value, base: Base) -> list[str]:
    number, size = value.number, len(value.slices)
    head = f"packet->{value.target} = "
    if number.kind == "flag":
        return [f"{head}{_flag(value, base)};"]
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


def _flag(value: Value, base: Base) -> str:
    """A flag of one bit, or of eight that are not all zero, wherever these are."""
    masks: dict[int, int] = defaultdict(int)
    for one in value.slices:
        masks[one.octet] |= _mask(one)
    tests = [_differs(base.at(octet), mask, 0) for octet, mask in masks.items()]
    return " || ".join(f"({test})" for test in tests) if len(tests) > 1 else tests[0]


def _mask(one: Slice) -> int:
    """The bits of its octet that it takes."""
    return (1 << one.width) - 1 << one.low


def _differs(octet: str, mask: int, value: int) -> str:
    """The condition that some bits of an octet are not as they should be."""
    wanted = f"0x{value:02X}U" if value else "0U"
    return f"{octet} != {wanted}" if mask == 0xFF else f"({octet} & 0x{mask:02X}U) != {wanted}"


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


def refusal_lines(
    frame: Frame, frame_of: FrameOf, first: str, base: Base = Base()
) -> Iterator[str]:
    """The statements that return false for octets with wrong constants.

    Args:
        frame: Whose constants.
        frame_of: For structs in it.
        first: A condition that is tested in front of all others; empty if there is none.
        base: Where the frame begins.
    """
    fixed, loops = _constants(frame, frame_of, 0)
    masks: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for octet, mask, value in fixed:
        masks[octet] = masks[octet][0] | mask, masks[octet][1] | value
    wrong = [_differs(base.at(octet), *bits) for octet, bits in sorted(masks.items())]
    if conditions := [*([first] if first else []), *wrong]:
        yield from chain("if (", conditions, "||", ") {")
        yield from ("    return false;", "}")
    for found in loops:
        loop = replace(found, index=INDICES[len(base.strides)])  # not as in a function of its own
        if inside := list(refusal_lines(loop.body, frame_of, "", base.item(loop))):
            yield from block(loop.head, inside)


def _constants(
    frame: Frame, frame_of: FrameOf, start: int
) -> tuple[list[tuple[int, int, int]], list[Loop]]:
    """Octet, mask and value of constants, and arrays, in which there may be more."""
    fixed: list[tuple[int, int, int]] = []
    loops: list[Loop] = []
    for step in frame.steps:
        match step:
            case Fixed(value=value, slices=slices, compared=True):
                for one in slices:
                    mask = _mask(one)
                    bits = value >> one.first << one.low & mask
                    fixed.append((start + one.octet, mask, bits))
            case Call(octet=octet):
                inside = _constants(frame_of(step), frame_of, start + octet)
                fixed += inside[0]
                loops += inside[1]
            case Loop():
                loops.append(replace(step, octet=start + step.octet))
    return fixed, loops
