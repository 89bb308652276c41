"""A receiver on a real recorder, for the tests of sources."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from gateway import sources
from gateway.framing import make_deframer
from gateway.journal import Journal
from gateway.model import Entry
from gateway.recorder import Recorder
from gateway.sources.clock import Clock
from gateway.sources.receiver import Receiver
from gateway.station import Source, parse_station


def source(table: str) -> Source:
    """The source that a table of a station file describes."""
    [found] = parse_station(f'name = "bench"\n[[source]]\nname = "it"\n{table}').source
    return found


class Rig:
    """A source at work, and what has come of it."""

    def __init__(self, options: Source, recorder: Recorder, framing: str):
        deframer = make_deframer(framing, {}) if framing else None
        self.receiver = Receiver(options, deframer, recorder, Clock())
        self.task = asyncio.ensure_future(sources.run(self.receiver))
        self.recorder = recorder
        self._after = 0

    async def next(self) -> Entry:
        """The next entry, within five seconds."""
        async with asyncio.timeout(5):
            [entry] = await self.recorder.read(self._after, 1)
        self._after = entry.sequence
        return entry

    async def data(self) -> bytes:
        """Octets of the next entry."""
        return (await self.next()).event.data

    async def until(self, state: str) -> None:
        """Wait until the source is in *state*."""
        async with asyncio.timeout(5):
            while self.receiver.state != state:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def rig(
    table: str, framing: str = "kiss", journal: Path = Path(":memory:")
) -> AsyncIterator[Rig]:
    """Run the source that *table* describes."""
    recorder = Recorder(Journal(journal), commit_s=0)
    committing = asyncio.ensure_future(recorder.run())
    made = Rig(source(table), recorder, framing)
    try:
        yield made
    finally:
        made.task.cancel()
        committing.cancel()
        await asyncio.gather(made.task, committing, return_exceptions=True)
        await recorder.close()
