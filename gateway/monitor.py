"""The monitor: from readings with a state to alarms, which are states that lasted.

::

    state of each reading   . . C . C C W W . . .
    alarm (persistence 2)   ──────────┬───┬─────┬──
                              nominal │ C │  W  │ nominal

An alarm begins when as many readings in a row as the limits' `persistence` says were
worse, and takes the mildest state among them; it ends the same way.  With `hysteresis`
a value must be that far inside a limit to count as better.

The monitor is pure; time is what the entries say.  `dump` and `load` carry it over a
restart.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from gateway.definition import Limits, Mission
from gateway.model import Alarm, Decoded, Delivery, Entry, Outcome, Reading, State
from gateway.record import plain

SEVERITY = {State.NOMINAL: 0, State.CAUTION: 1, State.WARNING: 2}

MAX_WATCHED = 20_000
"""Channels watched; a mission with an open-ended array must not fill the memory."""


class _Watch(Struct):
    """What is known of one channel."""

    state: State
    since: datetime
    value: Any
    unit: str
    limit: str
    run: int = 0
    run_state: State = State.NOMINAL
    run_since: datetime | None = None


Key = tuple[bool, str, str]
"""Simulated or not, mission, channel."""


class Monitor:
    """Watches every channel that has limits.

    Args:
        missions: The missions, by name, for their limits.
    """

    def __init__(self, missions: Mapping[str, Mission]):
        self._watched: dict[Key, _Watch] = {}
        self.use_missions(missions)

    def use_missions(self, missions: Mapping[str, Mission]) -> None:
        """Take the limits of these missions from now on."""
        self._limits = {
            (mission.name, packet.name): packet.limits
            for mission in missions.values()
            for packet in mission.packets
        }

    def update(self, entry: Entry, outcome: Outcome) -> list[tuple[bool, Alarm]]:
        """Take a frame's readings and return the alarms that changed.

        With each comes whether it is of simulated data.  Replayed frames are history, and
        guessed ones may be another's: they raise nothing.
        """
        delivery = outcome.delivery(entry)
        if delivery is Delivery.REPLAY:
            return []
        simulated = delivery is Delivery.SIMULATED
        return [
            (simulated, alarm)
            for decoded in outcome.decoded
            if not decoded.guessed
            for reading in decoded.readings
            if (alarm := self._watch(simulated, entry.received_at, decoded, reading))
        ]

    def _watch(
        self, simulated: bool, at: datetime, decoded: Decoded, reading: Reading
    ) -> Alarm | None:
        key = (simulated, decoded.mission, reading.channel)
        watch = self._watched.get(key)
        if reading.state is None or (watch is None and reading.state is State.NOMINAL):
            return None
        limits = self._limits_of(decoded.mission, decoded.packet, reading.channel)
        if limits is None:
            return None
        if watch is None:
            if len(self._watched) >= MAX_WATCHED:
                return None
            watch = self._watched[key] = _Watch(State.NOMINAL, at, None, reading.unit, "")
        if not _changes(watch, limits, reading, at):
            return None
        return _alarm(key, watch)

    def _limits_of(self, mission: str, packet: str, channel: str) -> Limits | None:
        limits = self._limits.get((mission, packet), {})
        if not limits or channel in limits:
            return limits.get(channel)
        return limits.get(
            ".".join("*" if part.isdecimal() else part for part in channel.split("."))
        )

    def alarms(self) -> list[tuple[bool, Alarm]]:
        """Every alarm that is not nominal."""
        return [
            (key[0], _alarm(key, watch))
            for key, watch in self._watched.items()
            if watch.state is not State.NOMINAL
        ]

    def dump(self) -> bytes:
        """All that must survive a restart."""
        return msgspec.json.encode(list(self._watched.items()))

    def load(self, data: bytes) -> None:
        """Take up what `dump` gave."""
        self._watched = dict(msgspec.json.decode(data, type=list[tuple[Key, _Watch]]))


def _changes(watch: _Watch, limits: Limits, reading: Reading, at: datetime) -> bool:
    """Whether this reading makes the alarm's state another."""
    state = _judged(watch, limits, reading)
    worse, better = SEVERITY[state] > SEVERITY[watch.state], SEVERITY[state] < SEVERITY[watch.state]
    if not (worse or better):
        watch.run = 0
        watch.value = plain(reading.value)
        return False
    same_way = watch.run and (SEVERITY[watch.run_state] > SEVERITY[watch.state]) == worse
    if same_way:
        nearest = min if worse else max
        watch.run_state = nearest(watch.run_state, state, key=SEVERITY.__getitem__)
        watch.run += 1
    else:
        watch.run, watch.run_state, watch.run_since = 1, state, at
    if watch.run < limits.persistence:
        return False
    watch.state, watch.since, watch.run = watch.run_state, watch.run_since or at, 0
    watch.value, watch.limit = plain(reading.value), limits.crossed(reading.value)
    return True


def _judged(watch: _Watch, limits: Limits, reading: Reading) -> State:
    """The reading's state, or the worst within the hysteresis when that would be better."""
    state = reading.state or State.NOMINAL
    value = reading.value
    if not limits.hysteresis or SEVERITY[state] >= SEVERITY[watch.state]:
        return state
    near = (limits.state(value - limits.hysteresis), limits.state(value + limits.hysteresis))
    worst = max((s for s in near if s), key=SEVERITY.__getitem__)
    return worst if SEVERITY[worst] < SEVERITY[watch.state] else watch.state


def _alarm(key: Key, watch: _Watch) -> Alarm:
    _, mission, channel = key
    return Alarm(mission, channel, watch.state, watch.since, watch.value, watch.unit, watch.limit)
