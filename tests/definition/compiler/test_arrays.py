"""Arrays of all kinds."""

from __future__ import annotations

from typing import Any

import construct as c
import pytest
from construct import Construct, Int8ub, Int16ub, Int16ul, Struct, this

from gateway.definition import Packet
from gateway.definition.compiler.arrays import MAX_UNROLLED
from gateway.errors import LayoutError

PAIR = Struct("a" / Int8ub, "b" / c.Array(this.a & 1, Int8ub))


@pytest.mark.parametrize(
    ("layout", "octets", "raw"),
    [
        pytest.param(Int16ul[2], "01000200", [1, 2], id="counted"),
        pytest.param(Int8ub[0], "", [], id="none"),
        pytest.param(c.Int24ub[MAX_UNROLLED + 1], "00000f" * 65, [15] * 65, id="a long one"),
        pytest.param(c.Float32b[70], "3f800000" * 70, [1.0] * 70, id="many floats"),
        pytest.param(c.Flag[70], "0001" * 35, [False, True] * 35, id="many flags"),
        pytest.param(Struct("x" / Int8ub)[70], "07" * 70, [{"x": 7}] * 70, id="many records"),
        pytest.param(PAIR[2], "00 0109", [{"a": 0, "b": []}, {"a": 1, "b": [9]}], id="uneven"),
        pytest.param(Int8ub[2][2], "01020304", [[1, 2], [3, 4]], id="of arrays"),
        pytest.param(c.GreedyRange(Int16ub), "00010002", [1, 2], id="greedy"),
        pytest.param(
            c.GreedyRange(c.Sequence(c.Const(b"!"), Int8ub)),
            "2101 2102",
            [[b"!", 1], [b"!", 2]],
            id="greedy with a check",
        ),
        pytest.param(
            c.RepeatUntil(lambda item, items, ctx: sum(items) > 4, Int8ub),
            "020203",
            [2, 2, 3],
            id="until enough",
        ),
        pytest.param(c.PrefixedArray(Int8ub, Int16ub), "0200010002", [1, 2], id="prefixed"),
        pytest.param(c.Bitwise(c.BitsInteger(3)[8]), "053977", [0, 1, 2, 3, 4, 5, 6, 7], id="bits"),
        pytest.param(
            c.Bitwise(Struct("x" / c.Bit, "y" / c.Octet[65], c.Padding(7))),
            "80" * 66,
            {"x": 1, "y": [1] * 65},
            id="octets beside bits",
        ),
    ],
)
def test_items_are_read_one_behind_the_other(layout: Construct, octets: str, raw: Any) -> None:
    packet = Packet("p", Struct("x" / layout))
    data = bytes.fromhex(octets)
    assert packet.parse(data) == {"x": raw}
    assert packet.build({"x": raw}) == data
    assert packet.readings(data) == packet.readings_interpreted(data)


def test_what_a_greedy_array_leaves_is_read_by_the_next_field() -> None:
    item = Struct(c.Const(b"#"), "v" / Int8ub)
    packet = Packet("p", Struct("a" / c.GreedyRange(item), "rest" / c.GreedyBytes))
    assert packet.parse(b"#1#2#") == {"a": [{"v": 49}, {"v": 50}], "rest": b"#"}
    assert [r.channel for r in packet.readings(b"#1#2#")] == ["a.0.v", "a.1.v", "rest"]


def test_readings_of_a_spoiled_item_are_taken_back() -> None:
    packet = Packet("p", Struct("a" / c.GreedyRange(Struct("v" / Int8ub, "w" / Int16ub))))
    with pytest.raises(LayoutError, match="octet 3: 2 octets behind the layout"):
        packet.readings(bytes(5))
    assert [f.path for f in packet.locate(bytes(5)).fields] == ["a.0.v", "a.0.w"]


def test_an_index_counts_from_zero_in_every_array() -> None:
    item = Struct("i" / c.Index, "t" / Struct("i" / c.Index)[2])
    packet = Packet("p", Struct("n" / Int8ub, "a" / item[this.n]))
    inner = [{"i": 0}, {"i": 1}]
    assert packet.parse(b"\2")["a"] == [{"i": 0, "t": inner}, {"i": 1, "t": inner}]
