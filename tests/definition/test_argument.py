"""An argument takes what the board will read as that, and says what is wrong with the rest."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import Any

import construct as c
import pytest
from construct import Struct
from hypothesis import given
from hypothesis import strategies as st

from gateway.definition import Command, channel, enumeration, linear, text, timestamp
from gateway.definition.argument import Argument
from gateway.errors import LayoutError

WORDS = enumeration({0: "closed", 1: "open"})


def argument(field: c.Construct) -> Argument:
    """The argument `x` of a command that carries *field*."""
    return Command("test", Struct("tag" / c.Int16ub, "x" / field)).arguments["x"]


@pytest.mark.parametrize(
    ("field", "kind", "allowed"),
    [
        (c.Int8ub, "number", "0 to 255"),
        (c.Int16sb, "number", "-32768 to 32767"),
        (channel(c.Int8ub, "V", linear(0.1, -1)), "number", "-1 to 24.5 V"),
        (channel(c.Int8ub, "K", linear(-1, 10)), "number", "-245 to 10 K"),
        (channel(c.Float32b, "m"), "number", "a number m"),
        (channel(c.Int8ub, "", WORDS), "word", "closed or open"),
        (c.Flag, "flag", "true or false"),
        (c.Bytes(3), "octets", "3 octets"),
        (channel(c.Bytes(3), "", text()), "text", "3 octets"),
        (channel(c.Int32ub, "", timestamp()), "time", "a time such as 2026-11-22T03:52:18Z"),
    ],
)
def test_it_says_what_it_takes(field: c.Construct, kind: str, allowed: str) -> None:
    made = argument(field)
    assert (made.kind, made.allowed) == (kind, allowed)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (c.Int8ub, 255),
        (c.Int8ub, 7.0),
        (channel(c.Int8ub, "V", linear(0.1)), 25.54),
        (c.Flag, False),
        (c.Bytes(2), b"\x01\x02"),
        (channel(c.Bytes(3), "", text()), "ab"),
    ],
)
def test_what_fits_is_taken_as_it_is(field: c.Construct, value: Any) -> None:
    assert argument(field).accept(value) == value


def test_octets_are_taken_as_hexadecimal_and_times_as_iso_8601() -> None:
    assert argument(c.Bytes(2)).accept("0a ff") == b"\x0a\xff"
    time = argument(channel(c.Int32ub, "", timestamp()))
    assert time.accept("2026-11-22T03:52:18Z") == datetime(2026, 11, 22, 3, 52, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (c.Int8ub, 256, "256 does not fit: 0 to 255"),
        (c.Int8ub, -1, "-1 does not fit"),
        (c.Int8ub, 1.5, "1.5 does not fit: 0 to 255, in whole numbers"),
        (c.Int8ub, True, "True is no number"),
        (c.Int8ub, "1", "'1' is no number"),
        (c.Int8ub, None, "None is no number"),
        (c.Int8ub, float("nan"), "nan is no number"),
        (c.Int8ub, 10**30, "is no number"),
        (channel(c.Int8ub, "V", linear(0.1)), 25.6, "25.6 does not fit: 0 to 25.5 V"),
        (channel(c.Int8ub, "", linear(1e-300)), 1e300, "does not fit"),
        (channel(c.Int8ub, "", WORDS), "clsed", "did you mean closed?"),
        (channel(c.Int8ub, "", WORDS), 1, "1 is no word; expected closed or open"),
        (c.Flag, 1, "1 is no flag"),
        (c.Flag, "off", "'off' is no flag"),
        (c.Bytes(2), "0102ff", "does not fit: 2 octets"),
        (c.Bytes(2), "01", "does not fit: 2 octets"),
        (c.Bytes(2), "xy", "'xy' is not hexadecimal"),
        (channel(c.Bytes(3), "", text()), "abcd", "'abcd' does not fit: 3 octets"),
        (channel(c.Bytes(3), "", text()), "é", "cannot be written in ascii"),
        (channel(c.Int32ub, "", timestamp()), "2026-11-22T03:52:18", "end it with Z for UTC"),
        (channel(c.Int32ub, "", timestamp()), "noon", "'noon' is no time"),
        (channel(c.Int32ub, "", timestamp()), "1969-01-01T00:00:00Z", "does not fit"),
    ],
)
def test_what_would_arrive_as_something_else_is_refused(
    field: c.Construct, value: Any, reason: str
) -> None:
    with pytest.raises(LayoutError) as caught:
        argument(field).accept(value)
    assert reason in caught.value.reason
    assert caught.value.path == "x"


@pytest.mark.parametrize(
    ("bounds", "allowed", "taken", "refused"),
    [
        ((0, 6000), "0 to 6000 rpm", [0, 6000], [-1, 6001]),
        ((None, 10.5), "at most 10.5 rpm", [-1e9, 10.5], [10.6]),
        ((10, None), "at least 10 rpm", [10, 1e9], [9.9]),
    ],
)
def test_a_board_may_take_less_than_the_type_can_carry(
    bounds: tuple[float | None, float | None],
    allowed: str,
    taken: list[float],
    refused: list[float],
) -> None:
    layout = Struct("tag" / c.Int16ub, "x" / channel(c.Float32b, "rpm")[2])
    made = Command("pump", layout, ranges={"x.*": bounds}).arguments["x.1"]
    assert made.allowed == allowed
    assert [made.accept(value) for value in taken] == taken
    for value in refused:
        with pytest.raises(LayoutError, match="does not fit"):
            made.accept(value)


def test_one_bound_leaves_the_other_end_to_the_type() -> None:
    layout = Struct("tag" / c.Int16ub, "x" / c.Int8ub)
    assert Command("pump", layout, ranges={"x": (None, 99)}).arguments["x"].allowed == "0 to 99"


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (c.Int8ub, "12", 12),
        (c.Int8ub, "0x1f", 31),
        (channel(c.Int8ub, "V", linear(0.1)), "2.5", 2.5),
        (c.Flag, "true", True),
        (c.Flag, "false", False),
        (channel(c.Int8ub, "", WORDS), "open", "open"),
        (c.Bytes(2), "0102", "0102"),
    ],
)
def test_what_somebody_types_is_read(field: c.Construct, typed: str, value: Any) -> None:
    read = argument(field).read(typed)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(("field", "typed"), [(c.Int8ub, "many"), (c.Flag, "yes"), (c.Flag, "1")])
def test_what_says_nothing_is_refused(field: c.Construct, typed: str) -> None:
    with pytest.raises(LayoutError):
        argument(field).read(typed)


@given(st.one_of(st.integers(), st.floats(), st.booleans(), st.text(), st.binary(), st.none()))
def test_what_is_taken_arrives_and_nothing_else_is_raised(value: Any) -> None:
    command = Command("test", Struct("tag" / c.Int16ub, "x" / c.Int16sb))
    try:
        octets = command.build({"x": value}, 1)
    except LayoutError:
        return
    assert octets == struct.pack(">Hh", 1, int(value))
    assert int(value) == value
