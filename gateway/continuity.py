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
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from gateway.definition import Mission
from gateway.model import Decoded, Entry, Outcome

LATE = 64
"""How far behind the newest a packet may come and still belong to the same run."""


class _Run(Struct):
    """The packets of one mission from one source since it last started.

    Attributes:
        newest: The highest sequence seen, wrapped as it is sent.
        boots: The boot counter then; None where there is none.
        holes: Those below it that have not come.
    """

    newest: int
    boots: int | None
    holes: set[int]


class Continuity:
    """Counts what the numbers of packets tell.

    Args:
        missions: The missions in force, by name.

    Attributes:
        counters: For each source: packets `missed`, `repeated`, come `late`, and `reboots`.
    """

    def __init__(self, missions: Mapping[str, Mission]):
        self.counters: dict[str, Counter[str]] = {}
        self._runs: dict[tuple[str, str], _Run] = {}
        self.use_missions(missions)

    def use_missions(self, missions: Mapping[str, Mission]) -> None:
        """Take the numbering of these missions from now on."""
        self._numbered = {m.name: m for m in missions.values() if m.sequence}
        self._wraps = {
            (mission.name, packet.name): channel.sent.high + 1
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
        sequence, boots = raw.get(mission.sequence), raw.get(mission.boots)
        if sequence is None:
            return
        counters = self.counters.setdefault(source, Counter())
        run = self._runs.get((source, mission.name))
        if run is None:
            self._runs[source, mission.name] = _Run(sequence, boots, set())
        elif boots != run.boots:
            # The first packets after a boot are numbered from zero.
            counters["reboots"] += 1
            run.newest, run.boots = wrap - 1, boots
            run.holes.clear()
            _advance(run, sequence, wrap, counters)
        else:
            _advance(run, sequence, wrap, counters)


def _numbers(decoded: Decoded, paths: tuple[str, str]) -> Iterable[tuple[str, int]]:
    return ((r.channel, r.raw) for r in decoded.readings if r.channel in paths)


def _advance(run: _Run, sequence: int, wrap: int, counters: Counter[str]) -> None:
    """Count what *sequence* says after what the run has seen."""
    ahead = (sequence - run.newest) % wrap
    behind = wrap - ahead if ahead else 0
    if ahead == 0 or (behind <= min(LATE, wrap // 2) and sequence not in run.holes):
        counters["repeated"] += 1
    elif behind <= min(LATE, wrap // 2):
        run.holes.discard(sequence)
        counters["missed"] -= 1
        counters["late"] += 1
    elif run.boots is None and ahead > wrap // 2:
        counters["reboots"] += 1
        run.newest = sequence
        run.holes.clear()
    else:
        counters["missed"] += ahead - 1
        run.newest = sequence
        news = {(sequence - n) % wrap for n in range(1, min(ahead, LATE + 1))}
        run.holes = {n for n in run.holes if (sequence - n) % wrap <= LATE} | news
