"""A packet as a test sees it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.hil.telemetry.packet import ReceivedPacket
from gateway.model import Decoded, Delivery, Entry, Frame, Reading, State

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MADE = datetime(2025, 12, 31, tzinfo=UTC)


@pytest.fixture
def packet() -> ReceivedPacket:
    readings = [
        Reading("mode", 2, "safe", "", None),
        Reading("eps.battery", 4200, 4.2, "V", State.NOMINAL),
    ]
    entry = Entry(9, "line", NOW, "ntp", Delivery.LIVE, Frame(b"\x00frame", "kiss"))
    return ReceivedPacket(3, 1.25, entry, Decoded("board", "beacon", readings, MADE, 1, b"frame"))


def test_it_is_a_mapping_of_values_by_channel_path(packet: ReceivedPacket) -> None:
    assert packet["eps.battery"] == 4.2
    assert dict(packet) == {"mode": "safe", "eps.battery": 4.2}
    assert len(packet) == 2
    assert "mode" in packet
    assert packet.get("nothing", 5) == 5


def test_raw_values_units_and_states_are_beside_the_values(packet: ReceivedPacket) -> None:
    assert packet.raw == {"mode": 2, "eps.battery": 4200}
    assert packet.units == {"mode": "", "eps.battery": "V"}
    assert packet.states == {"mode": None, "eps.battery": State.NOMINAL}


def test_it_says_where_and_when_it_came_from(packet: ReceivedPacket) -> None:
    assert (packet.name, packet.mission, packet.source) == ("beacon", "board", "line")
    assert (packet.received_at, packet.made_at, packet.at) == (NOW, MADE, 1.25)
    assert (packet.number, packet.octets) == (3, b"frame")
    assert repr(packet) == "<beacon #3 of board at 1.250 s>"


def test_a_channel_that_is_not_there_is_told_with_those_that_are(packet: ReceivedPacket) -> None:
    with pytest.raises(KeyError, match=r"no channel 'battery'; it has mode, eps\.battery"):
        packet["battery"]
