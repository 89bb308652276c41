"""Which layouts construct may be left alone with."""

from __future__ import annotations

import construct as c
import pytest
from construct import Construct, Int8ub, Int16ub, Struct, this

from gateway.definition.compiler.bounds import least, refuse_endless
from gateway.errors import MissionError


@pytest.mark.parametrize(
    ("con", "octets"),
    [
        *((Int16ub, 2), (c.VarInt, 1), (c.Pass, 0), (c.Bytes(5), 5), (c.Bytes(this.n), 0)),
        *((Struct("a" / Int8ub, "b" / c.Bytes(this.a)), 1), (c.Int24ub[3], 9), (Int8ub[this.n], 0)),
        *((c.If(this.n, Int8ub), 0), (c.IfThenElse(this.n, Int8ub, Int16ub), 1)),
        *((c.Switch(this.n, {1: Int16ub}, default=Int8ub), 1), (c.Optional(Int8ub), 0)),
        *((c.Prefixed(Int16ub, c.GreedyBytes), 2), (c.Peek(Int8ub), 0), (c.Pointer(0, Int8ub), 0)),
        *((c.RepeatUntil(this, Int8ub), 1), (c.NullTerminated(Int8ub), 0), (c.Const(b"abc"), 3)),
        *((Struct("a" / Int8ub, c.StopIf(this.a), "b" / Int8ub), 1), (c.Rebuild(Int8ub, 1), 1)),
        *((c.Enum(Int8ub, a=1), 1), (c.LazyBound(lambda: Int16ub), 2), (c.GreedyRange(Int8ub), 0)),
    ],
)
def test_the_least_that_a_construct_takes(con: Construct, octets: int) -> None:
    assert least(con) == octets


@pytest.mark.parametrize(
    "con",
    [
        c.GreedyRange(c.Pass),
        c.RepeatUntil(this, c.Peek(Int8ub)),
        Struct("a" / c.If(this.n, c.Array(this.n, c.Computed(1)))),
        c.Switch(this.n, {1: c.GreedyRange(Struct("x" / c.Bytes(this._.n)))}),
    ],
)
def test_arrays_of_what_may_be_empty_are_refused(con: Construct) -> None:
    with pytest.raises(MissionError, match="cannot be bounded"):
        refuse_endless(con, "x")


def test_a_tree_of_trees_is_bounded_by_its_tags() -> None:
    nodes: list[Construct] = []
    children = c.GreedyRange(c.LazyBound(lambda: nodes[0]))
    nodes.append(Struct("tag" / Int8ub, "children" / c.Prefixed(Int8ub, children)))
    refuse_endless(nodes[0], "")
    refuse_endless(c.Array(4000, c.Pass), "")
