"""The missions that a bench listens for, and the names that a test may use of them."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gateway.catalogue import Catalogue
from gateway.definition import Mission
from gateway.definition.checking import check_mission
from gateway.definition.limits import covers
from gateway.errors import MissionError
from gateway.loading import load_file


class MissionChoice:
    """Cupola's missions and a test's own, and which of them one source has.

    Args:
        source: The source's name.
        asked: Names of missions, paths of mission files, or missions; without any, frames
            are recognised.

    Attributes:
        names: Of those asked for.
        files: The mission file of each that is not Cupola's; None where it stands in none.
        catalogue: All of them.

    Raises:
        MissionError: There is no such mission, or its file has a mistake.
    """

    def __init__(self, source: str, asked: Sequence[str | Path | Mission]):
        named: dict[str, Sequence[str]] = {}
        self.catalogue = Catalogue(named=named)
        known = self.catalogue.missions
        loaded = [(item, _mission(item, known)) for item in asked]
        own = {mission.name: mission for _, mission in loaded}
        strange = [pair for pair in loaded if known.get(pair[1].name) is not pair[1]]
        self.files = {mission.name: _file_of(item) for item, mission in strange}
        self.catalogue.missions = {**known, **own}
        self.names = tuple(own)
        named[source] = self.names

    @property
    def heard(self) -> list[Mission]:
        """The missions whose frames are read."""
        missions = self.catalogue.missions
        return [missions[name] for name in self.names or missions]

    @property
    def simulated(self) -> bool:
        """Whether one of those asked for is invented, and its source therefore is."""
        return any(mission.simulated for mission in self.heard if self.names)

    def check(self, packet: str, where: Any) -> None:
        """Make sure that a test's names exist.

        Args:
            packet: Name of a packet.
            where: A mapping whose keys are channels of it, or anything else.

        Raises:
            ValueError: No mission has such a packet, or it has no such channel.
        """
        __tracebackhide__ = True
        found = [p for mission in self.heard for p in mission.packets if p.name == packet]
        if not found:
            names = sorted({p.name for mission in self.heard for p in mission.packets})
            raise ValueError(f"there is no packet {packet!r}{instead(packet, names)}")
        paths = [info.path for p in found for info in p.channels]
        for channel in where if isinstance(where, Mapping) else ():
            if not any(covers(path, channel) for path in paths):
                raise ValueError(f"{packet} has no channel {channel!r}{instead(channel, paths)}")

    def check_watched(self, channel: str) -> None:
        """Make sure that a channel can raise an alarm.

        Raises:
            ValueError: No packet has such a channel, or it has no limits.
        """
        __tracebackhide__ = True
        packets = [packet for mission in self.heard for packet in mission.packets]
        watched = [i.path for p in packets for i in p.channels if i.limits or i.varied]
        if not any(covers(path, channel) for path in watched):
            hint = instead(channel, watched) if watched else ": nothing has"
            raise ValueError(f"no channel {channel!r} has limits{hint}")


def _mission(item: str | Path | Mission, known: Mapping[str, Mission]) -> Mission:
    if isinstance(item, Mission):
        return item
    if isinstance(item, str) and item in known:
        return known[item]
    file = Path(item)
    if not file.is_file():
        hint = instead(str(item), list(known))
        raise MissionError(f"{str(item)!r} is neither a mission of Cupola nor a file{hint}")
    mission = load_file(file)
    if faults := check_mission(mission, file):
        raise faults[0]
    return mission


def _file_of(item: str | Path | Mission) -> Path | None:
    """The file that assigns a mission to `MISSION`, if there is one."""
    if not isinstance(item, Mission):
        return Path(item)
    files = [
        Path(file)
        for module in list(sys.modules.values())
        if getattr(module, "__dict__", {}).get("MISSION") is item
        and (file := getattr(module, "__file__", None))
    ]
    # A test that imports its mission has it too, but not to itself.
    return min(files, key=lambda file: file.name.startswith("test_"), default=None)


def instead(wrong: str, right: Sequence[str]) -> str:
    """What may have been meant, to stand behind a complaint."""
    near = difflib.get_close_matches(wrong, right, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(right)}"
