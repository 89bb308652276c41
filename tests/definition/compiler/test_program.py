"""Compiled programs meet hostile octets and hostile layouts."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import construct as c
import pytest
from construct import Construct, Int8ub, Int16ub, Int32ub, Struct, this

from gateway.definition import Limits, Packet, channel, function, linear
from gateway.definition.compiler.arrays import MAX_EMPTY
from gateway.errors import LayoutError, MissionError

BEACON = Packet(
    "beacon",
    Struct(
        "id" / c.Const(b"\x1a\xcf"),
        "mode" / c.BitStruct("a" / c.Nibble, "b" / c.Nibble),
        "cells" / Struct("v" / Int16ub, "t" / Int8ub)[2],
        "tail" / Int32ub,
    ),
)


def refused(layout: Construct, data: bytes) -> LayoutError:
    """The error of every way to decode, which must be the same."""
    packet = Packet("p", layout)
    errors = []
    for decode in (packet.parse, packet.readings):
        with pytest.raises(LayoutError) as raised:
            decode(data)
        errors.append(raised.value)
    error = packet.locate(data).error
    assert error is not None
    assert {str(one) for one in errors} == {str(error)}
    return error


@pytest.mark.parametrize(
    ("octets", "offset", "path", "reason"),
    [
        (0, 0, "id", "needs 2 octets, 0 left"),
        (1, 0, "id", "needs 2 octets, 1 left"),
        (2, 2, "mode.a", "needs 1 octets, 0 left"),
        (4, 3, "cells.0.v", "needs 2 octets, 1 left"),
        (8, 8, "cells.1.t", "needs 1 octets, 0 left"),
        (12, 9, "tail", "needs 4 octets, 3 left"),
        (14, 13, "", "1 octets behind the layout"),
    ],
)
def test_octets_that_are_missing_or_too_many_are_told_with_their_place(
    octets: int, offset: int, path: str, reason: str
) -> None:
    error = refused(BEACON.layout, (b"\x1a\xcf" + bytes(20))[:octets])
    assert (error.offset, error.path, error.reason) == (offset, path, reason)


def test_trailing_octets_are_ignored_where_the_packet_says_so() -> None:
    data = b"\x1a\xcf" + bytes(11)
    packet = Packet("beacon", BEACON.layout, trailing=True)
    assert packet.parse(data + b"more") == packet.parse(data) == BEACON.parse(data)


@pytest.mark.parametrize(
    ("field", "data", "offset", "reason"),
    [
        (c.Computed(7 // (this.n - 1)), b"\1", 1, "ZeroDivisionError"),
        (c.Computed(lambda ctx: 7 % (ctx.n - 1)), b"\1", 1, "ZeroDivisionError"),
        (c.Computed(lambda ctx: [1, 2][ctx.n]), b"\2", 1, "IndexError"),
        (c.Computed(lambda ctx: ctx.nothing), b"\0", 1, "AttributeError"),
        (c.Computed(this.nothing), b"\0", 1, "KeyError"),
        (c.Bytes(this.n - 1), b"\0", 1, "a length of -1 octets"),
        (c.Bytes(this.n), b"\5abc", 1, "needs 5 octets, 3 left"),
        (Int8ub[this.n - 1], b"\0", 1, "-1 items cannot be in 0 octets"),
        (c.PaddedString(2, "utf8"), b"\0\xff\xff", 1, "encoding 'utf8'"),
        (c.Const(7, Int8ub), b"\0\6", 1, "expected 7, found 6"),
        (c.Check(this.n == 1), b"\0", 1, "a check failed"),
        (c.Terminated, b"\0\0", 1, "1 octets behind the layout"),
        (c.Select(Int16ub, Int32ub), b"\0\0", 1, "no alternative fits"),
        (c.NullTerminated(c.GreedyBytes, term=b","), b"\0ab", 1, "no 2c to end it"),
        (c.Switch(this.n, {1: Int8ub}, default=c.Error), b"\0", 1, "Error field was activated"),
        (c.FixedSized(3, c.GreedyBytes), b"\0ab", 1, "needs 3 octets, 2 left"),
        (c.Prefixed(Int8ub, c.GreedyBytes), b"\0\2a", 1, "needs 2 octets, 1 left"),
        (c.OneOf(Int8ub, [1, 2]), b"\0\3", 1, "failed validation"),
        (c.Mapping(Int8ub, {"a": 1}), b"\0\3", 1, "no decoding mapping"),
        (c.VarInt, b"\0\x80", 1, "stream read less"),
        (c.RepeatUntil(lambda x, seen, ctx: seen[5], Int8ub), b"\0\1", 1, "IndexError"),
    ],
)
def test_whatever_a_field_raises_becomes_an_error_with_its_place(
    field: Construct, data: bytes, offset: int, reason: str
) -> None:
    error = refused(Struct("n" / Int8ub, "x" / field), data)
    assert error.offset == offset
    assert error.path.startswith("x")
    assert reason in error.reason


@pytest.mark.parametrize(
    "field",
    [
        c.Bytes(this.n),
        c.Padding(this.n),
        Int8ub[this.n],
        c.Int24ub[this.n],
        Struct("a" / Int16ub)[this.n],
        c.Pass[this.n],
        c.Computed(7)[this.n],
        c.Array(this.n, c.If(this.n == 0, Int8ub)),
        c.FixedSized(this.n, c.GreedyBytes),
        c.Padded(this.n, Int8ub),
        c.BytesInteger(this.n),
        c.Bitwise(c.BitsInteger(this._.n)),
        c.Prefixed(Int32ub, c.GreedyBytes),
        c.PrefixedArray(Int32ub, Int8ub),
        c.GreedyRange(c.Pass),
        c.GreedyRange(Struct("a" / c.Computed(1))),
        c.GreedyRange(c.If(this.n == 0, Int8ub)),
        c.RepeatUntil(lambda x, seen, ctx: False, c.Pass),
    ],
)
def test_a_gigabyte_asked_for_is_refused_before_it_is_allocated(field: Construct) -> None:
    packet = Packet("p", Struct("n" / Int32ub, "x" / field))
    packet.program.compile()
    tracemalloc.start()
    for decode in (packet.parse, packet.readings):
        with pytest.raises(LayoutError):
            decode(b"\x40\x00\x00\x00" * 3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


def test_a_few_empty_items_are_no_attack() -> None:
    packet = Packet("p", Struct("n" / Int16ub, "x" / c.Computed(7)[this.n]))
    assert len(packet.parse(b"\x00\x40")["x"]) == 64
    with pytest.raises(LayoutError, match="cannot be in 0 octets"):
        packet.parse((MAX_EMPTY + 1).to_bytes(2, "big"))


@pytest.mark.parametrize(
    "field",
    [
        c.Aligned(4, c.Array(this.n, c.Pass)),
        c.Lazy(c.GreedyRange(c.Computed(1))),
        Struct(c.StopIf(this._.n), "a" / c.RepeatUntil(lambda x, seen, ctx: False, c.Pass)),
    ],
)
def test_a_layout_that_only_construct_can_parse_and_that_may_never_end_is_a_fault(
    field: Construct,
) -> None:
    packet = Packet("p", Struct("n" / Int8ub, "x" / field))
    with pytest.raises(MissionError, match="cannot be bounded"):
        packet.parse(b"\1")


def test_a_layout_that_nests_itself_ends_where_python_does() -> None:
    nested: list[Construct] = []
    layout = Struct("deeper" / Int8ub, "x" / c.If(this.deeper, c.LazyBound(lambda: nested[0])))
    nested.append(layout)
    packet = Packet("p", layout)
    assert packet.parse(b"\1\1\0") == packet.parse_interpreted(b"\1\1\0")
    for decode in (packet.parse, packet.readings):
        with pytest.raises(LayoutError, match="octet 1, x: RecursionError"):
            decode(b"\1" * 100_000)


@pytest.mark.parametrize("depth", [5, 40])
@pytest.mark.parametrize(
    "around",
    [
        lambda inner: Struct("s" / inner),
        lambda inner: Struct("n" / Int8ub, "a" / c.Array(this.n, inner)),
        lambda inner: Struct("n" / Int8ub, "i" / c.If(this.n == 1, inner)),
        lambda inner: Struct("o" / c.Optional(inner)),
    ],
)
def test_a_deep_layout_is_still_decoded(
    depth: int, around: Callable[[Construct], Construct]
) -> None:
    layout: Construct = Int8ub
    for _ in range(depth):
        layout = around(layout)
    packet = Packet("p", layout)
    data = b"\1" * (depth + 1)
    packet = Packet("p", layout, trailing=True)
    assert packet.parse(data) == packet.parse_interpreted(data)
    assert packet.readings(data) == packet.readings_interpreted(data)


def test_a_calibration_or_limit_that_fails_is_told_with_its_channel() -> None:
    def broken(raw: Any) -> float:
        raise RuntimeError("out of cheese")

    layout = Struct("a" / Int8ub, "b" / channel(Int8ub, "V", function("f", broken)))
    with pytest.raises(LayoutError, match="octet 1, b: RuntimeError: out of cheese"):
        Packet("p", layout).readings(b"\0\0")
    layout = Struct("a" / c.Bytes(1))
    with pytest.raises(LayoutError, match="octet 0, a: TypeError"):
        Packet("p", layout, {"a": Limits(caution=(0, 1))}).readings(b"\0")


def test_names_and_constants_of_a_layout_cannot_break_out_of_the_source() -> None:
    name = 'x\'); raise SystemExit({v1}) #"""\n'
    layout = Struct(
        name / channel(Int8ub, "V'\"", linear(0.5)),
        "list" / Struct(name / Int8ub)[20],
        "const" / c.Const(b"'\"\n"),
        "switch" / c.Switch(this[name], {name: Int8ub, 1: c.Computed(name)}),
    )
    packet = Packet("p", layout)
    data = b"\1" + bytes(20) + b"'\"\n"
    assert packet.parse(data) == packet.parse_interpreted(data)
    assert packet.readings(data) == packet.readings_interpreted(data)
    assert packet.locate(data).error is None
