"""An examination: all that can be said of one frame, decoded or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from gateway.cli.attempt import Attempt, Carried, Chain, Reach, attempts, depth
from gateway.definition import Mission
from gateway.links import AX25
from gateway.model import Entry, Frame, Link, Outcome

WARM_UP = 64
"""Frames heard before the examined one: links find the packets that span frames."""

MOST_NEAR = 8
"""Missions told that came close."""


class Examination(Struct, frozen=True):
    """What is known of a frame.

    Attributes:
        entry: The frame.
        outcome: How it ended.
        chosen: What the mission that got furthest makes of it, an attempt a packet;
            empty if none got anywhere.
        header: Its AX.25 header, if it has one and no mission was chosen.
        near: Other missions that came close, the closest first.
        far: How many are left.
    """

    entry: Entry
    outcome: Outcome
    chosen: tuple[Attempt, ...] = ()
    header: Carried | None = None
    near: tuple[Attempt, ...] = ()
    far: int = 0


class Examiner:
    """Examines frames that come one after another.

    Args:
        missions: Those that may claim a frame.
        decode: The decoder's judgement.
        named: Whether the source names these missions.
    """

    def __init__(
        self, missions: Sequence[Mission], decode: Callable[[Entry], Outcome], *, named: bool
    ):
        self._missions = missions
        self._decode = decode
        self._named = named
        self._alone = named and len(missions) == 1
        self._chains: Mapping[tuple[Link, ...], Chain] = {
            tuple(mission.link): Chain(mission.link) for mission in missions
        }

    def hear(self, entry: Entry) -> None:
        """Take note of a frame that came before."""
        self._decode(entry)
        if isinstance(entry.event, Frame):
            for chain in self._chains.values():
                chain.unwrap(entry.event.data)

    def examine(self, entry: Entry) -> Examination:
        """Say all that can be said of a frame."""
        outcome = self._decode(entry)
        if not isinstance(entry.event, Frame):
            return Examination(entry, outcome)
        found = {link: chain.unwrap(entry.event.data) for link, chain in self._chains.items()}
        made = [
            attempts(mission, found[tuple(mission.link)], self._alone) for mission in self._missions
        ]
        made.sort(key=lambda tries: max(map(depth, tries)), reverse=True)
        readers = {decoded.mission for decoded in outcome.decoded}
        chosen = next(
            (tries for tries in made if tries[0].mission.name in readers),
            made[0] if made and _close(made[0]) else (),
        )
        others = [max(tries, key=depth) for tries in made if tries is not chosen]
        least = Reach.READ if readers else Reach.LINK if self._named else Reach.SIMILAR
        near = [best for best in others if best.reach >= least][:MOST_NEAR]
        return Examination(
            entry,
            outcome,
            tuple(chosen),
            None if chosen else _ax25(entry.event.data),
            tuple(near),
            len(others) - len(near),
        )


def _close(tries: Sequence[Attempt]) -> bool:
    return max(map(depth, tries))[0] >= Reach.OWN


def _ax25(frame: bytes) -> Carried | None:
    found = Chain([AX25()]).unwrap(frame)[0]
    return found if isinstance(found, Carried) else None
