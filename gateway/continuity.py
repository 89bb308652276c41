"""Continuity: what is missing between the packets that came.

::

    sequence   7  8  9  .  .  12  12  13 │ 0  1      boots 3 │ 4
               missed 2 ─────┘     │     └─ reboots 1
               repeated 1 ─────────┘

A sender that numbers its packets tells what never arrived: no check fails for a packet of
which not one octet came.  A mission says where the number is, `Mission.sequence`, and where
its boots are counted, `Mission.boots`.

A packet that is a little behind came late and is no longer missed, or came twice and is
counted as repeated.  One that is far behind, from a sender that does not count its boots, has
started anew.

The run before the last boot is kept for a while, for packets that come after the boot which
overtook them.  So two boards of one mission behind one source are told apart, if their boots
differ; they are better given a source each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from gateway.definition import Mission
from gateway.model import Decoded, Entry, Outcome

COUNTED = ("missed", "repeated", "late", "reboots")
"""The names of what is counted for each source."""

LATE = 64
"""How far behind the newest a packet may come and still belong to the same run, and how many
packets after a boot one of the run before may come."""


class _Run(Struct):
    """The packets of one mission from one source since it last started.

    Attributes:
        newest: The highest sequence seen, wrapped as it is sent.
        boots: The boot counter then; None where there is none.
        holes: Those below it that have not come.
        idle: Packets of the run after it since its last one.
    """

    newest: int
    boots: int | None
    holes: set[int]
    idle: int = 0


class Continuity:
    """Counts what the numbers of packets tell.

    Args:
        missions: The missions in force, by name.

    Attributes:
        counters: For each source: packets `missed`, `repeated`, come `late`, and `reboots`.
    """

    def __init__(self, missions: Mapping[str, Mission]):
        self.counters: dict[str, Counter[str]] = {}
        self._runs: dict[tuple[str, str], list[_Run]] = {}
        self.use_missions(missions)

    def use_missions(self, missions: Mapping[str, Mission]) -> None:
        """Take the numbering of these missions from now on."""
        self._numbered = {m.name: m for m in missions.values() if m.sequence}
        self._wraps = {
            (mission.name, packet.name): channel.sent.high - channel.sent.low + 1
            for mission in self._numbered.values()
            for packet in mission.packets
            for channel in packet.channels
            if channel.path == mission.sequence and channel.sent.kind == "int"
        }

    def update(self, entry: Entry, outcome: Outcome) -> None:
        """Take the packets of a frame."""
        for decoded in outcome.decoded:
            mission = self._numbered.get(decoded.mission)
            wrap = self._wraps.get((decoded.mission, decoded.packet))
            if mission and wrap and not decoded.guessed:
                self._count(entry.source, mission, wrap, decoded)

    def _count(self, source: str, mission: Mission, wrap: int, decoded: Decoded) -> None:
        raw = dict(_numbers(decoded, (mission.sequence, mission.boots)))
        if mission.sequence not in raw:
            return
        sequence = raw[mission.sequence] % wrap
        counters = self.counters.setdefault(source, Counter())
        runs = self._runs.setdefault((source, mission.name), [])
        run = _run_of(runs, sequence, raw.get(mission.boots), wrap)
        if run:
            _advance(run, sequence, wrap, counters)
        else:
            _begin(runs, sequence, raw.get(mission.boots), wrap, counters)


def _numbers(decoded: Decoded, paths: tuple[str, str]) -> Iterable[tuple[str, int]]:
    return ((r.channel, r.raw) for r in decoded.readings if r.channel in paths)


def _run_of(runs: list[_Run], sequence: int, boots: int | None, wrap: int) -> _Run | None:
    """The run that a packet belongs to; None if it begins one."""
    if not runs:
        return None
    current, *former = runs
    for run in former:
        run.idle += 1
    if boots is None or current.boots in (None, boots):
        current.boots = boots if current.boots is None else current.boots
        return current
    for run in former:
        ahead = (sequence - run.newest) % wrap
        if run.boots == boots and run.idle <= LATE and min(ahead, wrap - ahead) <= _late(wrap):
            run.idle = 0
            return run
    return None


def _begin(
    runs: list[_Run], sequence: int, boots: int | None, wrap: int, counters: Counter[str]
) -> None:
    """Begin a run with its first packet, and keep the one before it for what comes late."""
    run = _Run(sequence, boots, set())
    if runs:
        counters["reboots"] += 1
        _leap(run, sequence, sequence + 1, wrap, counters)  # numbered from zero
    runs[:] = [run, *runs[:1]]


def _advance(run: _Run, sequence: int, wrap: int, counters: Counter[str]) -> None:
    """Count what *sequence* says after what the run has seen."""
    ahead = (sequence - run.newest) % wrap
    is_behind = ahead == 0 or wrap - ahead <= _late(wrap)
    if is_behind and sequence in run.holes:
        run.holes.discard(sequence)
        counters["missed"] -= 1
        counters["late"] += 1
    elif is_behind:
        counters["repeated"] += 1
    elif run.boots is None and ahead > wrap // 2:
        counters["reboots"] += 1
        run.newest = sequence
        run.holes.clear()
    else:
        _leap(run, sequence, ahead, wrap, counters)


def _leap(run: _Run, sequence: int, ahead: int, wrap: int, counters: Counter[str]) -> None:
    """Go so far ahead, to *sequence*; what lies between is missed until it comes."""
    counters["missed"] += ahead - 1
    run.newest = sequence
    news = {(sequence - n) % wrap for n in range(1, min(ahead, LATE + 1))}
    run.holes = {n for n in run.holes if 0 < (sequence - n) % wrap <= LATE} | news


def _late(wrap: int) -> int:
    """How far behind is late, of numbers that wrap there."""
    return min(LATE, (wrap - 1) // 2)
