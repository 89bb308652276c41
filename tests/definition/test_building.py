"""Building packets from engineering values."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import construct as c
import pytest
from construct import Int8sb, Int8ub, Int16ub, Struct, len_, this
from hypothesis import given
from hypothesis import strategies as st

from gateway.definition import (
    Packet,
    channel,
    decimal,
    enumeration,
    linear,
    polynomial,
    text,
    timestamp,
)
from gateway.errors import LayoutError

CSV = c.NullTerminated(c.GreedyBytes, term=b",")

BEACON = Packet(
    "beacon",
    Struct(
        "magic" / c.Const(b"AB"),
        "voltage" / channel(Int8ub, "V", linear(0.1)),
        "temperature" / channel(Int8sb, "degC", absent=-128),
        "mode" / channel(Int8ub, "", enumeration({3: "safe"})),
        "time" / channel(c.Int32ub, "", timestamp()),
        "rate" / c.Float32b,
        "bits" / c.BitStruct("a" / channel(c.BitsInteger(3), "A", linear(2)), c.Padding(5)),
        "name" / channel(c.Bytes(4), "", text()),
        "n" / c.Rebuild(Int8ub, len_(this.cells)),
        "cells" / Struct("v" / channel(Int16ub, "V", linear(0.001)))[this.n],
        "extra" / c.If(this.mode == 3, Int8ub),
        "csv" / channel(CSV, "mA", decimal()),
        "sum" / c.Computed(this.n * 2),
    ),
)


def values(packet: Packet, wanted: dict[str, Any]) -> dict[str, Any]:
    data = packet.build_values(wanted)
    return {reading.channel: reading.value for reading in packet.readings(data)}


def test_what_is_given_is_what_is_read() -> None:
    given = {
        "voltage": 3.3,
        "temperature": None,
        "mode": "safe",
        "time": datetime(2024, 1, 1, tzinfo=UTC),
        "rate": 0.5,
        "bits.a": 6.0,
        "name": "ab",
        "cells.1.v": 4.1,
        "extra": 9,
        "csv": 12,
    }
    read = values(BEACON, given)
    assert {path: read[path] for path in given} == given | {
        "voltage": pytest.approx(3.3),
        "cells.1.v": pytest.approx(4.1),
    }
    assert read["n"] == 2
    assert read["cells.0.v"] == 0
    assert read["sum"] == 4


def test_what_is_not_given_is_zero_or_empty() -> None:
    assert BEACON.build_values({}) == b"AB" + bytes(3 + 4 + 4 + 1 + 4 + 1) + b","


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        *(("voltage", 99, 25.5), ("voltage", -1, 0), ("voltage", 3.26, 3.3)),
        *(("temperature", -1000, None), ("temperature", math.inf, 127), ("bits.a", 100, 14)),
        *(("rate", 1e300, 3.4028234663852886e38), ("name", "abcdef", "abcd")),
    ],
)
def test_values_are_rounded_and_kept_within_what_the_type_can_say(
    path: str, value: Any, read: Any
) -> None:
    found = values(BEACON, {path: value})[path]
    assert found == (pytest.approx(read) if isinstance(read, float) else read)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"voltage": math.nan}, "voltage"),
        ({"voltage": "high"}, "voltage"),
        ({"mode": "fast"}, "mode"),
        ({"volts": 1}, "volts"),
        ({"magic": b"CD"}, "magic"),
        ({"cells.0.x": 1}, "cells.0.x"),
        ({"extra": 1}, "extra"),
        ({"name": "Ä"}, "name"),
    ],
)
def test_a_value_that_has_no_place_is_refused_with_its_path(
    given: dict[str, Any], path: str
) -> None:
    with pytest.raises(LayoutError) as refused:
        BEACON.build_values(given)
    assert refused.value.path == path


INVERTIBLE = Packet(
    "invertible",
    Struct(
        "a" / channel(Int16ub, "V", linear(0.01, -3)),
        "b" / channel(Int8sb, "degC", linear(-0.5))[2],
        "c"
        / c.BitStruct("d" / channel(c.BitsInteger(11), "", linear(1e-7)), "e" / c.BitsInteger(5)),
        "f" / channel(c.Int32ub, "", timestamp()),
        "g" / channel(Int8ub, "mA", absent=255),
        "h" / c.Const(b"x"),
    ),
)


@given(st.binary(min_size=11, max_size=11))
def test_all_readings_can_be_given_back(data: bytes) -> None:
    data += b"x"
    given = {reading.channel: reading.value for reading in INVERTIBLE.readings(data)}
    assert INVERTIBLE.build_values(given) == data


def test_a_calibration_without_inverse_is_refused() -> None:
    packet = Packet("p", Struct("t" / channel(Int8ub, "", polynomial(0, 1, 1))))
    assert packet.build_values({}) == b"\0"
    with pytest.raises(LayoutError, match="no single inverse"):
        packet.build_values({"t": 3})


@pytest.mark.parametrize(
    ("layout", "given", "octets"),
    [
        (Struct("a" / Int8ub[3]), {"a.1": 7}, b"\0\7\0"),
        (Struct("a" / c.GreedyRange(Int8ub)), {"a.1": 7}, b"\0\7"),
        (Struct("k" / Int8ub, "a" / Int8ub[this.k]), {"k": 2}, b"\2\0\0"),
        (Struct("a" / c.Optional(Int8ub)), {}, b""),
        (Struct("a" / c.Optional(Int8ub)), {"a": 5}, b"\5"),
        (Struct("k" / Int8ub, "a" / c.Switch(this.k, {0: Int16ub})), {}, b"\0\0\0"),
        (Struct("a" / c.PrefixedArray(Int8ub, Int8ub)), {"a.0": 9}, b"\1\x09"),
        (Struct("a" / c.Prefixed(Int8ub, c.Bytes(2))), {"a": b"x"}, b"\2x\0"),
        (Struct("a" / c.Enum(Int8ub, on=1)), {"a": "on"}, b"\1"),
        (Struct("a" / c.FlagsEnum(Int8ub, x=1, y=4)), {"a.y": True}, b"\4"),
        (Struct("a" / c.PaddedString(3, "ascii")), {"a": "hi"}, b"hi\0"),
        (Struct("a" / c.Default(Int8ub, 5), "b" / c.If(this.a == 5, Int8ub)), {}, b"\5\0"),
        (Struct("a" / c.Default(Int8ub, 5)), {"a": 6}, b"\6"),
        (Struct("a" / c.ExprAdapter(Int8ub, this + 3, lambda obj, ctx: obj - 3)), {}, b"\0"),
        (Struct("a" / c.Sequence(Int8ub, Int16ub)), {"a.1": 1}, b"\0\0\1"),
        (Struct("a" / c.VarInt, "b" / c.ZigZag), {"a": 128, "b": -1}, b"\x80\1\1"),
        (Struct("a" / c.Int24ub, "f" / c.Flag), {"a": -5, "f": 1}, b"\0\0\0\1"),
        (Struct("a" / c.Int64sl), {"a": 2**63}, b"\xff" * 7 + b"\x7f"),
    ],
)
def test_every_kind_of_field_can_be_built(
    layout: c.Construct, given: dict[str, Any], octets: bytes
) -> None:
    assert Packet("p", layout).build_values(given) == octets


def test_an_adapter_that_knows_no_zero_has_to_be_given() -> None:
    packet = Packet("p", Struct("a" / c.Mapping(Int8ub, {"one": 1})))
    assert packet.build_values({"a": "one"}) == b"\1"
    with pytest.raises(LayoutError, match="a: no default"):
        packet.build_values({})


def test_a_raw_value_that_does_not_fit_says_where() -> None:
    packet = Packet("p", Struct("a" / Int8ub, "b" / Struct("c" / Int8ub)))
    with pytest.raises(LayoutError) as refused:
        packet.build({"a": 1, "b": {"c": 256}})
    assert (refused.value.offset, refused.value.path) == (1, "b.c")
    with pytest.raises(LayoutError):
        packet.build({"a": 1})
