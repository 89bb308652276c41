"""The chain: what a frame goes through at a station, put together for one source.

::

    line ─▶ receiver ─▶ recorder ─▶ watch ─▶ history
                          journal     └─▶ commander ─▶ receiver ─▶ line

It lives in an event loop; `gateway.hil.bench.bench` has that in a thread of its own.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from gateway import sources
from gateway.catalogue import Catalogue
from gateway.commanding.commander import Commander
from gateway.continuity import COUNTED
from gateway.hil.bench.loop_thread import BenchError
from gateway.hil.clock import BenchClock
from gateway.hil.telemetry.history import History
from gateway.journal import Journal
from gateway.model import Alarm, Deframer, Disposition, Entry, Outcome
from gateway.recorder import Recorder
from gateway.sources.receiver import Receiver
from gateway.station import SerialSource
from gateway.watch import Watch

QUIET_S = 0.25
"""A gateway that reads nothing for so long from a port that was away has read it all."""

READ_S = 20.0
"""Longest wait for the gateway to read what has arrived."""

OPEN_S = 10.0
"""Longest wait for a port to be opened again: the source looks every quarter of a second."""


class Chain:
    """Everything between a port and a test's history.

    Args:
        options: The source's table of a station file.
        deframer: Of its framing.
        catalogue: The missions.
        journal: The journal's file.
        clock: The test's clock.
        history: Where all that is heard is told.

    Attributes:
        receiver: The source's.
        commander: Sends commands.
        watch: Decodes.

    Raises:
        JournalError: The journal cannot be opened.
    """

    def __init__(
        self,
        options: SerialSource,
        deframer: Deframer,
        catalogue: Catalogue,
        journal: Path,
        clock: BenchClock,
        history: History,
    ):
        self._recorder = Recorder(Journal(journal), commit_s=0.0)
        self._deframer = deframer
        self._history = history
        self.receiver = HeardReceiver(options, deframer, self._recorder, clock)
        self.watch = Watch(self._recorder, catalogue)
        self.commander = Commander(catalogue, {options.name: self.receiver}, clock)
        self.watch.on_outcome += [self.commander.note, history.take, self._note_breaks]
        self.watch.on_alarms = history.take_alarms
        self._continuity = Counter[str]()
        self._gone = 0
        self._reconnects = 0

    async def run(self, leave: asyncio.Event, ready: Callable[[], None]) -> None:
        """Work until *leave*, then close the journal; *ready* is called when it has begun."""
        try:
            async with asyncio.TaskGroup() as tasks:
                working = [
                    tasks.create_task(work)
                    for work in (
                        self._recorder.run(),
                        self.watch.run(),
                        sources.run(self.receiver),
                    )
                ]
                ready()
                await leave.wait()
                for task in working:
                    task.cancel()
        finally:
            await self._recorder.close()

    def _note_breaks(self, entry: Entry, _: Outcome) -> None:
        now = Counter(self.watch.continuity.counters.get(entry.source))
        if now != self._continuity:
            counts = {name: now[name] - self._continuity[name] for name in now}
            self._history.take_break({name: count for name, count in counts.items() if count > 0})
            self._continuity = now

    async def opened(self) -> None:
        """Wait until the port is open.

        Raises:
            BenchError: It cannot be opened.
        """
        receiver = self.receiver
        deadline = time.monotonic() + OPEN_S
        while receiver.state != "open":
            if time.monotonic() > deadline:
                raise BenchError(f"the gateway cannot open its port: {receiver.error}")
            await receiver.heard(QUIET_S)

    async def read_all(self, sent: int) -> None:
        """Wait until so many octets are read, and all that came of them is in the history.

        Raises:
            BenchError: They do not come.
        """
        receiver = self.receiver
        deadline = time.monotonic() + READ_S
        while receiver.state == "open" and receiver.counters["octets"] < sent - self._gone:
            if time.monotonic() > deadline:
                read = receiver.counters["octets"]
                raise BenchError(f"the gateway has read {read} of {sent} octets, and no more come")
            reopened = receiver.counters["reconnects"] > self._reconnects
            if not await receiver.heard(QUIET_S) and reopened:
                # What nobody had read went with the port; how much, not even the line knows.
                self._gone = sent - receiver.counters["octets"]
                self._reconnects = receiver.counters["reconnects"]
        await self._recorder.flush()
        while self._history.sequence < self._recorder.last_sequence:
            await asyncio.sleep(0)

    async def alarms(self) -> list[Alarm]:
        """The alarms that are up."""
        return [alarm for _, alarm in self.watch.monitor.alarms()]

    def counters(self) -> dict[str, int]:
        """All counters by name, as they are now."""
        name = self.receiver.options.name
        counted = self.watch.dispositions.get(name, Counter[str]())
        gaps = self.watch.continuity.counters.get(name, Counter[str]())
        own = self.receiver.counters
        return {
            **{name: own[name] for name in ("octets", "frames", "reconnects")},
            **{kind.value: counted[kind.value] for kind in reversed(Disposition)},
            **{name: gaps[name] for name in COUNTED},
            **self._deframer.counters,
        }


class HeardReceiver(Receiver):
    """A receiver that says when it has read something, or changed its state."""

    def __init__(
        self, options: SerialSource, deframer: Deframer, recorder: Recorder, clock: BenchClock
    ):
        super().__init__(options, deframer, recorder, clock)
        self._news = asyncio.Event()
        self.on_change = self._news.set

    async def octets(self, data: bytes) -> None:
        """As `Receiver.octets`."""
        await super().octets(data)
        self._news.set()

    async def heard(self, within: float) -> bool:
        """Whether there is news within so many seconds."""
        self._news.clear()
        try:
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            return False
        return True
