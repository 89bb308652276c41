"""The board: what is true now, as retained messages.

Frames must all arrive, in order; of a state only the latest matters.  States are put
on the board, and each sink takes what it has not told yet.
"""

from __future__ import annotations

import asyncio


class Board:
    """The latest payload of every retained topic that is a state."""

    def __init__(self) -> None:
        self._payloads: dict[str, bytes] = {}
        self._versions: dict[str, int] = {}
        self._version = 0
        self._news = asyncio.Event()

    def put(self, topic: str, payload: bytes) -> None:
        """Set what *topic* says; the same payload again is no news."""
        if self._payloads.get(topic) == payload:
            return
        self._version += 1
        self._payloads[topic] = payload
        self._versions[topic] = self._version
        self._news.set()

    def has(self, topic: str) -> bool:
        """Whether *topic* says anything."""
        return topic in self._payloads

    def forget(self, prefix: str) -> None:
        """Take topics that begin with *prefix* off the board; the broker keeps its copy."""
        for topic in [topic for topic in self._payloads if topic.startswith(prefix)]:
            del self._payloads[topic], self._versions[topic]

    async def after(self, version: int) -> tuple[int, list[tuple[str, bytes]]]:
        """The newest version, and the topics that changed since *version*; waits for one."""
        while self._version <= version:
            self._news.clear()
            await self._news.wait()
        changed = [
            (topic, self._payloads[topic])
            for topic, changed_at in self._versions.items()
            if changed_at > version
        ]
        return self._version, changed
