"""Alarms: a state that lasted, with persistence and hysteresis, over restarts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from construct import Int8ub, Int16sb, Struct

from gateway.definition import Limits, Mission, Packet, channel, enumeration
from gateway.model import (
    Decoded,
    Delivery,
    Disposition,
    Entry,
    Frame,
    Outcome,
)
from gateway.monitor import Monitor

START = datetime(2026, 11, 22, tzinfo=UTC)

PACKET = Packet(
    "beacon",
    Struct(
        "battery" / channel(Int16sb, "V") * "bus",
        "mode" / channel(Int8ub, "", enumeration({0: "safe", 1: "nominal"})) * "mode",
        "free" / Int8ub * "no limits",
        "cells" / channel(Int8ub, "degC")[2] * "temperatures",
    ),
    limits={
        "battery": Limits(caution=(10, 20), warning=(5, 25), persistence=2, hysteresis=2),
        "mode": Limits(nominal_words=frozenset({"nominal"}), persistence=1),
        "cells.*": Limits(caution=(None, 50), persistence=1),
    },
)
MISSIONS = {"craft": Mission("craft", "Craft", [PACKET])}


class Bench:
    """Feeds battery values, a reading a second."""

    def __init__(self) -> None:
        self.monitor = Monitor(MISSIONS)
        self.second = 0

    def feed(
        self,
        battery: int,
        mode: int = 1,
        cell: int = 20,
        delivery: Delivery = Delivery.LIVE,
        guessed: bool = False,
    ) -> list[str]:
        """Alarms that changed, as `channel state`."""
        self.second += 1
        at = START + timedelta(seconds=self.second)
        data = battery.to_bytes(2, "big", signed=True) + bytes([mode, 255, 20, cell])
        readings = PACKET.readings(data)
        decoded = Decoded("craft", "beacon", readings, None, 0, data, guessed)
        entry = Entry(self.second, "tnc", at, "ntp", delivery, Frame(data, "kiss"))
        outcome = Outcome(Disposition.PUBLISHED, decoded=(decoded,))
        return [f"{a.channel} {a.state}" for _, a in self.monitor.update(entry, outcome)]


def test_one_bad_reading_is_no_alarm() -> None:
    bench = Bench()
    assert [bench.feed(v) for v in (15, 8, 15, 8, 15)] == [[]] * 5


def test_a_state_that_lasts_is_an_alarm_since_its_first_reading() -> None:
    bench = Bench()
    assert bench.feed(15) == []
    assert bench.feed(8) == []
    assert bench.feed(7) == ["battery caution"]
    [(simulated, alarm)] = bench.monitor.alarms()
    assert not simulated
    assert alarm.since == START + timedelta(seconds=2)
    assert (alarm.value, alarm.unit, alarm.limit) == (7, "V", "caution low 10")


def test_the_mildest_of_a_run_is_the_alarm_and_it_may_get_worse() -> None:
    bench = Bench()
    told = [bench.feed(v) for v in (8, 3, 3, 3)]
    assert told == [[], ["battery caution"], [], ["battery warning"]]


def test_an_alarm_ends_only_well_inside_the_limit() -> None:
    bench = Bench()
    assert [bench.feed(v) for v in (8, 8)][-1] == ["battery caution"]
    assert [bench.feed(v) for v in (10, 11, 10, 11)] == [[]] * 4
    assert [bench.feed(v) for v in (12, 12)] == [[], ["battery nominal"]]
    assert bench.monitor.alarms() == []


def test_a_warning_becomes_a_caution_on_its_way_back() -> None:
    bench = Bench()
    assert [bench.feed(v) for v in (30, 30)][-1] == ["battery warning"]
    assert [bench.feed(v) for v in (22, 22)][-1] == ["battery caution"]


def test_words_have_limits_too() -> None:
    assert Bench().feed(15, mode=0) == ["mode caution"]
    assert Bench().feed(15, mode=7) == ["mode caution"]


def test_a_limit_holds_for_every_item_of_an_array() -> None:
    assert Bench().feed(15, cell=51) == ["cells.1 caution"]


def test_history_raises_no_alarm() -> None:
    bench = Bench()
    assert [bench.feed(1, delivery=Delivery.REPLAY) for _ in range(5)] == [[]] * 5
    assert bench.monitor.alarms() == []


def test_a_guess_raises_no_alarm() -> None:
    bench = Bench()
    assert [bench.feed(1, guessed=True) for _ in range(5)] == [[]] * 5


def test_simulated_alarms_are_kept_apart() -> None:
    bench = Bench()
    bench.feed(8, delivery=Delivery.SIMULATED)
    assert bench.feed(8) == []
    bench.feed(8, delivery=Delivery.SIMULATED)
    assert [(simulated, a.channel) for simulated, a in bench.monitor.alarms()] == [
        (True, "battery")
    ]


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_restart_changes_nothing(after: int) -> None:
    values = [8, 8, 3, 3, 12, 12, 15, 15]
    straight, broken = Bench(), Bench()
    expected = [straight.feed(v) for v in values]
    told = [broken.feed(v) for v in values[:after]]
    kept = broken.monitor.dump()
    broken.monitor = Monitor(MISSIONS)
    broken.monitor.load(kept)
    told += [broken.feed(v) for v in values[after:]]
    assert told == expected
    assert broken.monitor.alarms() == straight.monitor.alarms()


def test_a_mission_that_is_gone_is_not_watched() -> None:
    bench = Bench()
    bench.monitor.use_missions({})
    assert [bench.feed(1) for _ in range(3)] == [[]] * 3
