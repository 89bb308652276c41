"""Packets: the nouns that a mission file writes down, and what they can do."""

from __future__ import annotations

import dataclasses

import pytest
from construct import Construct, Int8ub, Struct

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


def test_a_match_identifies_by_more_than_a_length() -> None:
    assert Match(header={"from": "ON4AT"}).identifies
    assert Match(prefix=b"\1").identifies
    assert not Match(length=9).identifies
