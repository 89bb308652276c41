"""A capture: what arrived at both ends of a line, with times, to be looked at and replayed.

::

    to_ground.octets    octets as they arrived at the gateway: `cupola decode to_ground.octets`
    to_device.octets    octets as they arrived at the device
    timeline.jsonl      {"started_at": "2026-11-22T03:52:18.123456Z"}
                        {"at_s": 0.012, "toward": "ground", "offset": 0, "octets": 24}
                        {"at_s": 0.100, "note": "begins: Drop(...)"}

The octets are what is to be read by other tools, so nothing stands between them; the
timeline says when which of them came.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MOST_OCTETS = 64 * 2**20
TIMELINE = "timeline.jsonl"
FILES = {"ground": "to_ground.octets", "device": "to_device.octets"}


class Capture:
    """A folder that is written while a line runs.

    Args:
        folder: Made if it is not there; an older capture in it is replaced.
        most_octets: Octets to keep in all; what comes after is counted only.

    Attributes:
        folder: As above.
        octets_left_out: Octets that came after `most_octets`.
    """

    def __init__(self, folder: Path, most_octets: int = MOST_OCTETS):
        self.folder = folder
        self.octets_left_out = 0
        self._room = most_octets
        self._began_at = time.monotonic()
        folder.mkdir(parents=True, exist_ok=True)
        self._files = {toward: (folder / name).open("wb") for toward, name in FILES.items()}
        self._timeline = (folder / TIMELINE).open("w", encoding="utf-8")
        self._line(started_at=datetime.now(UTC).isoformat().replace("+00:00", "Z"))

    def record(self, toward: str, octets: bytes) -> None:
        """Write octets that arrived just now; nothing after `close`.

        Args:
            toward: `ground` or `device`.
            octets: One read's worth of them.
        """
        kept = octets[: self._room]
        self.octets_left_out += len(octets) - len(kept)
        self._room -= len(kept)
        if kept:
            file = self._files[toward]
            self._line(at_s=self._now(), toward=toward, offset=file.tell(), octets=len(kept))
            file.write(kept)

    def note(self, text: str) -> None:
        """Write a remark, such as the beginning of a fault."""
        self._line(at_s=self._now(), note=text)

    def close(self) -> None:
        """End it."""
        for file in (*self._files.values(), self._timeline):
            file.close()

    def _now(self) -> float:
        return round(time.monotonic() - self._began_at, 6)

    def _line(self, **values: Any) -> None:
        self._timeline.write(json.dumps(values) + "\n")


@dataclass(frozen=True)
class Arrival:
    """Octets that arrived together.

    Attributes:
        at_s: When, in seconds from the start of the capture.
        toward: `ground` or `device`.
        octets: The octets.
    """

    at_s: float
    toward: str
    octets: bytes


def arrivals(folder: Path, toward: str = "ground") -> Iterator[Arrival]:
    """What arrived at one end, in order.

    Args:
        folder: Folder of a capture.
        toward: `ground` or `device`.

    Raises:
        ValueError: A line of the timeline cannot be read.
    """
    __tracebackhide__ = True
    octets = (folder / FILES[toward]).read_bytes()
    lines = (folder / TIMELINE).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            if entry.get("toward") == toward:
                end = entry["offset"] + entry["octets"]
                yield Arrival(entry["at_s"], toward, octets[entry["offset"] : end])
        except (ValueError, KeyError, AttributeError) as error:
            raise ValueError(f"{folder / TIMELINE}, line {number}: {error!r}") from None
