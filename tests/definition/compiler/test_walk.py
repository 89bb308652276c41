"""The walk: the channels of a layout, in order."""

from __future__ import annotations

import construct as c
import pytest
from construct import Construct, Int8ub, Int16ub, Struct, this

from gateway.definition import channel, enumeration
from gateway.definition.compiler.walk import read_layout

PATHS = Struct(
    "plain" / Int8ub,
    "_hidden" / Struct("below" / Int8ub),
    "magic" / c.Const(b"x"),
    "version" / channel(c.Const(1, Int8ub)),
    "kind" / c.Const(2, channel(Int8ub)),
    c.Padding(2),
    Struct("nameless" / Int8ub),
    "group" / Struct("_secret" / Int8ub, "open" / Int8ub),
    "cells" / Struct("v" / Int16ub, "t" / Int8ub[2])[3],
    "more" / c.GreedyRange(Int8ub),
    "choice" / c.Switch(this.plain, {1: Struct("a" / Int8ub), 2: Int8ub}),
    "pair" / c.Sequence(Int8ub, "named" / Int8ub),
    "list" / c.PrefixedArray(Int8ub, Int8ub),
    "flags" / c.FlagsEnum(Int8ub, low=1, high=2),
    "total" / c.Computed(this.plain * 2),
    "bits" / c.BitStruct(c.Padding(3), "b" / c.BitsInteger(5)),
    "varint" / channel(c.VarInt, "V"),
    "lazy" / c.Pointer(0, Struct("x" / channel(Int8ub, "A"))),
)


def test_channels_are_the_named_values_in_order() -> None:
    assert [info.path for info in read_layout(PATHS, {}).channels] == [
        *("plain", "version", "kind", "group.open", "cells.*.v", "cells.*.t.*", "more.*"),
        *("choice.a", "choice", "pair.0", "pair.1", "list.*", "flags.low", "flags.high"),
        *("total", "bits.b", "varint", "lazy.x"),
    ]


def test_what_may_be_missing_is_optional() -> None:
    optional = {info.path for info in read_layout(PATHS, {}).channels if info.optional}
    assert optional == {"more.*", "choice.a", "choice", "list.*"}


@pytest.mark.parametrize(
    ("con", "kind", "low", "high"),
    [
        (Int8ub, "uint8", 0, 255),
        (c.Int16sl, "int16 le", -32768, 32767),
        (c.Int24ub, "uint24 be", 0, 2**24 - 1),
        (c.Float32l, "float32 le", 0, 0),
        (c.Bytes(5), "5 octets", 5, 5),
        (c.GreedyBytes, "octets", 0, 0),
        (c.Flag, "flag", 0, 0),
        (c.Enum(Int16ub, a=1), "uint16 be", 0, 0),
        (c.Computed(1), "computed", 0, 0),
        (c.Bitwise(c.BitsInteger(8, signed=True)), "8 bits signed", -128, 127),
        (c.Bitwise(c.Bytewise(Int16ub)), "uint16 be", 0, 65535),
        (channel(Int8ub, "", enumeration({1: "on"})), "uint8", 0, 255),
    ],
)
def test_a_type_is_told_in_words(con: Construct, kind: str, low: int, high: int) -> None:
    (info,) = read_layout(Struct("x" / con), {}).channels
    assert (info.type, info.sent.low, info.sent.high) == (kind, low, high)


def test_meanings_come_from_the_nearest_field() -> None:
    layout = Struct(
        "a" / Int8ub[2] * "of both",
        "b" / Struct("c" / Int8ub * "inner") * "outer",
        "d" / (Int8ub * "of the type"),
        "e" / Int8ub,
        "f" / (Int8ub * "of an item")[2],
    )
    meanings = {info.path: info.meaning for info in read_layout(layout, {}).channels}
    assert meanings == {
        "a.*": "of both",
        "b.c": "inner",
        "d": "of the type",
        "e": "",
        "f.*": "of an item",
    }
