"""Windows: what is inside sees no further."""

from __future__ import annotations

from typing import Any

import construct as c
import pytest
from construct import Construct, Int8ub, Int16ub, Struct, this

from gateway.definition import Packet
from gateway.errors import LayoutError

CSV = c.NullTerminated(c.GreedyBytes, term=b",")
REST = c.GreedyBytes


@pytest.mark.parametrize(
    ("layout", "octets", "raw"),
    [
        pytest.param(c.FixedSized(3, REST), b"abcZ", b"abc", id="fixed"),
        pytest.param(c.FixedSized(3, Int8ub), b"\1??Z", 1, id="fixed, not filled"),
        pytest.param(c.Prefixed(Int8ub, REST), b"\2abZ", b"ab", id="prefixed"),
        pytest.param(
            c.Prefixed(Int16ub, REST, includelength=True),
            b"\0\4abZ",
            b"ab",
            id="prefix counts itself",
        ),
        pytest.param(CSV, b"abc,Z", b"abc", id="terminated"),
        pytest.param(CSV, b",Z", b"", id="terminated at once"),
        pytest.param(
            c.NullTerminated(REST, term=b",", include=True), b"ab,Z", b"ab,", id="with terminator"
        ),
        pytest.param(
            c.NullTerminated(REST, consume=False), b"ab\0", b"ab", id="terminator left, is Z's"
        ),
        pytest.param(
            c.FixedSized(4, c.NullTerminated(REST, require=False)), b"abcdZ", b"abcd", id="no end"
        ),
        pytest.param(c.FixedSized(4, c.NullStripped(REST)), b"ab\0\0Z", b"ab", id="stripped"),
        pytest.param(c.OffsettedEnd(-1, REST), b"abcZ", b"abc", id="up to the end"),
        pytest.param(c.Padded(4, Int16ub), b"\1\2??Z", 258, id="padded"),
        pytest.param(c.ByteSwapped(c.Int24ub), b"\3\2\1Z", 0x010203, id="octets swapped"),
        pytest.param(c.BitsSwapped(Int16ub), b"\x80\x01Z", 0x0180, id="bits swapped"),
        pytest.param(
            c.FixedSized(4, Struct("a" / Int8ub, "b" / c.FixedSized(2, REST), "c" / REST)),
            b"\1abcZ",
            {"a": 1, "b": b"ab", "c": b"c"},
            id="within another",
        ),
        pytest.param(
            Struct("a" / Int8ub, "t" / c.FixedSized(2, Struct("p" / c.Tell, "v" / c.Bytes(1)))),
            b"\1abZ",
            {"a": 1, "t": {"p": 1, "v": b"a"}},
            id="places count from the packet's start",
        ),
        pytest.param(
            c.FixedSized(2, Struct("n" / Int8ub, "v" / c.VarInt)),
            b"\1\2Z",
            {"n": 1, "v": 2},
            id="left to construct",
        ),
    ],
)
def test_a_window_gives_what_is_inside(layout: Construct, octets: bytes, raw: Any) -> None:
    packet = Packet("p", Struct("x" / layout, "z" / c.Bytes(1)))
    assert packet.parse(octets)["x"] == raw
    assert packet.parse(octets) == packet.parse_interpreted(octets)
    assert packet.readings(octets) == packet.readings_interpreted(octets)


@pytest.mark.parametrize(
    "layout",
    [
        c.FixedSized(2, Int8ub[3]),
        c.Prefixed(Int8ub, Int16ub),
        c.NullTerminated(Int16ub, term=b","),
        c.FixedSized(2, c.Padded(3, Int8ub)),
        c.Padded(1, Int16ub),
    ],
)
def test_nothing_reads_beyond_its_window(layout: Construct) -> None:
    packet = Packet("p", Struct("x" / layout), trailing=True)
    for data in (b"\1,\1\1\1\1", b",,,,,,,,"):
        with pytest.raises(LayoutError):
            packet.parse_interpreted(data)
        with pytest.raises(LayoutError):
            packet.parse(data)


def test_a_csv_line_is_fields_up_to_commas() -> None:
    packet = Packet("p", Struct("a" / CSV, "n" / CSV, "b" / CSV[2], "rest" / REST))
    raw = {"a": b"x", "n": b"", "b": [b"12", b"3"], "rest": b"4,5"}
    assert packet.parse(b"x,,12,3,4,5") == raw
    assert packet.build(raw) == b"x,,12,3,4,5"


def test_a_window_may_be_as_long_as_a_field_says() -> None:
    packet = Packet("p", Struct("n" / Int8ub, "x" / c.FixedSized(this.n, c.GreedyRange(Int8ub))))
    assert packet.parse(b"\3\1\2\3") == {"n": 3, "x": [1, 2, 3]}
