"""A modem that crashes, hangs, is too slow or talks nonsense harms nobody, and is told."""

from __future__ import annotations

import asyncio
import struct
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from gateway.model import Downlink
from gateway.modem_process.messages import Block, Report, Setup
from gateway.sources import modem as module
from gateway.sources.modem import Modem
from tests.modem_process.stand_in import COMMAND, ERROR, EXIT, FRAME, HANG

RATE = 1000.0
SETUP = Setup(Downlink(None, "FSK", 1200, ("ax25",)), "f32", RATE)


def marked(mark: float, at: int = 10, count: int = 100) -> bytes:
    return struct.pack(f"<{count}f", *(mark if number == at else 0.0 for number in range(count)))


SILENCE = marked(0)


class Bench:
    """A modem at work, and what it has told."""

    def __init__(self, command: Sequence[str]):
        self.counters: Counter[str] = Counter()
        self.times: list[float] = []
        self.reports = 0
        self.modem = Modem("it", SETUP, 4, self._deliver, self.counters, command)
        self.task = asyncio.ensure_future(self.modem.run())
        self.next = 0

    async def _deliver(self, report: Report) -> None:
        self.reports += 1
        self.times += [round(one.end_s, 3) for one in report.heard]

    def feed(self, data: bytes, last: bool = False) -> None:
        self.modem.feed(Block(self.next, data, last=last))
        self.next += len(data) // 4

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():
                await asyncio.sleep(0.01)

    async def finish(self) -> None:
        self.feed(b"", last=True)
        async with asyncio.timeout(20):
            await self.task


@asynccontextmanager
async def bench(command: Sequence[str] = COMMAND) -> AsyncIterator[Bench]:
    made = Bench(command)
    try:
        yield made
    finally:
        made.task.cancel()
        await asyncio.gather(made.task, return_exceptions=True)


async def test_frames_come_back_in_order() -> None:
    async with bench() as it:
        for _ in range(5):
            it.feed(marked(FRAME))
        await it.finish()
        assert it.times == [0.01, 0.11, 0.21, 0.31, 0.41]
        assert it.modem.state == "finished"
        assert it.counters == {}


@pytest.mark.parametrize(
    ("mark", "reason"), [(ERROR, "ValueError: a fault in the modem"), (EXIT, "ended with 3")]
)
async def test_a_crash_is_told_and_what_follows_has_the_right_time(
    mark: float, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with bench() as it:
        it.feed(marked(FRAME))
        it.feed(SILENCE)
        await it.until(lambda: it.reports == 2)
        it.feed(marked(mark))
        await it.until(lambda: it.counters["modem_restarts"] == 1)
        assert reason in it.modem.error
        it.feed(marked(FRAME))
        it.feed(SILENCE)
        await it.finish()
        assert it.times == [0.01, 0.31]
        assert it.counters == {"modem_restarts": 1, "lost_samples": 100}
        assert reason in caplog.text


async def test_a_modem_that_hangs_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HANG_S", 1.5)
    async with bench() as it:
        it.feed(SILENCE)
        await it.until(lambda: it.reports == 1)
        it.feed(marked(HANG))
        await it.until(lambda: it.counters["modem_restarts"] == 1)
        assert "said nothing" in it.modem.error


async def test_an_overload_drops_samples_and_counts_them(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "HANG_S", 2.0)
    async with bench() as it:
        it.feed(marked(HANG))
        await it.until(lambda: it.modem._queued == 0)
        for _ in range(2000):
            it.feed(SILENCE)
        dropped = it.counters["dropped_samples"]
        assert 0 < dropped < 200_000
        assert caplog.text.count("samples are dropped") == 1, "told once, counted always"
        await it.until(lambda: it.counters["modem_restarts"] == 1)
        await it.until(lambda: it.modem._queued == 0)
        it.feed(marked(FRAME))
        await it.finish()
        assert it.times == [200.11]


async def test_a_source_that_can_wait_is_made_to() -> None:
    async with bench() as it:
        for _ in range(100):
            it.feed(SILENCE)
            await it.modem.room()
            assert it.modem._queued <= RATE * module.QUEUE_S * module.AHEAD
        await it.finish()
        assert it.counters == {}


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("raise SystemExit('no modem here')", "no modem here"),
        ("import sys; sys.stdout.write('x' * 100)", "talks nonsense"),
        ("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\1\\1')", "talks nonsense"),
        ("pass", "ended with 0"),
    ],
)
async def test_a_process_that_is_no_modem_is_told(program: str, reason: str) -> None:
    async with bench((sys.executable, "-c", program)) as it:
        await it.until(lambda: it.counters["modem_restarts"] == 1)
        assert reason in it.modem.error
        assert it.modem.state == "waiting"


async def test_a_program_that_is_not_there_is_told() -> None:
    async with bench(("/no/such/program",)) as it:
        await it.until(lambda: it.counters["modem_restarts"] == 1)
        assert "cannot be started: No such file" in it.modem.error


async def test_a_crash_on_the_last_samples_ends_it() -> None:
    async with bench() as it:
        it.feed(marked(ERROR), last=True)
        async with asyncio.timeout(20):
            await it.task
        assert it.modem.state == "finished"
        assert it.counters["modem_restarts"] == 1


async def test_no_process_is_left_behind() -> None:
    async with bench() as it:
        it.feed(SILENCE)
        await it.until(lambda: it.reports == 1)
        it.task.cancel()
        await asyncio.gather(it.task, return_exceptions=True)
        assert it.task.cancelled()
