"""Calibrations in C: macros from a value in its unit to the raw value, and back.

::

    #define X_BATTERY_FROM_V(value)     3.02 V is 154: rounded, and kept within the field
    #define X_BATTERY_TO_V(raw)         154 is 3.02 V
    #define X_BATTERY_ABSENT            what is sent where there is no measurement

Linear calibrations only, and only where the arithmetic of `float` is right to a quarter of
a step: AVR has no better.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from gateway.definition.calibration import Linear
from gateway.definition.channel import Channel
from gateway.definition.compiler import tree
from gateway.export.c_text import STEP, WIDTH, comment, function, literal
from gateway.export.names import Names, macro_name, unit_name
from gateway.export.types import Member, StructType, number_type

EPSILON = 2.0**-24
"""How far a float may be from what it stands for, relative to it."""

MOST_BITS = 24
"""Of an integer that every float can say."""

SMALLEST, LARGEST = 2.0**-126, 2.0**127
"""Of what a float says with all its bits."""


def calibration_macros(structs: Iterable[StructType], rounded: str, names: Names) -> list[str]:
    """Definitions of the macros of all members.

    Args:
        structs: Whose members.
        rounded: Name of the function that `rounded_function` defines.
        names: Macros that are taken.
    """
    return [
        line
        for struct in structs
        for member in struct.members
        if isinstance(member.node, tree.Number) and member.channel
        for head, value in _macros(member, member.node, member.channel.channel, rounded)
        for line in _define(names.take(macro_name(struct.tag, member.name, *head)), value)
    ]


def _define(name: str, value: tuple[str, str]) -> list[str]:
    """A definition, in two lines if it has to be."""
    parameter, body = value
    head = f"#define {name}{parameter}"
    if len(head) + 1 + len(body) <= WIDTH:
        return [f"{head} {body}"]
    return [f"{head} \\", f"{STEP}{body}"]


Macro = tuple[tuple[str, ...], tuple[str, str]]
"""What is behind the member's name, and the parameter and the body."""


def _macros(member: Member, number: tree.Number, channel: Channel, rounded: str) -> Iterator[Macro]:
    absent = [value for value in channel.absent if isinstance(value, int)]
    if len(absent) == 1 and number.kind == "int":
        yield ("ABSENT",), ("", literal(absent[0]))
    low, high = _range(number, absent)
    linear = channel.calibration
    if isinstance(linear, Linear) and number.kind == "int" and is_exact(linear, low, high):
        unit, scale, offset = unit_name(channel.unit), _float(linear.scale), _offset(linear)
        raw = f"((float)(value){offset[0]}) / {scale}"
        call = f"{rounded}({raw}, {_float(low)}, {_float(high)})"
        yield ("FROM", unit), ("(value)", f"(({number_type(number)}){call})")
        yield ("TO", unit), ("(raw)", f"((float)(raw) * {scale}{offset[1]})")


def _offset(linear: Linear) -> tuple[str, str]:
    """The offset, taken away and added."""
    sign, other = ("-", "+") if linear.offset > 0 else ("+", "-")
    text = _float(abs(linear.offset))
    return (f" {sign} {text}", f" {other} {text}") if linear.offset else ("", "")


def is_exact(linear: Linear, low: int, high: int) -> bool:
    """Whether `float` is right to a quarter of a step from *low* to *high*."""
    raw, scale, offset = max(abs(low), abs(high)), abs(linear.scale), abs(linear.offset)
    value = scale * raw + 2 * offset
    said = scale >= SMALLEST and (offset >= SMALLEST or not offset) and value <= LARGEST
    if raw > 1 << MOST_BITS or not said:
        return False
    return 2 * EPSILON * value / scale + 2 * EPSILON * raw <= 0.25


def rounded_function(name: str) -> list[str]:
    """The function that the macros call."""
    about = "The integer next to raw, not below low nor above high; low for NaN."
    head = f"static inline int32_t {name}(float raw, float low, float high)"
    statements = [
        "if (!(raw > low)) {",
        "    return (int32_t)low;",
        "}",
        "if (raw >= high) {",
        "    return (int32_t)high;",
        "}",
        "return (int32_t)(raw < 0.0f ? raw - 0.5f : raw + 0.5f);",
    ]
    return [*comment(about), *function(head, statements)]


def _range(number: tree.Number, absent: Collection[int]) -> tuple[int, int]:
    """The lowest and highest raw value; what says that there is none is neither."""
    half = 1 << number.bits - 1
    low, high = (-half, half - 1) if number.signed else (0, 2 * half - 1)
    while low in absent:
        low += 1
    while high in absent:
        high -= 1
    return low, high


def _float(value: float) -> str:
    """A float as C writes it."""
    return f"{float(value)!r}f"
