"""The recorder: the journal's one writer, and what its readers follow.

::

    sources ─▶ record() ─▶ pending ─▶ commit (one thread) ─▶ recent ─▶ read() ─▶ sinks
                                          │                    ▲
                                       journal ────────────────┘ what is older

Nobody sees a frame before it is on disk.  A commit takes everything that came during
the one before it, so a slow card makes commits larger, not frames later.  When the
journal cannot be written that is a fault to be told, and frames go on to the sinks from
memory; they are written when the journal works again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from gateway.errors import JournalError
from gateway.journal import Journal
from gateway.model import Delivery, Entry, Frame, Rejected

log = logging.getLogger(__name__)

MAX_RECENT = 4096
"""Entries kept in memory for the sinks: three seconds of the fastest line."""

MAX_PENDING = 4096
"""Entries that wait for a commit before sources are made to wait."""

MAX_UNWRITTEN = 50_000
"""Entries kept for a journal that cannot be written: 10 MB or so."""

RETRY_S = 5.0
"""Pause between attempts to write to a journal that failed."""

CURSOR_S = 0.5
"""How often cursors are committed when no frame is; a crash repeats so much."""

T = TypeVar("T")


class Recorder:
    """Numbers, commits and hands on what the sources hear.

    Args:
        journal: The journal; the recorder closes it.
        commit_s: Shortest time between commits.
        passing: The journal is one in memory, in place of one that cannot be opened.

    Attributes:
        fault: Why the journal cannot be written; empty while it can.
    """

    def __init__(self, journal: Journal, commit_s: float = 0.01, passing: bool = False):
        self.journal = journal
        self.fault = ""
        self.on_fault: Callable[[str], None] = lambda fault: None
        self._commit_s = commit_s
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._sequence = _number_of_now() if passing else journal.last_sequence
        self._pending: list[Entry] = []
        self._places: dict[str, int] = {}
        self._unwritten: list[Entry] = []
        self._never_written = 0
        self._retry_at = 0.0
        self._cursors: dict[str, int] = {}
        self._saved_cursors = journal.cursors()
        self._recent: list[Entry] = []
        self._work = asyncio.Event()
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._committing = asyncio.Lock()

    async def record(
        self,
        source: str,
        events: Sequence[Frame | Rejected],
        received_at: datetime,
        clock: str,
        delivery: Delivery,
        place: int | None = None,
    ) -> None:
        """Number *events* and queue them for the next commit.

        Args:
            source: Name of the source.
            events: What its deframer found, in order.
            received_at: When; a frame that carries its own time keeps that.
            clock: Where the time came from.
            delivery: LIVE, REPLAY or SIMULATED.
            place: How far into the source's input everything so far is in *events*;
                committed with them.
        """
        for event in events:
            self._sequence += 1
            own = event.received_at if isinstance(event, Frame) else None
            when, whose = (own, "tnc") if own else (received_at, clock)
            self._pending.append(Entry(self._sequence, source, when, whose, delivery, event))
        if place is not None:
            self._places[source] = place
        if events or place is not None:
            self._work.set()
        if len(self._pending) > MAX_PENDING:
            self._room.clear()
            await self._room.wait()

    async def read(self, after: int, limit: int = 256) -> list[Entry]:
        """The next entries above *after*; waits until there is one."""
        while True:
            if found := await self._read_now(after, limit):
                return found
            self._news.clear()
            if not self._recent or self._recent[-1].sequence <= after:
                await self._news.wait()

    async def _read_now(self, after: int, limit: int) -> list[Entry]:
        recent = self._recent
        if recent and recent[0].sequence <= after + 1:
            start = bisect_right(recent, after, key=_sequence)
            return recent[start : start + limit]
        if after >= self.last_sequence:
            return []
        try:
            found = await self._call(self.journal.read, after, limit)
        except JournalError as error:
            log.warning("older frames cannot be read: %s", error)
            found = []
        # An unwritable journal knows nothing of what memory holds above it.
        return found or recent[:limit]

    async def earlier(self, before: int, count: int) -> list[Entry]:
        """Up to *count* entries that end with sequence *before*."""
        try:
            return await self._call(self.journal.earlier, before + 1, count)
        except JournalError as error:
            log.warning("older frames cannot be read: %s", error)
            return []

    @property
    def last_sequence(self) -> int:
        """Sequence of the newest entry that sinks may see."""
        return self._recent[-1].sequence if self._recent else self.journal.last_sequence

    def acknowledge(self, sink: str, sequence: int) -> None:
        """Note that *sink*'s far side has everything up to *sequence*."""
        self._cursors[sink] = sequence

    def cursor(self, sink: str) -> int:
        """Where *sink* goes on."""
        return self._cursors.get(sink, self._saved_cursors.get(sink, 0))

    @property
    def lost(self) -> int:
        """Frames that left before every sink had them: the journal, or memory, was full."""
        return self.journal.lost + self._never_written

    async def keep(self, key: str, value: bytes) -> None:
        """Have the journal remember *value* under *key*."""
        try:
            await self._call(self.journal.keep, key, value)
        except JournalError as error:
            log.warning("%s is not kept: %s", key, error)

    async def recall(self, key: str) -> bytes | None:
        """What the journal remembers under *key*."""
        return await self._call(self.journal.recall, key)

    async def with_journal(self, work: Callable[[Journal], T]) -> T:
        """Do *work* with the journal, in its thread and between the commits.

        Raises:
            JournalError: It cannot be read or written.
        """
        return await self._call(work, self.journal)

    async def run(self) -> None:
        """Commit until cancelled; what is queued then is committed by `close`."""
        while True:
            try:
                # Not wait_for: in Python 3.11 it can swallow the cancellation.
                async with asyncio.timeout(CURSOR_S):
                    await self._work.wait()
            except TimeoutError:
                if self._cursors == self._saved_cursors and not self._unwritten:
                    continue
            started = time.monotonic()
            await self._commit()
            # What arrives in the rest of the interval shares the next commit.
            await asyncio.sleep(max(0.0, self._commit_s - (time.monotonic() - started)))

    async def flush(self) -> None:
        """Commit what is queued, and wait for a commit under way: sinks see it all then."""
        if self._pending or self._committing.locked():
            await self._commit()

    async def close(self) -> None:
        """Commit what is left and close the journal."""
        await self._commit()
        await self._call(self.journal.close)
        self._thread.shutdown()

    async def _commit(self) -> None:
        async with self._committing:
            await self._commit_pending()

    async def _commit_pending(self) -> None:
        self._work.clear()
        batch, self._pending = self._pending, []
        places, self._places = self._places, {}
        self._room.set()
        cursors = dict(self._cursors)
        try:
            if self.fault and time.monotonic() < self._retry_at:
                raise JournalError(self.fault)
            await self._call(self._write, [*self._unwritten, *batch], places, cursors)
        except JournalError as error:
            if not self.fault:
                batch = self._go_on_without(error, batch)
            self._keep_unwritten(batch)
        else:
            self._unwritten.clear()
            self._saved_cursors = cursors
            if self.fault:
                self._go_on_with()
        self._show(batch)

    def _write(
        self, entries: Sequence[Entry], places: Mapping[str, int], cursors: Mapping[str, int]
    ) -> None:
        if entries or places:
            self.journal.append(entries, places)
        self.journal.advance(cursors)

    def _go_on_without(self, error: JournalError, batch: Sequence[Entry]) -> list[Entry]:
        """Tell the fault, and number what is not written so that no id comes twice."""
        log.error("the journal cannot be written, going on without it: %s", error)
        self.fault = str(error)
        self.on_fault(self.fault)
        self._sequence = max(self._sequence, _number_of_now())
        renumbered = [self._renumber(entry) for entry in batch]
        self._pending = [self._renumber(entry) for entry in self._pending]
        return renumbered

    def _renumber(self, entry: Entry) -> Entry:
        self._sequence += 1
        return msgspec.structs.replace(entry, sequence=self._sequence)

    def _keep_unwritten(self, batch: Sequence[Entry]) -> None:
        self._unwritten += batch
        excess = max(0, len(self._unwritten) - MAX_UNWRITTEN)
        del self._unwritten[:excess]
        self._never_written += excess
        if time.monotonic() >= self._retry_at:
            self._retry_at = time.monotonic() + RETRY_S

    def _go_on_with(self) -> None:
        log.info("the journal can be written again")
        self.fault = ""
        self.on_fault("")

    def _show(self, batch: Sequence[Entry]) -> None:
        if not batch:
            return
        self._recent += batch
        if len(self._recent) > 2 * MAX_RECENT:
            del self._recent[:-MAX_RECENT]
        self._news.set()

    async def _call(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)


def _number_of_now() -> int:
    """A sequence for entries that no journal keeps, and that must not come again.

    After a restart the journal goes on where it ended; milliseconds since 1970 are far
    above any number it has given.
    """
    return time.time_ns() // 1_000_000


def _sequence(entry: Entry) -> int:
    return entry.sequence
