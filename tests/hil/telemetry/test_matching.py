"""Whether a packet is as asked for, and where it is not."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.hil.telemetry.matching import Difference, asked, differences
from tests.hil.received import packet


def is_low(value: float) -> bool:
    return value < 3


@pytest.mark.parametrize(
    "where",
    [
        None,
        {},
        {"battery": 4.2},
        {"battery": pytest.approx(4.2004, abs=0.001)},
        {"battery": lambda value: value > 4},
        lambda packet: packet["battery"] > packet["solar"],
    ],
)
def test_what_is_as_asked_for_differs_nowhere(where: Any) -> None:
    assert differences(packet(1, battery=4.2, solar=1.5), where) == []


def test_every_channel_that_differs_is_told_with_its_unit_and_raw_value() -> None:
    where = {"battery": 4.3, "solar": 1.5, "heater": 0, "bus": is_low}
    found = differences(packet(1, battery=4.2, solar=1.5, bus=5.0), where)
    assert found == [
        Difference("battery", "4.3", "4.2 V (raw 4200.0)"),
        Difference("heater", "0", "no such channel in it"),
        Difference("bus", "is_low", "5.0 V (raw 5000.0)"),
    ]


def test_a_function_of_the_whole_packet_is_told_by_its_name() -> None:
    def charges(packet: Any) -> bool:
        return bool(packet["solar"] > packet["battery"])

    [found] = differences(packet(1, battery=4.2, solar=1.5), charges)
    assert (found.wanted, found.got) == ("charges holds", "it does not")
    assert asked(charges) == " where charges holds"


def test_a_condition_is_told_in_words() -> None:
    where = {"battery": pytest.approx(4.2, abs=0.1), "bus": is_low, "mode": "safe"}
    assert asked(where) == " where battery is 4.2 ± 0.1, bus satisfies is_low, mode is 'safe'"
    assert asked(None) == ""
