"""The decoders agree: compiled code gives what construct gives, or refuses as it does."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from construct import Construct
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.definition import Limits, Mission, Packet
from gateway.definition.checking import check_mission
from gateway.definition.columns import decode_columns
from gateway.definition.compiler.bounds import refuse_endless
from gateway.errors import LayoutError, MissionError
from tests.definition import layouts as random_layouts
from tests.definition.layouts import shown

short = st.binary(max_size=30)
octets = short | st.binary(max_size=60).map(lambda data: data + bytes(50)) | st.just(bytes(90))
limits = {"a": Limits(caution=(0, 5)), "b.*": Limits(warning=(None, 9)), "c.0": Limits()}


def outcome(decode: Callable[[bytes], Any], data: bytes) -> str:
    try:
        return shown(decode(data))
    except LayoutError:
        return "refused"


def sound(layout: Construct) -> bool:
    """Whether a mission may have this layout: an array of empty items has no end."""
    try:
        refuse_endless(layout, "")
    except MissionError:
        return False
    return True


def comparable(layout: Construct) -> dict[str, Limits]:
    """The limits that a mission may have: those of octets, say, are refused when it is loaded."""
    mission = Mission("random", "Random", [Packet("random", layout, limits)])
    refused = {fault.key for fault in check_mission(mission)}
    return {path: each for path, each in limits.items() if path not in refused}


layouts = random_layouts.layouts.filter(sound)


@settings(max_examples=200, deadline=None)
@given(layouts, octets, st.booleans())
def test_compiled_code_parses_what_construct_parses(
    layout: Construct, data: bytes, trailing: bool
) -> None:
    packet = Packet("random", layout, trailing=trailing)
    assert outcome(packet.parse, data) == outcome(packet.parse_interpreted, data)


@settings(max_examples=200, deadline=None)
@given(layouts, octets)
def test_compiled_readings_are_those_of_a_plain_walk(layout: Construct, data: bytes) -> None:
    packet = Packet("random", layout, comparable(layout), trailing=True)
    assert outcome(packet.readings, data) == outcome(packet.readings_interpreted, data)


@settings(max_examples=200, deadline=None)
@given(layouts, octets)
def test_a_dissection_holds_the_same_readings_and_the_same_error(
    layout: Construct, data: bytes
) -> None:
    packet = Packet("random", layout, comparable(layout), trailing=True)
    dissection = packet.locate(data)
    if dissection.error is not None:
        with pytest.raises(LayoutError, match=f"^{re.escape(str(dissection.error))}$"):
            packet.readings(data)
        return
    readings = packet.readings(data)
    channels = [field for field in dissection.fields if not field.gap]
    assert [(f.path, shown(f.raw), shown(f.value), f.unit, f.state) for f in channels] == [
        (r.channel, shown(r.raw), shown(r.value), r.unit, r.state) for r in readings
    ]


def column_item(value: Any) -> str:
    """A value as its column shows it: where one is missing, None is NaN and 1 is 1.0."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "nan"
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return shown(float(value) if is_number and abs(value) <= 2**53 else value)


@settings(max_examples=200, deadline=None)
@given(layouts, st.lists(octets, min_size=1, max_size=5), st.booleans())
def test_columns_hold_the_readings_of_the_packets_one_by_one(
    layout: Construct, data: list[bytes], trailing: bool
) -> None:
    packet = Packet("random", layout, trailing=trailing)
    data = [*data, bytes(120), bytes(range(120)), b"\xff" * 120]
    frames = [*data, *[one[:-1] for one in data], *[one + bytes(1) for one in data], *data[::-1]]
    expected: dict[tuple[str, int], tuple[str, str]] = {}
    errors = {}
    for index, frame in enumerate(frames):
        try:
            for r in packet.readings(frame):
                expected[r.channel, index] = shown(r.raw), column_item(r.value)
        except LayoutError as error:
            errors[index] = str(error)
    columns = decode_columns(packet, frames, smallest_group=1)
    assert {index: str(error) for index, error in columns.errors.items()} == errors
    assert {
        (path, index): (shown(raw), column_item(value))
        for path, column in columns.channels.items()
        for index, raw, value in zip(
            column.frames.tolist(), column.raw.tolist(), column.value.tolist(), strict=True
        )
    } == expected
