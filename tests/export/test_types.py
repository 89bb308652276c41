"""The types of a packet in C."""

from __future__ import annotations

import construct as c
import pytest
from construct import Construct

from gateway.definition import Packet, channel, enumeration
from gateway.export.names import Names
from gateway.export.types import Constant, Enumerated, Types

VALVE = enumeration({0: "closed", 1: "open", 2: "?", 3: "!"})


def types_of(layout: Construct) -> Types:
    types = Types("board", Names(), Names())
    types.read(Packet("p", layout).program.layout.root)
    return types


def declared(layout: Construct) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(one.type, one.name, one.dimensions) for one in types_of(layout).structs[-1].members]


@pytest.mark.parametrize(
    ("field", "type_", "dimensions"),
    [
        (c.Int8ub, "uint8_t", ()),
        (c.Int16sl, "int16_t", ()),
        (c.Int24ub, "uint32_t", ()),
        (c.BytesInteger(5, signed=True), "int64_t", ()),
        (c.Flag, "bool", ()),
        (c.Float32l, "float", ()),
        (c.Float64b, "double", ()),
        (c.Bytes(6), "uint8_t", (6,)),
        (c.PaddedString(6, "ascii"), "uint8_t", (6,)),
        (c.Int16ub[3], "uint16_t", (3,)),
        (c.Int16ub[3][2], "uint16_t", (2, 3)),
        (c.Bytes(4)[2], "uint8_t", (2, 4)),
        (c.ByteSwapped(c.Int16ub[2]), "uint16_t", (2,)),
        (c.FixedSized(9, c.Int32ub), "uint32_t", ()),
        (c.Struct("x" / c.Int8ub)[2], "struct board_a", (2,)),
        (c.Enum(c.Int8ub, on=1), "uint8_t", ()),
    ],
)
def test_a_field_has_the_smallest_type_that_holds_it(
    field: Construct, type_: str, dimensions: tuple[int, ...]
) -> None:
    assert declared(c.Struct("a" / field)) == [(type_, "a", dimensions)]


@pytest.mark.parametrize(
    ("bits", "type_"), [(1, "uint8_t"), (8, "uint8_t"), (9, "uint16_t"), (33, "uint64_t")]
)
def test_bits_have_the_smallest_type_that_holds_them(bits: int, type_: str) -> None:
    layout = c.BitStruct("a" / c.BitsInteger(bits), c.Padding(-bits % 8))
    assert declared(layout) == [(type_, "a", ())]


def test_a_struct_that_is_named_twice_is_one_type() -> None:
    loop = c.Struct("pressure" / c.Int16ub, "valve" / c.Struct("open" / c.Flag))
    types = types_of(c.Struct("main_loop" / loop, "backup_loop" / loop, "other" / c.Flag))
    assert [(one.tag, one.paths) for one in types.structs] == [
        ("board_valve", ["main_loop.valve", "backup_loop.valve"]),
        ("board_loop", ["main_loop", "backup_loop"]),
        ("board", [""]),
    ]


def test_types_that_would_have_one_name_have_two() -> None:
    first, second = c.Struct("b" / c.Struct("x" / c.Flag)), c.Struct("x" / c.Int8ub)
    types = types_of(c.Struct("a" / first, "a_b" / second))
    assert [one.tag for one in types.structs] == ["board_a_b", "board_a", "board_a_b_", "board"]


def test_words_of_one_calibration_are_one_enumeration_with_names_of_their_own() -> None:
    valve = channel(c.Int8ub, "", VALVE)
    layout = c.Struct("main_valve" / valve, "spare_valve" / valve, "mode" / c.Enum(c.Int8ub, on=7))
    assert types_of(layout).enumerations == [
        Enumerated(
            "board_valve",
            [
                ("BOARD_VALVE_CLOSED", 0),
                ("BOARD_VALVE_OPEN", 1),
                ("BOARD_VALVE_2", 2),
                ("BOARD_VALVE_3", 3),
            ],
        ),
        Enumerated("board_mode", [("BOARD_MODE_ON", 7)]),
    ]


def test_a_mapping_of_words_is_an_enumeration() -> None:
    words = c.Mapping(c.Int8ub, {"on": 1, "off": 0})
    others = c.Mapping(c.Int8ub, {(1, 2): 1, None: 0})
    assert types_of(c.Struct("pump" / words, "pair" / others)).enumerations == [
        Enumerated("board_pump", [("BOARD_PUMP_ON", 1), ("BOARD_PUMP_OFF", 0)])
    ]


def test_a_struct_among_octets_and_among_bits_is_two_types() -> None:
    flags = c.Struct("on" / c.Flag[8])
    types = types_of(c.Struct("a" / flags, "b" / c.BitStruct("c" / flags), "d" / flags))
    assert [(one.tag, one.paths) for one in types.structs] == [
        ("board_a", ["a", "d"]),
        ("board_b_c", ["b.c"]),
        ("board_b", ["b"]),
        ("board", [""]),
    ]


def test_named_numbers_that_never_change_are_constants() -> None:
    layout = c.Struct(
        "id" / c.Const(3, c.Int8ub),
        c.Const(b"\x01"),
        "name" / c.Const(b"AB"),
        "parts" / c.Struct("kind" / c.Const(-2, c.Int8sb), "x" / c.Flag)[2],
    )
    found = types_of(layout)
    assert found.constants == [Constant("BOARD_ID", 3), Constant("BOARD_PARTS_KIND", -2)]
    assert [one.name for one in found.structs[-1].members] == ["parts"]


def test_a_struct_keeps_what_the_author_wrote_of_it() -> None:
    layout = c.Struct("power" / c.Struct("x" / c.Flag * "a flag") * "the power   system")
    inner, outer = types_of(layout).structs
    assert [one.meaning for one in inner.members] == ["a flag"]
    assert [one.meaning for one in outer.members] == ["the power system"]
