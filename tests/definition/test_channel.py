"""Channels: what a field says of itself, and its reading."""

from __future__ import annotations

import math
from typing import Any

import pytest
from construct import Array, BitsInteger, BitStruct, Bytes, Float32b, Int8ub, Int16ul, Struct

from gateway.definition import Limits, Packet, channel, function, linear
from gateway.definition.channel import PLAIN, reading
from gateway.model import Reading, State

VOLTS = channel(Int8ub, "V", linear(0.5), absent=(0, 255))


@pytest.mark.parametrize(
    ("raw", "value", "state"),
    [(4, 2.0, State.NOMINAL), (40, 20.0, State.WARNING), (0, None, None), (255, None, None)],
)
def test_a_reading_has_raw_value_and_state_side_by_side(
    raw: int, value: float | None, state: State | None
) -> None:
    limits = Limits(warning=(None, 10))
    assert reading("battery", raw, VOLTS, limits) == Reading("battery", raw, value, "V", state)


def test_a_channel_without_limits_is_nominal() -> None:
    assert reading("a", -1e9, PLAIN, None).state is State.NOMINAL


def test_nan_that_was_sent_stays_and_is_a_warning_where_there_are_limits() -> None:
    nan = reading("a", math.nan, PLAIN, Limits(caution=(0, 1)))
    assert math.isnan(nan.value)
    assert nan.state is State.WARNING
    assert reading("a", math.nan, PLAIN, None).state is State.NOMINAL


@pytest.mark.parametrize("raw", [math.nan, math.inf])
def test_what_a_calibration_makes_of_nan_is_no_value(raw: float) -> None:
    scaled = channel(Float32b, "V", linear(2))
    assert reading("a", raw, scaled, Limits(caution=(0, 1))).value is None
    broken = channel(Float32b, "V", function("f", lambda raw: math.inf))
    assert reading("a", 1, broken, None).value is None


@pytest.mark.parametrize("several", [Struct("a" / Int8ub), Int8ub[3], Array(2, Int8ub)])
def test_a_channel_is_one_value(several: Any) -> None:
    with pytest.raises(TypeError, match="one value"):
        channel(several, "V")


def test_a_layout_tells_what_its_channels_are() -> None:
    cell = Struct("voltage" / channel(Int16ul, "V", linear(0.001)) * "of a  cell", "_pad" / Int8ub)
    layout = Struct(
        "cells" / cell[2], "flags" / BitStruct("mode" / BitsInteger(8)), "id" / Bytes(3)
    )
    packet = Packet("p", layout, {"cells.*.voltage": Limits(caution=(3, 4))})
    told = [
        (info.path, info.type, info.unit, info.meaning, info.formula, info.optional)
        for info in packet.channels
    ]
    assert told == [
        ("cells.*.voltage", "uint16 le", "V", "of a cell", "raw * 0.001", False),
        ("flags.mode", "8 bits", "", "", "", False),
        ("id", "3 octets", "", "", "", False),
    ]
    assert packet.channels[0].limits == Limits(caution=(3, 4))


def test_one_item_of_an_array_can_have_limits_of_its_own() -> None:
    limits = {"t.*": Limits(caution=(0, 9)), "t.1": Limits(warning=(0, 9))}
    packet = Packet("p", Struct("t" / Int8ub[3]), limits)
    assert [r.state for r in packet.readings(bytes([10, 10, 9]))] == [
        *(State.CAUTION, State.WARNING, State.NOMINAL)
    ]
