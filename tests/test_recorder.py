"""The recorder commits before anybody sees, and goes on when the disk does not."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway import recorder as recorder_module
from gateway.errors import JournalError
from gateway.journal import Journal
from gateway.model import Delivery, Frame
from gateway.recorder import Recorder

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@asynccontextmanager
async def running(path: Path) -> AsyncIterator[Recorder]:
    recorder = Recorder(Journal(path), commit_s=0.001)
    task = asyncio.ensure_future(recorder.run())
    yield recorder
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await recorder.close()


async def record(recorder: Recorder, *texts: bytes, place: int | None = None) -> None:
    frames = [Frame(text, "kiss") for text in texts]
    await recorder.record("tnc", frames, NOW, "ntp", Delivery.LIVE, place)


async def test_frames_are_numbered_and_on_disk_when_they_are_seen(tmp_path: Path) -> None:
    async with running(tmp_path / "j.sqlite") as recorder:
        await record(recorder, b"a", b"b", place=7)
        entries = await recorder.read(0)
        assert [(e.sequence, e.event.data) for e in entries] == [(1, b"a"), (2, b"b")]
        other = sqlite3.connect(tmp_path / "j.sqlite")
        assert other.execute("SELECT count(*) FROM frames").fetchone() == (2,)
        assert other.execute("SELECT place FROM places").fetchone() == (7,)
        other.close()


async def test_a_reader_waits_for_the_next(tmp_path: Path) -> None:
    async with running(tmp_path / "j.sqlite") as recorder:
        readers = [asyncio.ensure_future(recorder.read(0)) for _ in range(3)]
        await asyncio.sleep(0.02)
        assert not any(reader.done() for reader in readers)
        await record(recorder, b"a")
        for reader in readers:
            assert [e.event.data for e in await reader] == [b"a"]


async def test_a_frame_with_a_time_of_its_own_keeps_it(tmp_path: Path) -> None:
    own = datetime(2023, 10, 9, 17, 0, 9, 819000, tzinfo=UTC)
    async with running(tmp_path / "j.sqlite") as recorder:
        frame = Frame(b"a", "kiss", received_at=own)
        await recorder.record("tnc", [frame], NOW, "ntp", Delivery.LIVE)
        [entry] = await recorder.read(0)
        assert (entry.received_at, entry.clock) == (own, "tnc")


async def test_a_reader_far_behind_reads_from_the_journal(tmp_path: Path) -> None:
    async with running(tmp_path / "j.sqlite") as recorder:
        await record(recorder, *(b"%d" % n for n in range(3 * recorder_module.MAX_RECENT)))
        seen = 0
        while seen < 3 * recorder_module.MAX_RECENT:
            entries = await recorder.read(seen, 5000)
            assert entries[0].sequence == seen + 1
            seen = entries[-1].sequence


async def test_cursors_are_kept(tmp_path: Path) -> None:
    async with running(tmp_path / "j.sqlite") as recorder:
        await record(recorder, b"a", b"b")
        await recorder.read(0)
        recorder.acknowledge("mqtt", 2)
        assert recorder.cursor("mqtt") == 2
    async with running(tmp_path / "j.sqlite") as recorder:
        assert recorder.cursor("mqtt") == 2
        assert recorder.cursor("sids") == 0


async def test_a_journal_that_fails_costs_no_frame(tmp_path: Path) -> None:
    recorder_module_retry, recorder_module.RETRY_S = recorder_module.RETRY_S, 0.05
    told: list[str] = []
    try:
        async with running(tmp_path / "j.sqlite") as recorder:
            recorder.on_fault = told.append
            await record(recorder, b"before")
            await recorder.read(0)
            pages = recorder.journal._db.execute("PRAGMA page_count").fetchone()[0]
            recorder.journal._db.execute(f"PRAGMA max_page_count = {pages}")
            for number in range(30):
                await record(recorder, bytes([number]) * 2000)
                await asyncio.sleep(0.002)
            entries = await recorder.read(1, 100)
            while len(entries) < 30:
                entries += await recorder.read(entries[-1].sequence)
            sequences = [e.sequence for e in entries]
            assert sequences == sorted(set(sequences)), "every number once, rising"
            assert recorder.fault
            assert len(told) == 1
            recorder.journal._db.execute("PRAGMA max_page_count = 1000000")
            while recorder.fault:
                await asyncio.sleep(0.02)
            await record(recorder, b"after")
            [after] = await recorder.read(sequences[-1])
            assert after.sequence > sequences[-1]
            assert told[1:] == [""]
    finally:
        recorder_module.RETRY_S = recorder_module_retry
    journal = Journal(tmp_path / "j.sqlite")
    assert len(journal) == 32, "what memory held was written when the journal worked again"
    journal.close()


async def test_without_a_journal_numbers_do_not_come_twice() -> None:
    recorder = Recorder(Journal(Path(":memory:")), passing=True)
    await record(recorder, b"a")
    await recorder.flush()
    [entry] = await recorder.read(0)
    assert entry.sequence > 1_700_000_000_000
    await recorder.close()


async def test_flushing_waits_for_a_commit_under_way(tmp_path: Path) -> None:
    async with running(tmp_path / "journal.sqlite") as recorder:
        for number in range(20):
            await record(recorder, b"%d" % number)
            # Let the commit begin, and not end.
            await asyncio.sleep(0)
            await recorder.flush()
            assert recorder.last_sequence == number + 1


async def test_others_work_with_the_journal_between_the_commits(tmp_path: Path) -> None:
    async with running(tmp_path / "j.sqlite") as recorder:
        await record(recorder, b"a")
        await recorder.read(0)
        assert await recorder.with_journal(
            lambda journal: journal.execute("SELECT 7").fetchone()
        ) == (7,)
        with pytest.raises(JournalError, match="no such table"):
            await recorder.with_journal(lambda journal: journal.execute("SELECT * FROM x"))
        await record(recorder, b"b")
        assert len(await recorder.read(1)) == 1
