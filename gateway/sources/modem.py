"""A downlink's modem: a child process that is fed, watched and started again.

::

    feed() ─▶ queue ─▶ standard input ─▶ process ─▶ standard output ─▶ deliver()
               │ full: dropped, counted            │ ends, hangs, talks nonsense:
               ▼                                   ▼ told, counted, started again
            dropped_samples                     modem_restarts, lost_samples

Feeding never waits, so that an overload is no jam at the radio.  Every block says which
sample is its first: what was dropped leaves a gap, and the time of what follows is right.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from asyncio.subprocess import Process
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from gateway.modem_process.messages import (
    LENGTH_OCTETS,
    Block,
    Report,
    Setup,
    checked_length,
    pack,
)
from gateway.sources.child import end, last_line, start
from gateway.sources.receiver import FIRST_PAUSE_S, LONGEST_PAUSE_S

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "gateway.modem_process")

QUEUE_S = 5.0
"""Samples that wait for a modem that is slow for a moment, or just starting."""

MAX_QUEUE_OCTETS = 64 << 20

AHEAD = 0.2
"""How full the queue gets for a source that can wait."""

HANG_S = 30.0
"""A modem that owes an answer for so long has hung."""

STEADY_S = 60.0
"""A modem that has worked for so long is started again at once."""

ENDED = "finished"

Deliver = Callable[[Report], Awaitable[None]]


class Modem:
    """One downlink's modem.

    Args:
        name: For the log.
        setup: What it is told.
        octets: Of one sample, all channels.
        deliver: Called with each report, in order.
        counters: Where `dropped_samples`, `lost_samples` and `modem_restarts` are counted.
        command: What is started in place of the modem.

    Attributes:
        state: `starting`, `running`, `waiting` (after a crash) or `finished`.
        error: Why it is waiting.
    """

    def __init__(
        self,
        name: str,
        setup: Setup,
        octets: int,
        deliver: Deliver,
        counters: Counter[str],
        command: Sequence[str] = (),
    ):
        self.state = "starting"
        self.error = ""
        self._name = name
        self._setup = setup
        self._octets = octets
        self._deliver = deliver
        self._counters = counters
        self._command = command or COMMAND
        self._limit = int(min(QUEUE_S * setup.sample_rate, MAX_QUEUE_OCTETS / octets))
        self._queue: deque[Block] = deque()
        self._queued = 0
        self._owed: deque[int] = deque()
        """Samples in each block that was sent and not answered yet."""
        self._answered_at = 0.0
        self._work = asyncio.Event()
        self._room = asyncio.Event()
        self._tell_again_at = 0.0
        self._ending = False

    def feed(self, block: Block) -> None:
        """Queue *block*, or drop and count it if the modem is too far behind."""
        samples = len(block.data) // self._octets
        if self._queued + samples > self._limit and self._queue:
            self._counters["dropped_samples"] += samples
            if time.monotonic() > self._tell_again_at:
                log.warning("%s: too slow, samples are dropped", self._name)
                self._tell_again_at = time.monotonic() + STEADY_S
            return
        self._queued += samples
        self._queue.append(block)
        self._work.set()

    async def room(self) -> None:
        """Wait until the modem has nearly caught up, for a source that can be stopped."""
        while self._queued > AHEAD * self._limit and self.state != ENDED:
            self._room.clear()
            await self._room.wait()

    async def run(self) -> None:
        """Keep the modem at work; returns when it has answered the last block."""
        pause_s = FIRST_PAUSE_S
        while self.state != ENDED:
            started = time.monotonic()
            self._tell("starting", "")
            reason = await self._run_once()
            if reason == ENDED:
                return
            self._counters["modem_restarts"] += 1
            if lost := sum(self._owed):
                self._counters["lost_samples"] += lost
            self._owed.clear()
            log.warning("%s: %s; it is started again", self._name, reason)
            self._tell(ENDED if self._ending else "waiting", reason)
            if time.monotonic() - started > STEADY_S:
                pause_s = FIRST_PAUSE_S
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _run_once(self) -> str:
        """Start the process and talk to it; returns why that ended."""
        try:
            process = await start(self._command)
        except OSError as error:
            return f"the modem cannot be started: {error.strerror or error}"
        self._answered_at = time.monotonic()
        tasks = [
            asyncio.ensure_future(work)
            for work in (self._write(process), self._read(process), self._watch())
        ]
        complaint = asyncio.ensure_future(last_line(process))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            reason = next(iter(done)).result()
        finally:
            for task in tasks:
                task.cancel()
            await end(process, *tasks, complaint)
        return reason or complaint.result() or f"the modem ended with {process.returncode}"

    async def _write(self, process: Process) -> str:
        """Send what is queued; returns only when the process takes no more."""
        assert process.stdin
        try:
            process.stdin.write(pack(self._setup))
            while True:
                while not self._queue:
                    self._work.clear()
                    await self._work.wait()
                block = self._queue.popleft()
                samples = len(block.data) // self._octets
                self._queued -= samples
                self._ending = block.last
                if not self._owed:
                    self._answered_at = time.monotonic()
                self._owed.append(samples)
                self._room.set()
                process.stdin.write(pack(block))
                await process.stdin.drain()
        except OSError:
            # It has ended: the reader and its complaint say more of why.
            await asyncio.sleep(HANG_S)
            return ""

    async def _read(self, process: Process) -> str:
        """Deliver what comes; returns when nothing more does."""
        assert process.stdout
        try:
            while True:
                head = await process.stdout.readexactly(LENGTH_OCTETS)
                body = await process.stdout.readexactly(checked_length(head))
                report = msgspec.msgpack.decode(body, type=Report)
                self._tell("running", "")
                self._owed.popleft()
                self._answered_at = time.monotonic()
                await self._deliver(report)
                if report.last:
                    self._tell(ENDED, "")
                    self._room.set()
                    return ENDED
        except asyncio.IncompleteReadError:
            return ""
        except (ValueError, IndexError) as error:
            return f"the modem talks nonsense: {error}"

    async def _watch(self) -> str:
        """Return when the process owes an answer for too long."""
        while True:
            await asyncio.sleep(HANG_S / 10)
            if self._owed and time.monotonic() - self._answered_at > HANG_S:
                return f"the modem has said nothing for {HANG_S:g} s"

    def _tell(self, state: str, error: str) -> None:
        self.state, self.error = state, error
