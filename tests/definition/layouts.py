"""Random layouts: any kind of field inside any other, as far as construct allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import construct as c
from construct import Construct, len_, obj_, this
from hypothesis import strategies as st

from gateway.definition import channel, linear, polynomial
from gateway.definition.reference import plain

NUMBERS = [
    *(c.Int8ub, c.Int8sb, c.Int16ub, c.Int16sl, c.Int16ul, c.Int32ub, c.Int32sl, c.Int64ub),
    *(c.Int64sl, c.Int24ub, c.Int24sl, c.Float16b, c.Float32l, c.Float32b, c.Float64b),
    *(c.BytesInteger(5, signed=True), c.BytesInteger(9, swapped=True), c.BytesInteger(1)),
    *(channel(c.Int16ub, "V", linear(0.01, -3)), channel(c.Int8sb, "", polynomial(1, 2, 0.5))),
    channel(c.Int8ub, "mA", absent=(0, 255)),
]

OTHERS = [
    *(c.Flag, c.VarInt, c.Pass, c.Tell, c.Bytes(3), c.Bytes(0), c.Padding(2), c.GreedyBytes),
    *(c.Const(b""), c.Computed(7), c.Enum(c.Int8ub, one=1, two=2), c.PaddedString(4, "ascii")),
    *(c.FlagsEnum(c.Int8ub, low=1, high=128), c.CString("utf8"), c.PascalString(c.Byte, "utf8")),
    c.NullTerminated(c.GreedyBytes, term=b","),
    c.NullTerminated(c.GreedyBytes, term=b"\x01", include=True, require=False),
    c.NullTerminated(c.Int8ub, term=b"\x02", consume=False),
    *(c.ByteSwapped(c.Int24sb), c.OneOf(c.Int8ub, list(range(200)))),
    c.ByteSwapped(c.BitStruct("x" / c.BitsInteger(12), "y" / c.BitsInteger(4))),
    c.BitsSwapped(c.BitStruct("x" / c.BitsInteger(3), "y" / c.BitsInteger(5, signed=True))),
    c.ExprAdapter(c.Int8ub, lambda obj, ctx: obj // 2, lambda obj, ctx: obj * 2),
    *(c.Rebuild(c.Int8ub, 3), c.Default(c.Int16ub, 5), c.Padded(4, c.Int16ub), c.Peek(c.Int16ub)),
    *(c.Aligned(4, c.Int24ub), c.Pointer(1, c.Int8ub), c.RawCopy(c.Int16ub)),
]

BIT_FIELDS = [
    *(c.Flag, c.Bit, c.Nibble, c.Octet, c.BitsInteger(3), c.BitsInteger(11, signed=True)),
    *(c.BitsInteger(16, swapped=True), c.BitsInteger(24, signed=True, swapped=True)),
    *(c.BitsInteger(67), c.Padding(2), c.Padding(9), c.Bytewise(c.Float32b), c.BitsInteger(2)[3]),
    *(c.Bytewise(c.Bytes(2)), c.Enum(c.Nibble, a=1), c.Struct("x" / c.Bit, "y" / c.Nibble)),
    *(c.Bytewise(c.Int16ul), c.Computed(3), channel(c.BitsInteger(10), "V", linear(0.1))),
]


def struct_of(fields: list[Construct], *, names: Sequence[str] = "abcdefghijkl") -> c.Struct:
    """A Struct of fields, some of them without a name or with an underscore."""
    named = [name / field for name, field in zip(names, fields, strict=False)]
    return c.Struct("n" / c.Int8ub, *named)


@st.composite
def bit_structs(draw: st.DrawFn) -> Construct:
    """Bits that fill octets."""
    fields = draw(st.lists(st.sampled_from(BIT_FIELDS), min_size=1, max_size=6))
    bits = sum(field.sizeof() for field in fields)
    named = [name / field for name, field in zip("pqrstu", fields, strict=False)]
    return c.BitStruct(*named, c.Padding(-bits % 8))


@st.composite
def mirrored_structs(draw: st.DrawFn) -> Construct:
    """Bits that fill octets from their least significant end."""
    sizes = draw(st.lists(st.integers(1, 13), min_size=1, max_size=6))
    signs = draw(st.lists(st.booleans(), min_size=6, max_size=6))
    named = [
        name / c.ByteSwapped(c.BitsInteger(size, signed=sign))
        for name, size, sign in zip("pqrstu", sizes, signs, strict=False)
    ]
    named.append("w" / c.Struct("x" / c.Flag, "y" / c.Array(2, c.ByteSwapped(c.BitsInteger(3)))))
    return c.BitsSwapped(c.BitStruct(*named, c.Padding(-(sum(sizes) + 7) % 8)))


def least(con: Construct) -> int:
    """Octets of a fixed size, or 0."""
    try:
        return int(con.sizeof())
    except (c.SizeofError, KeyError, AttributeError):
        return 0


@st.composite
def wrapped(draw: st.DrawFn, inner: st.SearchStrategy[Construct]) -> Construct:
    """Something around, or made of, other constructs; fields may look at `n` before them."""
    one = draw(inner)
    other = draw(inner)
    kinds = [
        struct_of(draw(st.lists(inner, max_size=5))),
        struct_of(draw(st.lists(inner, max_size=4)), names=("_x", "y", "z", "_w")),
        c.Sequence(one, "s" / other),
        c.Array(draw(st.integers(0, 3)), one),
        c.Struct("k" / c.Int8ub, "v" / c.Array(this.k & 3, one)),
        c.Struct("k" / c.Int8ub, "v" / c.Int16ub[this.k & 7], "l" / c.Computed(len_(this.v) * 2)),
        c.Struct("k" / c.Int8ub, "v" / c.Bytes(this.k - 250)),
        c.Struct("k" / c.Int8ub, "v" / c.If(this.k > 99, one), "w" / c.Computed(~this.k & 3)),
        c.Struct("k" / c.Int8ub, "v" / c.Struct("w" / c.IfThenElse(this._.k & 1, one, other))),
        c.Struct("k" / c.Int8ub, "v" / c.Switch(this.k % 3, {0: one, 1: other}), "t" / c.Tell),
        c.Struct("k" / c.Int8ub, "v" / c.Switch(lambda x: x.k % 2, {0: one}, default=other)),
        c.Struct("k" / c.Int8ub, "v" / c.Array(lambda x: x.k % 4, one), "i" / c.Index),
        c.Struct("k" / c.Int8ub, "v" / one, "w" / c.Computed(lambda x: 7 // (x._root.n - x.k))),
        c.Struct(
            "s" / c.Struct("v" / one), "w" / c.Computed(lambda x: bool(x.s.v) + x.get("q", 2))
        ),
        c.Struct("l" / one, "m" / other, "w" / c.If(lambda x: x._index != 1, c.Index)),
        c.Struct("k" / c.Int8ub, c.StopIf(this.k < 128), "v" / one),
        c.Struct("k" / c.Int8ub, "w" / c.Computed(lambda x: [None, [x.k], {"y": 1}, 3][x.k % 4])),
        c.Struct("k" / c.Int8ub, c.Check(this.k != 7), "v" / one, c.Terminated),
        c.Optional(one),
        c.Select(one, other),
        c.FixedSized(6, one),
        c.Prefixed(c.Int8ub, one),
        c.Prefixed(c.Int16ub, one, includelength=True),
        c.PrefixedArray(c.Int8ub, one),
        c.OffsettedEnd(-2, one),
        c.FixedSized(5, c.NullStripped(one)),
        c.RepeatUntil(obj_ > 99, c.Int8ub),
        c.RepeatUntil(lambda x, found, ctx: len(found) > 2, c.Struct("u" / c.Int8ub, "v" / one)),
        c.GreedyRange(c.Struct("q" / c.Int8ub, "r" / one)),
        c.Const(3, c.Int8ub),
        c.LazyBound(lambda: one),
    ]
    if least(one):
        kinds += [c.GreedyRange(one), c.ByteSwapped(one), c.BitsSwapped(one)]
    return draw(st.sampled_from(kinds))


fields = st.recursive(
    st.sampled_from(NUMBERS)
    | st.sampled_from(NUMBERS + OTHERS)
    | bit_structs()
    | mirrored_structs(),
    wrapped,
    max_leaves=6,
)
"""One field of any kind."""

layouts = st.lists(fields, min_size=1, max_size=7).map(struct_of) | wrapped(fields) | bit_structs()
"""A whole packet."""


def shown(value: Any) -> str:
    """Text of parsed values that tells 1 from True and 1.0, and knows NaN."""
    return repr(plain(value))
