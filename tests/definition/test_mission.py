"""Packets: the nouns that a mission file writes down, and what they can do."""

from __future__ import annotations

import dataclasses

import construct as c
import pytest
from construct import Construct, Int8ub, Struct, this
from hypothesis import given
from hypothesis import strategies as st

from gateway.definition import Match, Mission, Packet
from gateway.errors import LayoutError, MissionError


class Unbuilt(Construct):  # type: ignore[misc]
    """A construct that must not be touched."""

    def _parse(self, stream: object, context: object, path: str) -> None:
        raise AssertionError


def test_a_packet_is_compiled_when_it_is_first_used() -> None:
    packet = Packet("p", Struct("a" / Int8ub))
    assert "program" not in vars(packet)
    assert packet.parse(b"\1") == {"a": 1}
    assert packet.program is packet.program


def test_missions_and_packets_do_not_change() -> None:
    packet = Packet("p", Struct("a" / Int8ub))
    mission = Mission("m", "M", [packet])
    for noun in (packet, mission):
        with pytest.raises(dataclasses.FrozenInstanceError):
            noun.name = "other"  # type: ignore[misc]


def test_only_a_layout_error_comes_from_octets() -> None:
    packet = Packet("p", Struct("x" / Unbuilt()))
    for decode in (packet.parse, packet.readings, packet.parse_interpreted):
        with pytest.raises(LayoutError, match="AssertionError"):
            decode(b"")
    assert issubclass(LayoutError, Exception)
    assert not issubclass(MissionError, LayoutError)


PIECES = [
    *(c.Int8ub, c.Int16sl, c.Int24ub, c.Int64sb, c.BytesInteger(9, swapped=True), c.Bytes(3)),
    c.BitStruct(
        "a" / c.BitsInteger(3), "b" / c.BitsInteger(10, signed=True), "c" / c.BitsInteger(3)
    ),
    Struct("n" / c.Int8ub, "v" / c.Int16ub[this.n & 3]),
    Struct("k" / c.Int8ub, "v" / c.Switch(this.k & 1, {0: c.Int16ub, 1: c.Bytes(1)})),
    *(c.Prefixed(c.Int8ub, c.GreedyBytes), c.NullTerminated(c.GreedyBytes, term=b",")),
    *(c.Enum(c.Int8ub, one=1), c.ByteSwapped(c.Int32ub), c.PrefixedArray(c.Int8ub, c.Int8ub)),
    c.BitsSwapped(
        c.BitStruct("a" / c.ByteSwapped(c.BitsInteger(12)), "b" / c.ByteSwapped(c.Nibble))
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.binary(max_size=60))
def test_what_was_parsed_builds_the_octets_that_were_parsed(
    pieces: list[Construct], data: bytes
) -> None:
    fields = [f"f{number}" / piece for number, piece in enumerate(pieces)]
    packet = Packet("p", Struct(*fields), trailing=True)
    try:
        raw = packet.parse(data + bytes(40) + b"," * 40)
    except LayoutError:
        return
    built = packet.build(raw)
    assert (data + bytes(40) + b"," * 40).startswith(built)
    assert packet.parse(built) == raw


def test_a_match_identifies_by_more_than_a_length() -> None:
    assert Match(header={"from": "ON4AT"}).identifies
    assert Match(prefix=b"\1").identifies
    assert not Match(length=9).identifies
