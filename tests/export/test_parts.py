"""What can be exported, and the reason for what cannot."""

from __future__ import annotations

import construct as c
import pytest
from construct import Construct, this

from gateway.definition import Packet
from gateway.definition.compiler import tree
from gateway.export.parts import Refusal, members, refusals


def refused(layout: Construct) -> list[Refusal]:
    return list(refusals(Packet("p", layout).program.layout.root))


def fields(**named: Construct) -> Construct:
    return c.Struct(*(name / field for name, field in named.items()))


@pytest.mark.parametrize(
    ("varying", "path", "words"),
    [
        (c.GreedyBytes, "late", "its length depends on the data"),
        (c.Bytes(this.n), "late", "its length depends on the data"),
        (c.CString("ascii"), "late", "its length depends on the data"),
        (c.PascalString(c.Int8ub, "ascii"), "late", "its length depends on the data"),
        (c.Int8ub[this.n], "late", "how many items there are depends on the data"),
        (c.GreedyRange(c.Int8ub), "late", "how many items there are depends on the data"),
        (c.Optional(c.Int8ub), "late", "it is optional: whether it is there depends on the data"),
        (c.If(this.n, c.Int8ub), "late", "which fields there are depends on the data"),
        (c.Switch(this.n, {1: c.Int8ub}), "late", "which fields there are depends on the data"),
        (c.VarInt, "late", "only construct can read VarInt"),
        (
            c.FlagsEnum(c.Int8ub, low=1),
            "late",
            "only construct can read FlagsEnum; write a BitStruct of Flags",
        ),
        (c.Float16b, "late", "C99 has no float of 16 bits"),
        (c.BytesInteger(9), "late", "C99 has no integer of 72 bits: use Bytes"),
        (fields(deep=c.GreedyBytes), "late.deep", "its length depends on the data"),
        (fields(deep=c.Bytes(this._.n))[3], "late.deep", "its length depends on the data"),
        (c.FixedSized(2, c.Int32ub), "late", "what is in it does not fit"),
        (c.FocusedSeq("x", "x" / c.Int8ub), "late", "a FocusedSeq has no struct: use a Struct"),
        (
            c.Transformed(c.Int8ub, lambda data: bytes(1), 1, None, 1),
            "late",
            "<lambda> does more with its octets than to move bits",
        ),
        (
            c.Const("a", c.PaddedString(1, "ascii")),
            "late",
            "a constant that is a str, not a number",
        ),
    ],
)
def test_a_refusal_names_the_field_and_the_reason(
    varying: Construct, path: str, words: str
) -> None:
    assert refused(fields(n=c.Int8ub, late=varying)) == [Refusal(path, words)]


@pytest.mark.parametrize("layout", [c.Int8ub, c.Struct("id" / c.Const(b"\x01")), c.Struct()])
def test_a_layout_without_a_field_has_no_struct(layout: Construct) -> None:
    assert refused(layout) == [Refusal("", "its layout is no Struct with a field in it")]


def test_a_field_without_a_name_is_refused() -> None:
    (refusal,) = refused(c.Struct("n" / c.Int8ub, c.Int16ub))
    assert refusal.reason == "a field without a name cannot be built"


@pytest.mark.parametrize(
    "fixed",
    [
        *(c.Padding(3), c.Const(b"ab"), c.PaddedString(8, "ascii"), c.FixedSized(4, c.GreedyBytes)),
        *(c.Computed(1), c.Sequence("x" / c.Int8ub, c.Flag), c.OneOf(c.Int8ub, [1, 2])),
        c.FixedSized(4, c.NullTerminated(c.GreedyBytes)),
        c.Transformed(c.Bytes(3), lambda data: data[::-1], 3, lambda data: data[::-1], 3),
    ],
)
def test_a_layout_of_fixed_size_is_not_refused(fixed: Construct) -> None:
    assert refused(fields(n=c.Int8ub, fixed=fixed)) == []


def test_members_are_those_that_have_a_value() -> None:
    layout = c.Struct(
        "id" / c.Const(1, c.Int8ub),
        "_spare" / c.Int8ub,
        "spare" / c.Int8ub,
        c.Padding(1),
        "none" / c.Bytes(0),
        "empty" / c.Struct("made" / c.Computed(1)),
        "text" / c.PaddedString(4, "ascii"),
    )
    root = Packet("p", layout).program.layout.root
    assert isinstance(root, tree.Record)
    assert [name for name, _ in members(root)] == ["", "spare", "spare_", "", "", "", "text"]
