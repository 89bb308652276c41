"""The downlinks of a source of samples, each with a modem of its own.

::

    source ─ octets ─▶ blocks of 0.1 s ─┬─▶ modem ─▶ frames ─▶ receiver, with their times
                          │             ├─▶ modem
                     timeline, Doppler  └─▶ modem

A source hands on octets as they come; what a sample is, and when it was, is known here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from types import TracebackType
from typing import Any

from msgspec import Struct

from gateway.modem_process.messages import Block, Report, Setup
from gateway.sources.modem import Modem
from gateway.sources.passes import Passes
from gateway.sources.receiver import Receiver
from gateway.sources.timeline import LiveTimeline, RecordedTimeline, Timeline
from gateway.station import DownlinkTable

BLOCK_S = 0.1
STALL_S = 1.0
"""Silence after which a frame under way is judged without the rest."""


class Stream(Struct, frozen=True):
    """What the octets of a source are.

    Attributes:
        format: Of the samples, such as `i16` or `cu8`.
        sample_rate: Hz.
        channels: Interleaved channels of audio.
        frequency_hz: Centre of IQ; None where every downlink is in the middle.
    """

    format: str
    sample_rate: float
    channels: int = 1
    frequency_hz: float | None = None

    @property
    def iq(self) -> bool:
        """Whether the samples are IQ."""
        return self.format.startswith("c")

    @property
    def octets(self) -> int:
        """Of one sample, all channels."""
        # Not asked of `gateway.samples.formats`, which needs NumPy.
        bits = int("".join(filter(str.isdigit, self.format)))
        return bits // 8 * (2 if self.iq else self.channels)

    def offset_hz(self, frequency_hz: float | None) -> float:
        """Where in the band a carrier is, from its centre."""
        if not (self.iq and self.frequency_hz and frequency_hz):
            return 0.0
        return frequency_hz - self.frequency_hz


class Demodulation:
    """The modems of one source; to be entered before it is fed.

    Args:
        downlinks: What to listen for.
        stream: What the octets are.
        receiver: Where frames go.
        recorded: When the samples were, if they do not come as they are made.
    """

    def __init__(
        self,
        downlinks: Sequence[DownlinkTable],
        stream: Stream,
        receiver: Receiver,
        recorded: RecordedTimeline | None = None,
    ):
        self._stream = stream
        self._receiver = receiver
        self._timeline: Timeline = recorded or LiveTimeline(stream.sample_rate)
        self._clock = "recording" if recorded and recorded.started_at else ""
        self._passes = [Passes(self._title(table)) for table in downlinks]
        self._modems = [
            (table, self._modem(table, passes))
            for table, passes in zip(downlinks, self._passes, strict=True)
        ]
        self._rest = bytearray()
        self._next = 0
        self._block = max(1, int(BLOCK_S * stream.sample_rate)) * stream.octets
        self._tasks: list[asyncio.Task[None]] = []
        self._stall: asyncio.TimerHandle | None = None

    def _title(self, table: DownlinkTable) -> str:
        return f"source {self._receiver.options.name}, {table.title}"

    def _modem(self, table: DownlinkTable, passes: Passes) -> Modem:
        stream, receiver = self._stream, self._receiver
        setup = Setup(
            table.downlink(),
            stream.format,
            stream.sample_rate,
            stream.channels,
            stream.offset_hz(table.frequency_hz),
        )
        deliver = partial(self._deliver, passes)
        return Modem(self._title(table), setup, stream.octets, deliver, receiver.counters)

    async def __aenter__(self) -> Demodulation:
        self._tasks = [asyncio.create_task(modem.run()) for _, modem in self._modems]
        self._receiver.downlinks = self.status
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._expect_nothing()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def feed(self, data: bytes) -> None:
        """Take octets that were just read; never waits."""
        self._receiver.counters["octets"] += len(data)
        self._rest += data
        if len(self._rest) >= self._block:
            self._send()
        self._expect_more()

    def skip(self, samples: int) -> None:
        """Note that *samples* were lost before they reached us."""
        self._send()
        self._receiver.counters["lost_samples"] += samples
        self._next += samples

    def cut(self) -> None:
        """Note that what comes next begins with a whole sample: a new connection."""
        self._send(pause=True)
        self._rest.clear()

    def count(self, what: str) -> None:
        """Count something that happened to the samples."""
        self._receiver.counters[what] += 1

    async def room(self) -> None:
        """Wait until every modem has nearly caught up."""
        self._expect_nothing()
        for _, modem in self._modems:
            await modem.room()
        self._expect_more()

    async def finish(self) -> None:
        """Hear what is left; there is nothing more to come."""
        self._expect_nothing()
        self._send(last=True)
        # Not gather: it would pass a cancellation on, and leaving does that once more.
        if self._tasks:
            await asyncio.wait(self._tasks)

    def status(self) -> list[dict[str, Any]]:
        """What the `source` topic tells of each downlink."""
        return [
            {"downlink": table.title, "state": modem.state}
            | ({"last_error": modem.error} if modem.error else {})
            | ({"pass": heard} if (heard := passes.status()) else {})
            for (table, modem), passes in zip(self._modems, self._passes, strict=True)
        ]

    def _expect_more(self) -> None:
        """Have a stream that falls silent noticed; a recording does not."""
        self._expect_nothing()
        if isinstance(self._timeline, LiveTimeline):
            self._stall = asyncio.get_running_loop().call_later(STALL_S, self._pause)

    def _expect_nothing(self) -> None:
        if self._stall:
            self._stall.cancel()

    def _pause(self) -> None:
        """Nothing has come for a while: have what is under way judged without the rest."""
        self._receiver.counters["stalls"] += 1
        self._send(pause=True)

    def _send(self, pause: bool = False, last: bool = False) -> None:
        """Send the whole samples that have come to every modem."""
        samples = len(self._rest) // self._stream.octets
        data = bytes(self._rest[: samples * self._stream.octets])
        del self._rest[: len(data)]
        first, self._next = self._next, self._next + samples
        if samples:
            self._timeline.note(self._next, self._receiver.now())
        for table, modem in self._modems:
            modem.feed(Block(first, data, self._shift_hz(table, first), pause, last))

    def _shift_hz(self, table: DownlinkTable, first: int) -> tuple[float, float]:
        """The Doppler of a downlink from sample *first* on; 0 where it is not known."""
        tracking, frequency = self._receiver.tracking, table.frequency_hz
        start, end = self._timeline.at(first), self._timeline.at(self._next)
        if not (tracking and table.norad and frequency and start and end and self._stream.iq):
            return 0.0, 0.0
        return (
            tracking.shift_hz(table.norad, frequency, start),
            tracking.shift_hz(table.norad, frequency, end),
        )

    async def _deliver(self, passes: Passes, report: Report) -> None:
        """Record what a modem has heard."""
        for name, count in report.counters.items():
            self._receiver.counters[name] += count
        for heard in report.heard:
            at = self._timeline.at(heard.end_s * self._stream.sample_rate)
            await self._receiver.record([heard.event], at=at, clock=self._clock)
            if heard.frame:
                passes.hear(heard.frame, at or self._receiver.now())
        passes.look(self._receiver.now())
