"""A mission that no board has: any field that can be exported beside and inside any other."""

from __future__ import annotations

import random

import construct as c
from construct import Construct, this

from gateway.definition import Command, Mission, Packet, channel, enumeration, linear

WORDS = enumeration({0: "off", 1: "on", 200: "much too long", 255: "?"})

FIELDS = [
    *(c.Int8ub, c.Int8sb, c.Int16ub, c.Int16ul, c.Int16sb, c.Int16sl, c.Int24ub, c.Int24sl),
    *(c.Int32ub, c.Int32sl, c.Int64ub, c.Int64ul, c.Int64sb, c.Float32b, c.Float32l, c.Float64b),
    *(c.BytesInteger(5), c.BytesInteger(7, signed=True, swapped=True), c.Float64l, c.Flag),
    *(channel(c.Int16ub, "V", linear(0.01, -3)), channel(c.Int8ub, "", WORDS), c.Bytes(3)),
    *(c.Enum(c.Int8ub, one=1, two=2), c.Hex(c.Int16ub), c.Padded(4, c.Int16ub), c.Padding(2)),
    *(c.Const(b"\xaa\x55"), c.Const(-2, c.Int24sl), c.FixedSized(5, c.Int32ul), c.Computed(7)),
    *(c.Const(1.5, c.Float32b), c.ByteSwapped(c.Int24sb), c.ByteSwapped(c.Int16ub[2])),
    *(c.OneOf(c.Int8ub, list(range(200))), c.Tell, c.Pass, c.Bytes(0), c.Int16ub[0], c.Bytes(2)[3]),
    c.BitsSwapped(c.Int16ub),
]
"""Of whole octets."""

BITS = [
    *(c.Flag, c.Bit, c.Nibble, c.Octet, c.BitsInteger(3), c.BitsInteger(11, signed=True)),
    *(c.BitsInteger(16, swapped=True), c.BitsInteger(24, signed=True, swapped=True)),
    *(c.BitsInteger(33), c.BitsInteger(64, signed=True), c.Padding(2), c.Padding(9)),
    *(c.Bytewise(c.Float32b), c.Bytewise(c.Bytes(2)), c.Bytewise(c.Int16ul), c.BitsInteger(2)[3]),
    *(c.Enum(c.Nibble, a=1), c.Struct("x" / c.Bit, "y" / c.Nibble), c.Computed(3)),
    *(channel(c.BitsInteger(10), "V", linear(0.1)), c.Const(5, c.BitsInteger(3)), c.Flag[9]),
    c.Struct("z" / c.Nibble)[3],
]
"""Of any number of bits."""

LEAST_FIRST = [*(c.ByteSwapped(c.BitsInteger(n)) for n in (2, 12, 16, 31)), c.Flag, c.Padding(3)]
LEAST_FIRST += [c.ByteSwapped(c.BitsInteger(12, signed=True)), c.ByteSwapped(c.BitsInteger(5))[3]]
"""Of bits that are sent backwards."""

EIGHT = c.Struct("flags" / c.Flag[8], c.Padding(8))
"""As long as it is wide: 16 octets, or 16 bits."""

ROWS = c.Struct(c.Const(b"\x7e"), "items" / c.Struct("x" / c.Int8ub, c.Const(b"\x7d"))[2])[3]

ODD = {
    "octets_first": c.Struct("a" / EIGHT, "b" / c.BitStruct("inside" / EIGHT)),
    "bits_first": c.Struct("b" / c.BitStruct("inside" / EIGHT), "a" / EIGHT),
    "turned_flag": c.Struct("a" / c.BitsSwapped(c.Struct("on" / c.Flag, "n" / c.Int16ul))),
    "split_flag": c.BitStruct("n" / c.Nibble, "on" / c.Bytewise(c.Flag), "m" / c.Nibble),
    "whole_float": c.Struct("n" / c.Int8ub, "two" / c.Const(2, c.Float32b)),
    "patterns": c.Struct(
        *("n" / c.Int8ub, c.Padding(2, b"\xff"), "a" / c.Padded(4, c.Int16ub, b"\x5a")),
        "b" / c.BitStruct("x" / c.BitsInteger(3), c.Padding(10, b"\1"), "y" / c.BitsInteger(3)),
        "c" / c.BitsSwapped(c.Struct("z" / c.Int8ub, c.Padding(1, b"\x01"))),
        "d" / c.Struct("z" / c.Int8ub, c.Padding(1, b"\x01"))[2],
    ),
    "long_bits": c.BitStruct(
        *("a" / c.Flag[21], "b" / c.BitsInteger(10)[9], "c" / c.BitsInteger(12, signed=True)[5]),
        "d" / c.Struct("x" / c.BitsInteger(3), "y" / c.Nibble[2], "z" / c.Flag)[4][3],
        *("pad" / c.Padding(5), "e" / c.BitsInteger(6)[4][3], "f" / c.Bytewise(c.Int24ul[3])),
    ),
    "rows": c.Struct("n" / c.Int8ub, "rows" / ROWS),
    "no_struct_around": c.BitStruct("a" / c.BitsInteger(3), "b" / c.BitsInteger(5, signed=True)),
}
"""What chance does not find."""

COUNT = 40
"""Packets in the zoo."""


def filled(fields: list[Construct]) -> Construct:
    """Bits that fill octets."""
    named = [name / field for name, field in zip("pqrstu", fields, strict=False)]
    return c.BitStruct(*named, c.Padding(-sum(field.sizeof() for field in fields) % 8))


def random_field(chance: random.Random, depth: int) -> Construct:
    """A field, or a struct or an array of fields."""
    kind = chance.randrange(10 if depth else 6)
    if kind < 4:
        return chance.choice(FIELDS)
    if kind == 4:
        return filled(chance.choices(BITS, k=chance.randint(1, 6)))
    if kind == 5:
        return c.BitsSwapped(filled(chance.choices(LEAST_FIRST, k=chance.randint(1, 6))))
    if kind == 6:
        return c.ByteSwapped(filled(chance.choices(BITS, k=chance.randint(1, 4))))
    inside = random_field(chance, depth - 1)
    return inside[chance.randint(1, 4)] if kind == 7 else random_struct(chance, depth - 1)


def random_struct(chance: random.Random, depth: int) -> Construct:
    """Some fields, the first of which is a number."""
    fields = [random_field(chance, depth) for _ in range(chance.randint(1, 5))]
    named = [name / field for name, field in zip("abcde", fields, strict=False)]
    return c.Struct("n" / c.Int8ub, *named)


def zoo() -> Mission:
    """The same layouts every time."""
    chance = random.Random(4)
    packets = [Packet(f"p{number}", random_struct(chance, 2)) for number in range(COUNT)]
    with_check = c.Struct("n" / c.Int8ub, c.Check(this.n < 100), "_spare" / c.Bytes(2))
    inside = c.Struct("end" / c.Const(b"\x55"), "x" / c.Int8ub)
    cell = c.Struct("mark" / c.Const(7, c.Int8ub), "v" / c.Int16ub, "deep" / inside[2])
    more = [Packet("checked", with_check), Packet("marked", c.Struct("cells" / cell[3]))]
    more += [Packet(name, layout) for name, layout in ODD.items()]
    command = c.Struct("id" / c.Const(16, c.Int8ub), "tag" / c.Int16ub, "speed" / c.Int16sb)
    return Mission(
        name="zoo",
        title="Zoo",
        packets=[*packets, *more],
        commands=[Command("turn", command)],
    )
