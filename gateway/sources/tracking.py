"""Tracking: the orbits of the satellites that the station hears, from a file that changes.

Elements grow old: after two weeks a low satellite is some seconds from where they say.
They are used for as long as there are no others, and their age is told.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from pathlib import Path

from gateway.errors import StationError
from gateway.reception.doppler import Site, look_at
from gateway.reception.elements import Orbit, epoch_of, parse_elements
from gateway.station import SiteTable

log = logging.getLogger(__name__)

OLD = timedelta(days=14)
LOOK_S = 60.0
"""How often the file is looked at."""


class Tracking:
    """The station's place, and what flies over it.

    Args:
        table: The station file's.
        elements: The file of orbital elements.
    """

    def __init__(self, table: SiteTable, elements: Path):
        self.site = Site(table.latitude, table.longitude, table.altitude_m)
        self._path = elements
        self._stamp = 0
        self._look_at = 0.0
        self._orbits: dict[int, Orbit] = {}
        self._told: set[int] = set()

    def shift_hz(self, norad: int, frequency_hz: float, when: datetime) -> float:
        """How much higher than *frequency_hz* a satellite is heard; 0 if nobody knows."""
        self._refresh()
        orbit = self._orbits.get(norad)
        if orbit is None:
            self._tell_once(norad, f"no elements of {norad} in {self._path}: no Doppler")
            return 0.0
        age = abs(when - epoch_of(orbit))
        if age > OLD:
            self._tell_once(norad, f"elements of {norad} are {age.days} days from {when:%F}")
        look = look_at(orbit, self.site, when)
        return look.shift_hz(frequency_hz) if look else 0.0

    def _refresh(self) -> None:
        """Read the file again if it has changed; one that is broken changes nothing."""
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK_S
        try:
            stamp = self._path.stat().st_mtime_ns
            if stamp == self._stamp:
                return
            self._stamp = stamp
            self._orbits = parse_elements(self._path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, StationError) as error:
            log.warning("orbital elements: %s: %s", self._path, error)
            return
        self._told.clear()
        log.info("orbital elements of %d satellites from %s", len(self._orbits), self._path)

    def _tell_once(self, norad: int, text: str) -> None:
        if norad not in self._told:
            self._told.add(norad)
            log.warning("%s", text)
