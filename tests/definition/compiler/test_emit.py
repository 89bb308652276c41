"""Hand-written layouts, and what their octets mean by the words of construct's manual."""

from __future__ import annotations

import math
from typing import Any

import construct as c
import pytest
from construct import Construct, Int8sb, Int8ub, Int16ub, Int16ul, Int32ub, Struct, len_, obj_, this

from gateway.definition import Packet

BITS = c.BitStruct("a" / c.Flag, "b" / c.BitsInteger(5, signed=True), c.Padding(1), "c" / c.Bit)

LAYOUTS = [
    pytest.param(
        Struct("a" / c.Int24sl, "b" / c.BytesInteger(5)),
        "feffff 0000000100",
        {"a": -2, "b": 256},
        id="numbers of every size",
    ),
    pytest.param(
        Struct("a" / c.Float16b, "b" / c.Float32l, "c" / c.Float64b),
        "3c00 0000003f bff8000000000000",
        {"a": 1.0, "b": 0.5, "c": -1.5},
        id="floats",
    ),
    pytest.param(
        Struct("a" / Int16ub, "b" / Int16ul, "c" / c.Int32sb, "d" / Int8sb),
        "0102 0102 fffffffe ff",
        {"a": 258, "b": 513, "c": -2, "d": -1},
        id="mixed octet orders",
    ),
    pytest.param(
        Struct("x" / BITS), "fd", {"x": {"a": True, "b": -1, "c": 1}}, id="bits in an octet"
    ),
    pytest.param(
        c.BitStruct("a" / c.BitsInteger(12), "b" / c.BitsInteger(20)),
        "abcdef01",
        {"a": 0xABC, "b": 0xDEF01},
        id="bits across octets",
    ),
    pytest.param(
        c.BitStruct("a" / c.Nibble, "b" / c.Struct("c" / c.Nibble, "d" / c.Octet[2])),
        "1f0203",
        {"a": 1, "b": {"c": 15, "d": [2, 3]}},
        id="the whole packet in bits",
    ),
    pytest.param(
        c.BitStruct("a" / c.BitsInteger(4), "b" / c.BitsInteger(16, swapped=True), c.Padding(4)),
        "10201f",
        {"a": 1, "b": 0x0102},
        id="swapped bits",
    ),
    pytest.param(
        c.BitStruct("a" / c.Nibble, "b" / c.Bytewise(c.Float32b), "c" / c.Nibble),
        "13f000000f",
        {"a": 1, "b": 0.5, "c": 15},
        id="octets between bits",
    ),
    pytest.param(
        c.BitsSwapped(
            c.BitStruct(
                "a" / c.ByteSwapped(c.BitsInteger(4)),
                "b" / c.ByteSwapped(c.BitsInteger(12, signed=True)),
            )
        ),
        "f1ff",
        {"a": 1, "b": -1},
        id="bits from the least significant end",
    ),
    pytest.param(
        c.ByteSwapped(c.BitStruct("a" / c.BitsInteger(12), "b" / c.Nibble)),
        "3412",
        {"a": 0x123, "b": 4},
        id="bits of swapped octets",
    ),
    pytest.param(
        Struct("a" / Int8ub, c.Padding(2), Struct("b" / Int8ub), "c" / Int8ub),
        "01 ffff 02 03",
        {"a": 1, "c": 3},
        id="padding and nameless fields",
    ),
    pytest.param(
        Struct("k" / Int8ub, "s" / Struct("v" / c.If(this._.k & 1, Int8ub))),
        "01 07",
        {"k": 1, "s": {"v": 7}},
        id="a condition one level up",
    ),
    pytest.param(
        Struct("k" / Int8ub, "s" / Struct("t" / Struct("v" / c.If(this._root.k, Int8ub)))),
        "00",
        {"k": 0, "s": {"t": {"v": None}}},
        id="a condition at the root",
    ),
    pytest.param(
        Struct("h" / Struct("n" / Int8ub), "v" / c.Bytes(this.h.n)),
        "02 6162",
        {"h": {"n": 2}, "v": b"ab"},
        id="a member of a member",
    ),
    pytest.param(
        Struct("n" / Int8ub[2], "v" / c.Bytes(this.n[1])),
        "0901 61",
        {"n": [9, 1], "v": b"a"},
        id="an item of an array",
    ),
    pytest.param(
        Struct(
            "k" / Int8ub, "v" / c.Switch(this.k, {1: Int8ub, "x": Int16ub, 2: Struct("w" / Int8ub)})
        ),
        "02 05",
        {"k": 2, "v": {"w": 5}},
        id="a choice among cases",
    ),
    pytest.param(
        Struct("k" / Int8ub, "v" / c.Switch(this.k, {1: Int8ub}, default=Int16ub)),
        "03 0102",
        {"k": 3, "v": 258},
        id="a choice with a default",
    ),
    pytest.param(
        Struct("k" / Int8ub, "v" / c.IfThenElse(this.k > 1, Int16ub, Int8ub), "z" / Int8ub),
        "00 01 02",
        {"k": 0, "v": 1, "z": 2},
        id="what stands behind a choice",
    ),
    pytest.param(
        Struct("k" / Int8ub, "v" / c.If(this.k, c.If(this.k > 1, Int8ub)), "z" / Int8ub),
        "01 09",
        {"k": 1, "v": None, "z": 9},
        id="a choice within a choice",
    ),
    pytest.param(
        Struct("v" / c.Select(Int32ub, Int16ub), "z" / Int8ub),
        "0102 03",
        {"v": 258, "z": 3},
        id="the first alternative that fits",
    ),
    pytest.param(
        Struct("a" / Int8ub, "b" / c.Optional(Struct("x" / Int16ub, "y" / Int16ub))),
        "01",
        {"a": 1, "b": None},
        id="an option that is not there",
    ),
    pytest.param(
        Struct("a" / Int8ub, "b" / c.Computed(this.a * 2 + 1), "c" / c.Computed(7)),
        "04",
        {"a": 4, "b": 9, "c": 7},
        id="a computed value",
    ),
    pytest.param(
        Struct("a" / Struct("x" / Int8ub), "b" / c.Computed(lambda ctx: ctx.a.x + 1)),
        "04",
        {"a": {"x": 4}, "b": 5},
        id="a function of the context",
    ),
    pytest.param(
        Struct("a" / Int8ub[3], "b" / c.Computed(len_(this.a))),
        "010203",
        {"a": [1, 2, 3], "b": 3},
        id="a length of an array",
    ),
    pytest.param(
        Struct("a" / Int8ub, "b" / c.Computed((~this.a) & 1), "c" / c.Computed((-this.a) ** 2)),
        "02",
        {"a": 2, "b": 0, "c": 4},
        id="a negation has parentheses",
    ),
    pytest.param(
        Struct("a" / c.Enum(Int8ub, on=1), "b" / c.Mapping(Int8ub, {"x": 2})),
        "01 02",
        {"a": "on", "b": "x"},
        id="words",
    ),
    pytest.param(
        Struct("a" / c.FlagsEnum(Int8ub, low=1, high=128)),
        "81",
        {"a": {"low": True, "high": True}},
        id="flags",
    ),
    pytest.param(
        Struct("a" / Int16ub, "b" / c.Tell, "c" / Int8ub[this.a], "d" / c.Tell),
        "0001 09",
        {"a": 1, "b": 2, "c": [9], "d": 3},
        id="the place",
    ),
    pytest.param(
        Struct("a" / c.Sequence(Int8ub, "n" / Int8ub, c.Bytes(this.n))),
        "05 01 61",
        {"a": [5, 1, b"a"]},
        id="a sequence",
    ),
    pytest.param(
        Struct(
            "a" / c.PaddedString(4, "ascii"),
            "b" / c.CString("utf8"),
            "c" / c.PascalString(Int8ub, "ascii"),
        ),
        "68690000 c3a900 0161",
        {"a": "hi", "b": "é", "c": "a"},
        id="texts",
    ),
    pytest.param(
        Struct("k" / c.Peek(Int8ub), "v" / c.Switch(this.k, {1: Int16ub})),
        "0102",
        {"k": 1, "v": 258},
        id="a look ahead",
    ),
    pytest.param(
        Struct("a" / Int8ub, c.StopIf(this.a == 0), "b" / Int8ub), "00", {"a": 0}, id="a stop"
    ),
    pytest.param(
        Struct("a" / c.RepeatUntil(obj_ == 0, Int8ub), "b" / Int8ub),
        "0201 00 07",
        {"a": [2, 1, 0], "b": 7},
        id="a predicate on the item",
    ),
]


