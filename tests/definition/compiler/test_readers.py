"""What the readers make of each kind of construct, and what is left to construct."""

from __future__ import annotations

from typing import Any

import construct as c
import pytest
from construct import Construct, Int8ub, Int16ub, Struct, this

from gateway.definition.compiler import tree
from gateway.definition.compiler.walk import MAX_DEPTH, read_layout


def foreign(node: Any) -> bool:
    """True if *node* is left to construct, or has a part that is."""
    if isinstance(node, tree.Member):
        return foreign(node.node)
    if not isinstance(node, tree.Node):
        return False
    parts: list[Any] = []
    for value in vars(node).values():
        parts += value.values() if isinstance(value, dict) else [value]
        parts += value if isinstance(value, tuple) else []
    return isinstance(node, tree.Foreign) or any(map(foreign, parts))


@pytest.mark.parametrize(
    "con",
    [
        c.Bitwise(Struct("n" / c.Nibble, "x" / c.Bytewise(c.Float32b), c.Padding(4))),
        c.BitsSwapped(c.BitStruct("x" / c.ByteSwapped(c.BitsInteger(12)), c.Padding(4))),
        c.BitsSwapped(c.BitStruct("x" / c.BitsInteger(12), c.Padding(4))),
        c.PaddedString(5, "ascii"),
        c.Optional(Int8ub),
        c.PrefixedArray(Int8ub, Int16ub),
        c.Padded(5, Int8ub),
        c.Struct("x" / c.Check(lambda ctx: True)),
    ],
)
def test_what_is_usual_in_telemetry_is_compiled(con: Construct) -> None:
    assert not foreign(read_layout(Struct("x" / con), {}).root)


@pytest.mark.parametrize(
    "con",
    [
        c.Pointer(0, Int8ub),
        c.Bitwise(Struct("n" / c.BitsInteger(4), "x" / c.BitsInteger(this.n), c.Padding(4))),
        c.BitStruct("x" / c.BytesInteger(8)),
        Struct("n" / Int8ub, c.StopIf(this.n), "x" / Int8ub),
        c.Bytes(lambda ctx: ctx._io.tell()),
        Int8ub * (lambda obj, ctx: None),
        c.Array(2, Int8ub, discard=True),
        c.Union(0, "a" / Int8ub),
        c.BytesInteger(this.n),
    ],
)
def test_what_is_rare_is_left_to_construct(con: Construct) -> None:
    layout = Struct("n" / Int8ub, "x" / con)
    assert foreign(read_layout(layout, {}).root)


def test_what_is_nested_too_deeply_is_left_to_construct() -> None:
    con: Construct = Int8ub
    for _ in range(MAX_DEPTH + 1):
        con = Struct("s" / con)
    layout = read_layout(con, {})
    assert foreign(layout.root)
    assert [info.path for info in layout.channels] == [".".join("s" * (MAX_DEPTH + 1))]
