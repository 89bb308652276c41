"""Columns: packets of one shape together, all others as if alone."""

from __future__ import annotations

import math
import struct
from datetime import UTC, datetime
from typing import Any

import construct as c
import numpy as np
import pytest
from construct import Construct, Int8sb, Int8ub, Int16ub, Struct, this

from gateway.definition import Packet, channel, enumeration, function, linear, text, timestamp
from gateway.definition.columns import Columns, decode_columns, parted, transposed

BODIES = {1: Struct("a" / Int16ub), 2: Struct("a" / Int8sb, "b" / Int8ub)}

SWITCHED = Packet(
    "switched",
    Struct(
        "kind" / Int8ub,
        "body" / c.Switch(this.kind, BODIES),
        "n" / Int8ub,
        "items" / channel(Int8ub, "V", linear(0.5))[this.n],
    ),
)


def column(columns: Columns, path: str) -> tuple[list[int], list[Any], list[Any]]:
    found = columns.channels[path]
    return found.frames.tolist(), found.raw.tolist(), found.value.tolist()


def test_packets_of_all_shapes_come_in_the_order_of_their_frames() -> None:
    frames = [
        *(b"\1\1\0\2\4\6", b"\2\xff\5\0", b"\1\0\7\1\2", b"\2\1\1\0", b"\3\0"),
        *(b"\1\0\0\1\3", b"\1\0", b"\2\1\1\0\0"),
    ]
    columns = decode_columns(SWITCHED, frames, smallest_group=1)
    assert column(columns, "kind") == ([0, 1, 2, 3, 4, 5], [1, 2, 1, 2, 3, 1], [1, 2, 1, 2, 3, 1])
    assert column(columns, "body.a")[:2] == ([0, 1, 2, 3, 5], [256, -1, 7, 1, 0])
    assert column(columns, "body.b")[:2] == ([1, 3], [5, 1])
    assert column(columns, "items.0") == ([0, 2, 5], [4, 2, 3], [2.0, 1.0, 1.5])
    assert column(columns, "items.1") == ([0], [6], [3.0])
    assert columns.channels["items.0"].unit == "V"
    assert {place: str(error) for place, error in columns.errors.items()} == {
        6: "octet 1, body.a: needs 2 octets, 1 left",
        7: "octet 4: 1 octets behind the layout",
    }


@pytest.mark.parametrize("smallest_group", [1, 3, 1000])
def test_it_does_not_matter_which_packets_are_read_together(smallest_group: int) -> None:
    frames = [bytes([1 + n % 2, n, 2, n % 3, *range(n % 3)]) for n in range(50)]
    columns = decode_columns(SWITCHED, frames, smallest_group=smallest_group)
    for path, found in columns.channels.items():
        for place, raw, value in zip(found.frames, found.raw, found.value, strict=True):
            (reading,) = [r for r in SWITCHED.readings(frames[place]) if r.channel == path]
            assert (raw, value) == (reading.raw, reading.value)
    assert columns.errors.keys() == {n for n in range(50) if not parses(frames[n])}


def parses(frame: bytes) -> bool:
    return SWITCHED.locate(frame).error is None


@pytest.mark.parametrize(
    ("field", "octets", "raw", "value"),
    [
        (channel(Int8ub, "V", absent=7), ["07", "08"], [7, 8], [math.nan, 8.0]),
        (channel(Int8ub, "", enumeration({1: "on"})), ["01", "02"], [1, 2], ["on", "unknown (2)"]),
        (channel(Int8ub, "", timestamp()), ["00"], [0], [datetime(1970, 1, 1, tzinfo=UTC)]),
        (channel(Int8ub, "", function("log", math.log)), ["00", "01"], [0, 1], [math.nan, 0.0]),
        (channel(c.Bytes(2), "", text()), ["6100"], [b"a\0"], ["a"]),
        (c.Float32b, ["3dcccccd"], [struct.unpack(">f", b"\x3d\xcc\xcc\xcd")[0]], None),
        (c.Float16l, ["003c"], [1.0], None),
        (c.Int24sl, ["ffffff", "010000"], [-1, 1], None),
        (c.BytesInteger(9), ["ff" * 9], [2**72 - 1], None),
        (channel(c.Int64ub, "", linear(2)), ["ff" * 8], [2**64 - 1], [2.0**65]),
        (c.Flag, ["00", "07"], [False, True], None),
        (c.Enum(Int8ub, on=1), ["01", "02"], ["on", 2], None),
        (c.Bytes(0), [""], [b""], None),
        (c.Computed(7), [""], [7], None),
        (c.PaddedString(2, "ascii"), ["6100"], ["a"], None),
    ],
)
def test_a_column_holds_pythons_values(
    field: Construct, octets: list[str], raw: list[Any], value: list[Any] | None
) -> None:
    packet = Packet("p", Struct("x" / field))
    columns = decode_columns(packet, [bytes.fromhex(one) for one in octets], smallest_group=1)
    _, raws, values = column(columns, "x")
    assert repr(raws) == repr([packet.parse(bytes.fromhex(one))["x"] for one in octets])
    assert raws == raw
    assert repr(values) == repr(raws if value is None else value)