@pytest.mark.parametrize(("layout", "octets", "raw"), LAYOUTS)
def test_a_layout_is_read_as_the_manual_says(layout: Construct, octets: str, raw: Any) -> None:
    packet = Packet("p", layout)
    data = bytes.fromhex(octets)
    assert packet.parse(data) == raw
    assert packet.parse_interpreted(data) == raw
    assert packet.locate(data).error is None
    assert packet.readings(data) == packet.readings_interpreted(data)


def test_values_are_pythons_own_kinds() -> None:
    layout = Struct("f" / c.Flag, "s" / Struct("x" / Int8ub, "y" / c.VarInt), "a" / Int8ub[2])
    raw = Packet("p", layout).parse(bytes(5))
    assert raw["f"] is False
    assert type(raw) is type(raw["s"]) is dict
    assert type(raw["a"]) is list
    assert list(raw) == ["f", "s", "a"]


def test_nan_is_kept() -> None:
    packet = Packet("p", Struct("f" / c.Float32b))
    assert math.isnan(packet.parse(bytes.fromhex("7fc00000"))["f"])


def test_fields_with_an_underscore_are_parsed_but_are_no_channels() -> None:
    packet = Packet("p", Struct("_n" / Int8ub, "_s" / Struct("x" / Int8ub), "v" / c.Bytes(this._n)))
    assert packet.parse(b"\1\2a") == {"_n": 1, "_s": {"x": 2}, "v": b"a"}
    assert [reading.channel for reading in packet.readings(b"\1\2a")] == ["v"]
    assert packet.build({"_n": 1, "_s": {"x": 2}, "v": b"a"}) == b"\1\2a"


def test_a_value_that_is_not_there_has_no_reading() -> None:
    packet = Packet("p", Struct("k" / Int8ub, "v" / c.If(this.k, Int8ub), "p" / c.Padding(1)))
    assert [reading.channel for reading in packet.readings(b"\0\0")] == ["k"]
