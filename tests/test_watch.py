"""The watch: every frame once, in order, told to whoever looks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from gateway.catalogue import Catalogue
from gateway.journal import Journal
from gateway.model import Alarm, Delivery, Disposition, Entry, Frame, Outcome, Rejected, State
from gateway.recorder import Recorder
from gateway.watch import Watch

MISSION = """
from construct import Int8ub, Struct
from gateway.definition import Limits, Mission, Packet, channel
MISSION = Mission(
    name="board", title="Board", sequence="n",
    packets=[Packet("beacon", Struct("n" / Int8ub * "number", "v" / channel(Int8ub, "V") * "bus"),
                    limits={"v": Limits(warning=(3, None), persistence=1)})],
)
"""


class Seen:
    """What a watch told."""

    def __init__(self, watch: Watch):
        self.outcomes: list[tuple[Entry, Outcome]] = []
        self.alarms: list[tuple[bool, Alarm]] = []
        watch.on_alarms = self.alarms.extend
        watch.on_outcome.append(lambda entry, outcome: self.outcomes.append((entry, outcome)))

    async def wait(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.outcomes) < count:
                await asyncio.sleep(0.005)


@asynccontextmanager
async def watching(folder: Path) -> AsyncIterator[tuple[Recorder, Watch]]:
    missions = folder / "missions"
    missions.mkdir(exist_ok=True)
    (missions / "board.py").write_text(MISSION, encoding="utf-8")
    recorder = Recorder(Journal(folder / "journal.sqlite", 1_000_000), 0.001)
    watch = Watch(recorder, Catalogue([missions], {"line": ["board"]}))
    await watch.recall()
    tasks = [asyncio.create_task(recorder.run()), asyncio.create_task(watch.run())]
    try:
        yield recorder, watch
    finally:
        await recorder.flush()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await recorder.close()


async def hear(recorder: Recorder, *events: Frame | Rejected) -> None:
    await recorder.record("line", events, datetime.now(UTC), "ntp", Delivery.LIVE)


def frame(*octets: int) -> Frame:
    return Frame(bytes(octets), "kiss")


async def test_frames_are_told_in_order_and_counted_by_what_became_of_them(tmp_path: Path) -> None:
    async with watching(tmp_path) as (recorder, watch):
        seen = Seen(watch)
        await hear(recorder, frame(1, 9), Rejected(Disposition.CHECK_FAILED, b"x", "kiss", "", 0))
        await hear(recorder, frame(4, 9))
        await seen.wait(3)
        assert [entry.sequence for entry, _ in seen.outcomes] == [1, 2, 3]
        assert watch.dispositions == {"line": {"published": 2, "check_failed": 1}}
        assert watch.continuity.counters["line"]["missed"] == 2


async def test_an_alarm_is_told_once_and_kept_over_a_restart(tmp_path: Path) -> None:
    async with watching(tmp_path) as (recorder, watch):
        seen = Seen(watch)
        await hear(recorder, frame(1, 2), frame(2, 1))
        await seen.wait(2)
        assert [(s, a.channel, a.state) for s, a in seen.alarms] == [(False, "v", State.WARNING)]
    async with watching(tmp_path) as (recorder, watch):
        assert [a.channel for _, a in watch.monitor.alarms()] == ["v"]
        seen = Seen(watch)
        await hear(recorder, frame(3, 9))
        await seen.wait(1)
        assert [a.state for _, a in seen.alarms] == [State.NOMINAL]
