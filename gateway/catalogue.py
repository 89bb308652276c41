"""The catalogue: the missions in force, reloaded when a file of them is saved.

A mission file in one of the station's folders is loaded without touching the package.
A broken one is reported with file, line and field; what was in force before stays.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gateway.decoder import Decoder
from gateway.definition import Mission
from gateway.errors import MissionError
from gateway.loading import Loaded, load_missions

log = logging.getLogger(__name__)

LOOK_S = 1.0
"""How often the folders are looked at; saving a file and seeing it work feels like one."""


class Catalogue:
    """The missions of a station.

    Args:
        folders: Folders of the operator's mission files.
        named: For each source that names its missions, their names.

    Attributes:
        missions: In force, by name.
        faults: Files that could not be loaded.
        on_change: Called after missions were reloaded.
    """

    def __init__(self, folders: Sequence[Path] = (), named: Mapping[str, Sequence[str]] = {}):
        self.missions: Mapping[str, Mission] = {}
        self.faults: list[MissionError] = []
        self.on_change: Callable[[], None] = lambda: None
        self._folders = folders
        self._named = named
        self._files: dict[str, Path] = {}
        self._seen = self._look()
        self._load()

    def decoder(self) -> Decoder:
        """A new decoder with the missions in force."""
        return Decoder(self.missions, self._named)

    async def run(self) -> None:
        """Look for saved files until cancelled."""
        while self._folders:
            await asyncio.sleep(LOOK_S)
            if (seen := self._look()) != self._seen:
                self._seen = seen
                self._load()
                log.info("missions: %d in force after a change", len(self.missions))
                self.on_change()

    def _look(self) -> dict[Path, tuple[int, int]]:
        """The mission files there are, with what changes when one is saved."""
        seen = {}
        for folder in self._folders:
            for file in sorted(folder.glob("*.py")) if folder.is_dir() else []:
                try:
                    status = file.stat()
                except OSError:
                    continue  # it went between the two looks
                seen[file] = (status.st_mtime_ns, status.st_size)
        return seen

    def _load(self) -> None:
        loaded = load_missions(self._folders)
        self.missions = {**self._kept(loaded), **loaded.missions}
        self.faults = loaded.faults
        self._files = {**self._files, **loaded.files}
        for fault in loaded.faults:
            log.error("mission not loaded: %s", fault)

    def _kept(self, loaded: Loaded) -> dict[str, Mission]:
        """Missions in force whose file has just been broken: better the old than none."""
        broken = {fault.file for fault in loaded.faults}
        return {
            name: mission
            for name, mission in self.missions.items()
            if self._files.get(name) in broken
        }
