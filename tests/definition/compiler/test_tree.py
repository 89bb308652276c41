"""What nodes say of their size, which bounds loops and joins runs."""

from __future__ import annotations

import construct as c
import pytest
from construct import Construct, Int8ub, Int16ub, Struct, this

from gateway.definition.compiler.walk import read_layout


@pytest.mark.parametrize(
    ("con", "size", "least", "certain"),
    [
        (Struct("a" / Int8ub, "b" / Int16ub[3], c.Padding(2)), 72, 72, True),
        (Struct("a" / Int8ub, "b" / c.Bytes(this.a)), None, 8, True),
        (Struct("a" / Int8ub, "b" / c.GreedyBytes), None, 8, True),
        (Struct("a" / Int16ub, "b" / Struct("c" / Int8ub)[this.a]), None, 16, False),
        (c.BitStruct("a" / c.Bit, "b" / c.BitsInteger(7)), 8, 8, True),
        (c.BitsSwapped(c.BitStruct("a" / c.ByteSwapped(c.BitsInteger(8)))), 8, 8, False),
        (c.Const(b"abc"), 24, 24, False),
        (c.Enum(Int8ub), 8, 8, False),
        (c.Computed(1), 0, 0, False),
        (c.Pass, 0, 0, True),
        (c.IfThenElse(this.x, Int8ub, Int16ub), None, 8, False),
        (c.Switch(this.x, {1: Int16ub}, default=Int16ub), None, 16, False),
        (c.Optional(Int8ub), None, 0, False),
        (c.GreedyRange(Int8ub), None, 0, False),
        (c.RepeatUntil(lambda x, lst, ctx: True, Int16ub), None, 16, False),
        (c.FixedSized(5, Int8ub), 40, 40, False),
        (c.Padded(5, Int8ub), 40, 40, False),
        (c.ByteSwapped(c.Int24ub), 24, 24, False),
        (c.Prefixed(Int16ub, c.GreedyBytes), None, 16, False),
        (c.NullTerminated(c.GreedyBytes), None, 0, False),
        (c.Pointer(0, Int8ub), None, 0, False),
    ],
)
def test_a_node_knows_its_bits(con: Construct, size: int | None, least: int, certain: bool) -> None:
    root = read_layout(con, {}).root
    assert (root.size, root.least, root.certain) == (size, least, certain)
