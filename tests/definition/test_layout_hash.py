"""The layout hash changes with the octets and with nothing else."""

from __future__ import annotations

import construct as c
import pytest
from construct import Construct

from gateway.coding.crc import CRC32_ISCSI
from gateway.definition import channel, linear
from gateway.definition.layout_hash import layout_hash, layout_text
from gateway.errors import MissionError
from gateway.loading import load_missions

LAYOUT = c.Struct(
    "id" / c.Const(2, c.Int8ub),
    "pressure" / c.Int16ub[2],
    "state" / c.BitStruct("on" / c.Flag, c.Padding(7)),
)

TEXT = """\
packet {
id uint8 = 2
pressure[2] uint16 be
state {
on flag1
7 bits unused
}
}
"""
"""Written by hand, from what the module says of itself."""


def struct(**fields: Construct) -> Construct:
    return c.Struct(*(name / field for name, field in fields.items()))


def test_the_text_says_names_kinds_sizes_constants_and_order() -> None:
    assert layout_text(LAYOUT) == TEXT


def test_the_hash_is_the_crc_of_the_text() -> None:
    assert layout_hash(LAYOUT) == CRC32_ISCSI(TEXT.encode())
    assert layout_hash(LAYOUT, LAYOUT) == CRC32_ISCSI((TEXT + TEXT).encode())


DIFFERENT = [
    struct(a=c.Int16ub, b=c.Int8ub),
    struct(b=c.Int8ub, a=c.Int16ub),
    struct(a=c.Int16ub, c=c.Int8ub),
    struct(a=c.Int16ul, b=c.Int8ub),
    struct(a=c.Int16sb, b=c.Int8ub),
    struct(a=c.Int16ub, b=c.Flag),
    struct(a=c.Int16ub, b=c.Bytes(1)),
    struct(a=c.Int16ub, b=c.Const(1, c.Int8ub)),
    struct(a=c.Int16ub, b=c.Const(2, c.Int8ub)),
    struct(a=c.Int16ub, b=c.Const(b"\x02")),
    struct(a=c.Int16ub, b=c.Const("on", c.Enum(c.Int8ub, on=1))),
    struct(a=c.Int16ub, b=c.Const("on", c.Enum(c.Int8ub, on=2))),
    struct(a=c.BitStruct("a" / c.Nibble, "b" / c.Const("on", c.Enum(c.Nibble, on=1)))),
    struct(a=c.BitStruct("a" / c.Nibble, "b" / c.Const("on", c.Enum(c.Nibble, on=2)))),
    struct(a=c.Int8ub[2], b=c.Int8ub),
    struct(a=c.Int8ub[3]),
    struct(a=c.Int16ub, b=c.Int8ub, d=c.Padding(1)),
    struct(a=c.Int16ub, b=c.Int8ub, d=c.Padding(1)[2]),
    struct(a=struct(a=c.Int16ub), b=c.Int8ub),
    struct(a=c.ByteSwapped(struct(a=c.Int16ub)), b=c.Int8ub),
    struct(a=c.BitsSwapped(struct(a=c.Int16ub)), b=c.Int8ub),
    struct(a=c.BitStruct("a" / c.BitsInteger(12), "b" / c.Nibble)),
    struct(a=c.BitStruct("a" / c.Nibble, "b" / c.BitsInteger(12))),
    struct(a=c.BitsSwapped(c.BitStruct("a" / c.ByteSwapped(c.BitsInteger(12)), "b" / c.Bit[4]))),
    struct(a=c.Float32b),
    struct(a=c.Float64b),
    struct(a=c.FixedSized(4, c.Int16ub)),
    struct(a=c.FixedSized(5, c.Int16ub)),
    struct(a=c.PaddedString(5, "ascii")),
]


def test_every_change_of_the_octets_or_the_names_changes_it() -> None:
    assert len({layout_hash(layout) for layout in DIFFERENT}) == len(DIFFERENT)


@pytest.mark.parametrize(
    "same",
    [
        struct(a=channel(c.Int16ub, "V", linear(0.01)), b=c.Int8ub),
        struct(a=c.Int16ub * "what it means", b=c.Int8ub),
        struct(a=c.Int16ub, b=c.Enum(c.Int8ub, one=1)),
        struct(a=c.Int16ub, b=c.Int8ub, made=c.Computed(7)),
        struct(a=c.Hex(c.Int16ub), b=c.Default(c.Int8ub, 3)),
        c.Struct("a" / c.Int16ub, c.Check(lambda this: this.a), "b" / c.Int8ub, c.Terminated),
    ],
)
def test_what_a_value_means_does_not_change_it(same: Construct) -> None:
    assert layout_hash(same) == layout_hash(DIFFERENT[0])


@pytest.mark.parametrize(
    "varying",
    [
        *(c.GreedyBytes, c.Optional(c.Int8ub), c.CString("utf8"), c.VarInt, c.GreedyRange(c.Bit)),
        *(c.Bytes(c.this.n), c.Int8ub[c.this.n], c.If(c.this.n, c.Int8ub)),
        *(c.Prefixed(c.Int8ub, c.Int8ub), c.FixedSized(c.this.n, c.GreedyBytes)),
        c.Transformed(c.Int8ub, lambda data: bytes(255 - one for one in data), 1, None, 1),
    ],
)
def test_a_layout_that_depends_on_the_data_is_refused_by_name(varying: Construct) -> None:
    with pytest.raises(MissionError) as caught:
        layout_hash(struct(n=c.Int8ub, late=varying))
    assert caught.value.key == "late"


def test_the_packets_of_the_package_that_have_a_hash_have_one_each() -> None:
    hashes: dict[int, set[str]] = {}
    for mission in load_missions().missions.values():
        for packet in mission.packets:
            if packet.program.layout.root.size is not None:
                hashes.setdefault(layout_hash(packet.layout), set()).add(layout_text(packet.layout))
    assert len(hashes) > 30
    assert all(len(texts) == 1 for texts in hashes.values())