def test_kinds_of_values_stay_apart_where_packets_differ() -> None:
    kinds = {
        0: Int8ub,
        1: c.Float32b,
        2: c.Flag,
        3: c.Bytes(2),
        4: c.Bytes(1),
        5: c.Int64ub,
        6: Int8sb,
    }
    packet = Packet("p", Struct("k" / Int8ub, "x" / c.Switch(this.k, kinds)))
    frames = [
        packet.build({"k": kind, "x": x}) for kind, x in enumerate([1, 1.0, True, b"ab", b"a"])
    ]
    frames += [packet.build({"k": 5, "x": 2**64 - 1}), packet.build({"k": 6, "x": -1})]
    _, raws, _ = column(decode_columns(packet, frames, smallest_group=1), "x")
    assert repr(raws) == repr([1, 1.0, True, b"ab", b"a", 2**64 - 1, -1])


def test_a_check_that_fails_refuses_its_own_frame_only() -> None:
    packet = Packet("p", Struct("a" / c.Const(b"#!"), "b" / Int8ub, c.Check(this.b < 9)))
    columns = decode_columns(packet, [b"#!\1", b"#?\1", b"#!\11", b"#!\2"], smallest_group=1)
    assert column(columns, "b") == ([0, 3], [1, 2], [1, 2])
    assert {place: error.path for place, error in columns.errors.items()} == {1: "a", 2: ""}


def test_frames_that_all_fail_alike_have_the_same_reason() -> None:
    packet = Packet("p", Struct("a" / Int16ub))
    columns = decode_columns(packet, [b"\0"] * 100)
    assert columns.channels == {}
    assert {str(error) for error in columns.errors.values()} == {
        "octet 0, a: needs 2 octets, 1 left"
    }
    assert list(columns.errors) == list(range(100))


def test_no_frames_have_no_columns() -> None:
    assert decode_columns(SWITCHED, []) == Columns({}, {})


def test_numbers_have_the_smallest_type_that_holds_them() -> None:
    layout = Struct(
        "a" / Int8ub, "b" / c.Int16sl, "c" / c.BitStruct("d" / c.BitsInteger(12), "e" / c.Nibble)
    )
    channels = decode_columns(Packet("p", layout), [bytes(5)] * 100).channels
    kinds = {path: found.raw.dtype for path, found in channels.items()}
    assert kinds == {"a": np.uint8, "b": np.int16, "c.d": np.uint16, "c.e": np.uint8}


def test_frames_become_a_matrix_with_a_row_for_each_octet() -> None:
    frames = [bytes([n % 251, 7, n % 16]) for n in range(1500)]
    assert transposed(frames).tolist() == [list(row) for row in zip(*frames, strict=True)]
    assert transposed([b"", b""]).shape == (0, 2)


def test_a_group_is_parted_by_its_labels() -> None:
    group, labels = np.array([3, 5, 7, 9]), np.array([2, 0, 2, 1])
    assert [part.tolist() for part in parted(group, labels)] == [[5], [9], [3, 7]]
    parts = parted(group, np.array([True, False, True, True]))
    assert [part.tolist() for part in parts] == [[5], [3, 7, 9]]
