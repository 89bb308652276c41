"""What is read in columns: numbers at any bit, and nested layouts."""

from __future__ import annotations

from typing import Any

import construct as c
import numpy as np
import pytest
from construct import Construct, Int8ub, Int16ub, Struct, this
from hypothesis import given
from hypothesis import strategies as st

from gateway.definition.column_nodes import column_reader, integer
from gateway.definition.compiler.walk import read_layout


def columns(layout: Construct, packets: list[bytes]) -> dict[str, list[Any]]:
    reader = column_reader(np.array([list(packet) for packet in packets], dtype=np.uint8).T)
    reader.read(read_layout(layout, {}).root)
    return {path: raw.tolist() for path, raw, _ in reader.found}


@given(st.lists(st.binary(min_size=20, max_size=20), min_size=1), st.integers(0, 80), st.data())
def test_an_integer_is_what_its_bits_say(
    packets: list[bytes], start: int, data: st.DataObject
) -> None:
    bits = data.draw(st.integers(1, 80))
    matrix = np.frombuffer(b"".join(packets), dtype=np.uint8).reshape(-1, 20).T
    texts = ["".join(f"{octet:08b}" for octet in packet) for packet in packets]
    expected = [int(text[start : start + bits], 2) for text in texts]
    assert integer(matrix, start, bits, little=False).tolist() == expected


@pytest.mark.parametrize(
    ("layout", "packets", "expected"),
    [
        (
            Struct("n" / Int8ub, "v" / Struct("a" / Int8ub)[this.n], "t" / c.Tell),
            [b"\2\5\6", b"\2\7\x08"],
            {"n": [2, 2], "v.0.a": [5, 7], "v.1.a": [6, 8], "t": [3, 3]},
        ),
        (
            Struct("a" / c.GreedyRange(Int8ub)),
            [b"\1\2", b"\3\4"],
            {"a.0": [1, 3], "a.1": [2, 4]},
        ),
        (
            Struct("a" / Int8ub, "s" / Struct("b" / c.Computed(this._.a * 2 + this._root.a))),
            [b"\1", b"\2"],
            {"a": [1, 2], "s.b": [3, 6]},
        ),
        (
            Struct("w" / c.Prefixed(Int8ub, Struct("a" / Int8ub, "t" / c.Tell)), "z" / Int8ub),
            [b"\2\1\0\7"],
            {"w.a": [1], "w.t": [2], "z": [7]},
        ),
        (
            Struct("s" / c.BitsSwapped(Int8ub), "t" / c.ByteSwapped(Int16ub)),
            [b"\x80\1\0"],
            {"s": [1], "t": [1]},
        ),
        (
            c.BitsSwapped(
                c.BitStruct(
                    "a" / c.ByteSwapped(c.BitsInteger(4)),
                    "b" / c.ByteSwapped(c.BitsInteger(12, signed=True)),
                )
            ),
            [b"\xf1\xff", b"\x02\x10"],
            {"a": [1, 2], "b": [-1, 256]},
        ),
        (
            Struct(
                "h" / Struct("n" / Int8ub),
                "a" / Int8ub[lambda ctx: ctx.h.n],
                "s" / Struct("b" / c.Computed(lambda ctx: ctx._.a[0] + ctx._root.h["n"])),
            ),
            [b"\1\7", b"\1\x09"],
            {"h.n": [1, 1], "a.0": [7, 9], "s.b": [8, 10]},
        ),
        (
            Struct("x" / c.Transformed(Int8ub[2], lambda data: data[::-1], 2, bytes, 2)),
            [b"\1\2", b"\3\4"],
            {"x.0": [2, 4], "x.1": [1, 3]},
        ),
        (
            Struct("x" / c.OneOf(Int8ub, [1, 2])),
            [b"\1", b"\2"],
            {"x": [1, 2]},
        ),
        (
            c.Sequence(Int8ub, "n" / Int8ub),
            [b"\1\2"],
            {"0": [1], "1": [2]},
        ),
    ],
)
def test_columns_of_nested_layouts(
    layout: Construct, packets: list[bytes], expected: dict[str, list[Any]]
) -> None:
    assert columns(layout, packets) == expected
