"""The receiver: what every source hands its octets to.

    source ─▶ octets ─▶ deframer ─▶ Frame | Rejected ─▶ recorder
                 clock ───────────────────┘

It is the same for all kinds: it reads the clock, counts, and knows the state that the
`source` topic tells.  Sources of samples have modems in place of the deframer, and their
frames come with their times.

A source that is `wired` has a way back: `send` frames a packet as its framing does, and
writes it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from gateway.errors import SourceError
from gateway.framing import framing_of
from gateway.model import Deframer, Delivery, Frame, Rejected
from gateway.record import utc
from gateway.recorder import Recorder
from gateway.sources.clock import Clock
from gateway.sources.tracking import Tracking
from gateway.station import FileSource, LineSource, SerialSource, Source

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 30.0

SEND_S = 2.0
"""Longest a frame may take to be written, besides its own time on the line."""

BITS_PER_OCTET = 12
"""On a serial line at most: start, eight, parity, two stop bits."""

Write = Callable[[bytes], Awaitable[None]]
"""Writes octets to what is open; cancelled, it throws away what is not written yet."""


class Receiver:
    """One source's way into the gateway.

    Args:
        options: The source's table of the station file.
        deframer: A new deframer of its framing; None for a source of samples.
        recorder: Where frames go.
        clock: The station's clock.
        tracking: The station's place and its satellites' orbits, if it has them.

    Attributes:
        state: `opening`, `waiting` (for the far side), `open`, or `finished`.
        counters: Octets, frames, and what was rejected by reason.
        on_change: Called when the state changes.
        downlinks: What a source of samples tells of each of its downlinks.
    """

    def __init__(
        self,
        options: Source,
        deframer: Deframer | None,
        recorder: Recorder,
        clock: Clock,
        tracking: Tracking | None = None,
    ):
        self.options = options
        self.state = "opening"
        self.since = clock.now()
        self.error = ""
        self.last_frame_at: datetime | None = None
        self.counters: Counter[str] = Counter()
        self.on_change: Callable[[], None] = lambda: None
        self.downlinks: Callable[[], list[dict[str, Any]]] = list
        self.tracking = tracking
        self._deframer = deframer
        self._recorder = recorder
        self._clock = clock
        self._pause_s = FIRST_PAUSE_S
        self._write: Write | None = None
        self._sending = asyncio.Lock()

    @property
    def delivery(self) -> Delivery:
        """What this source's frames are."""
        if self.options.simulated:
            return Delivery.SIMULATED
        played = isinstance(self.options, FileSource) and not self.options.follow
        return Delivery.REPLAY if played else Delivery.LIVE

    async def octets(self, data: bytes) -> None:
        """Take octets that were just read."""
        await self.record(self.deframe(data))

    def deframe(self, data: bytes) -> list[Frame | Rejected]:
        """What *data* completes; nothing is recorded yet."""
        assert self._deframer
        self.counters["octets"] += len(data)
        return self._deframer.feed(data)

    @property
    def pending(self) -> int:
        """Octets fed last that are in no event yet."""
        return self._deframer.pending if self._deframer else 0

    def now(self) -> datetime:
        """The station's time, aware UTC."""
        return self._clock.now()

    async def record(
        self,
        events: list[Frame | Rejected],
        place: int | None = None,
        at: datetime | None = None,
        clock: str = "",
    ) -> None:
        """Record *events*.

        Args:
            events: What was heard.
            place: Where in the input what follows them starts.
            at: When they were heard, if not now.
            clock: Whose time *at* is, if not the station's.
        """
        now = self._clock.now()
        for event in events:
            if isinstance(event, Frame):
                self.counters["frames"] += 1
                self.last_frame_at = now
            else:
                self.counters[event.reason.value] += 1
        await self._recorder.record(
            self.options.name,
            events,
            at or now,
            clock or self._clock.quality,
            self.delivery,
            place,
        )

    def place(self) -> int:
        """Where in its input the source goes on after a restart."""
        return self._recorder.journal.place(self.options.name)

    @property
    def wired(self) -> bool:
        """Whether the station file says that it may be written to."""
        return isinstance(self.options, LineSource) and self.options.wired

    async def send(self, data: bytes) -> None:
        """Write one packet, framed as what comes from the source is.

        Raises:
            SourceError: The source is not wired or not open, or does not take it.
        """
        name = self.options.name
        if not isinstance(self.options, LineSource) or not self.wired:
            raise SourceError(f"source {name} is not wired: its table lacks `wired = true`")
        try:
            octets = framing_of(self.options.framing).encode(data)
        except (ValueError, OverflowError) as error:
            raise SourceError(f"source {name}: its framing cannot carry this: {error}") from error
        async with self._sending:
            if self._write is None:
                raise SourceError(f"source {name} is not open{self.error and ': '}{self.error}")
            try:
                async with asyncio.timeout(SEND_S + self._seconds_of(octets)):
                    await self._write(octets)
            except TimeoutError:
                raise SourceError(f"source {name} took no octets for {SEND_S:g} s") from None
            except OSError as error:
                raise SourceError(f"source {name}: {error.strerror or error}") from error
        self.counters["octets_sent"] += len(octets)
        self.counters["frames_sent"] += 1

    def _seconds_of(self, octets: bytes) -> float:
        """Time on the line, where it has a speed."""
        if not isinstance(self.options, SerialSource):
            return 0.0
        return len(octets) * BITS_PER_OCTET / self.options.baud

    def opened(self, what: str, write: Write | None = None) -> None:
        """The far side is there; *write* reaches it, where it can be written to."""
        log.info("source %s: %s is open", self.options.name, what)
        self._write = write
        self._change("open", "")
        self._pause_s = FIRST_PAUSE_S

    def finished(self) -> None:
        """There is nothing more to come."""
        log.info("source %s: finished", self.options.name)
        self._write = None
        self._change("finished", "")

    async def lost(self, error: object) -> None:
        """The far side is not there, or no longer: say so once, wait longer each time."""
        text = str(error) or type(error).__name__
        if (self.state, self.error) != ("waiting", text):
            log.warning("source %s: %s", self.options.name, text)
        self.counters["reconnects"] += self.state == "open"
        self._write = None
        self._change("waiting", text)
        await asyncio.sleep(self._pause_s)
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)

    def _change(self, state: str, error: str) -> None:
        if state != self.state:
            self.since = self._clock.now()
        self.state, self.error = state, error
        self.on_change()

    def status(self) -> dict[str, Any]:
        """What the `source` topic tells."""
        counters = self.counters + Counter(self._deframer.counters if self._deframer else {})
        status: dict[str, Any] = {
            "state": self.state,
            "since": utc(self.since),
            "kind": type(self.options).__struct_config__.tag,
            "counters": dict(counters),
        }
        if downlinks := self.downlinks():
            status["downlinks"] = downlinks
        if self.last_frame_at:
            status["last_frame_at"] = utc(self.last_frame_at)
        if self.error:
            status["last_error"] = self.error
        return status
