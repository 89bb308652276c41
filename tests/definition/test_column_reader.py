"""Reading a group: when it has to be parted, or given up."""

from __future__ import annotations

from typing import Any

import construct as c
import numpy as np
import pytest
from construct import Construct, Int8ub, Int16ub, Struct, this

from gateway.definition.column_nodes import column_reader
from gateway.definition.column_reader import (
    ColumnReader,
    ShortError,
    SingleError,
    SplitError,
)
from gateway.definition.compiler.walk import read_layout


def read(layout: Construct, packets: list[bytes]) -> ColumnReader:
    matrix = np.array([list(packet) for packet in packets], dtype=np.uint8).T
    reader = column_reader(matrix)
    reader.read(read_layout(layout, {}).root)
    return reader


def test_packets_that_differ_in_shape_are_parted() -> None:
    layout = Struct("k" / Int8ub, "v" / c.If(this.k == 1, Int8ub))
    with pytest.raises(SplitError) as split:
        read(layout, [b"\1\0", b"\2\0", b"\1\0"])
    assert split.value.labels[0] == split.value.labels[2] != split.value.labels[1]


def test_a_packet_that_failed_is_parted_before_it_decides_anything() -> None:
    layout = Struct("m" / c.Const(1, Int8ub), "n" / Int8ub, "v" / Int8ub[this.n])
    with pytest.raises(SplitError) as split:
        read(layout, [b"\1\1\0", b"\2\7\0"])
    assert split.value.labels.tolist() == [True, False]
    with pytest.raises(SingleError):
        read(layout, [b"\2\7\0", b"\2\7\0"])


@pytest.mark.parametrize(
    "field",
    [
        c.VarInt,
        c.Bytes(lambda ctx: ctx._parsing),
        c.Optional(Int8ub),
        c.RepeatUntil(lambda x, lst, ctx: True, Int8ub),
        c.NullTerminated(c.GreedyBytes),
        c.GreedyRange(c.Const(0, Int8ub)),
        c.ExprValidator(Int8ub, lambda obj, ctx: obj in ctx),
    ],
)
def test_what_cannot_be_read_in_columns_is_given_up(field: Construct) -> None:
    with pytest.raises(SingleError):
        read(Struct("x" / field), [b"\0\0"])


@pytest.mark.parametrize("function", [lambda data: data[: data[0]], lambda data: data[9]])
def test_what_a_function_makes_of_octets_must_have_one_length(function: Any) -> None:
    field = c.Transformed(c.GreedyBytes, function, 2, bytes, None)
    with pytest.raises(SingleError):
        read(Struct("x" / field), [b"\1\1", b"\2\2"])


@pytest.mark.parametrize(
    "field",
    [
        c.Bytes(3),
        Int16ub[2],
        Int8ub[-1],
        c.FixedSized(1, Int16ub),
        c.FixedSized(3, Int8ub),
        c.OffsettedEnd(-3, c.GreedyBytes),
        c.Padded(1, Int16ub),
        c.Prefixed(Int8ub, c.GreedyBytes),
    ],
)
def test_what_is_too_short_is_so_for_all(field: Construct) -> None:
    with pytest.raises(ShortError):
        read(Struct("x" / field), [b"\2\2", b"\2\2"])
