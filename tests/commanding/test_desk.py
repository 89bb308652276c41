"""The desk sends nothing that is not on record, and answers whatever happens."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.catalogue import Catalogue
from gateway.commanding.arming import Armed, Arming
from gateway.commanding.commander import Commander
from gateway.commanding.desk import MAX_WAITING, RATE, CommandDesk
from gateway.commanding.reply import Reply, Status
from gateway.commanding.request import MAX_OCTETS
from gateway.journal import Journal
from gateway.sinks.topics import Incoming
from gateway.sources.clock import Clock
from gateway.watch import Watch
from tests import board
from tests.board import Board
from tests.sources.rig import rig


class Office:
    """A desk, and what it answered."""

    def __init__(self) -> None:
        self.answers: dict[str, Reply] = {}
        self.desk: CommandDesk
        self.commander: Commander

    def answer(self, incoming: Incoming, reply: Reply) -> None:
        self.answers[json.loads(incoming.payload)["id"]] = reply

    def ask(self, identity: str, verb: str = "ping", **more: Any) -> None:
        body = {"id": identity, "sent_at": datetime.now(UTC).isoformat(), **more}
        self.desk.take(Incoming(f"a/b/cmd/{verb}", json.dumps(body).encode()))

    async def answered(self, identity: str) -> Reply:
        async with asyncio.timeout(20):
            while identity not in self.answers:
                await asyncio.sleep(0.01)
        return self.answers[identity]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("missions")
    (folder / "board.py").write_text(board.MISSION, encoding="utf-8")
    return Catalogue([folder])


@asynccontextmanager
async def office(
    tmp_path: Path, catalogue: Catalogue, journal: str = "journal.sqlite"
) -> AsyncIterator[tuple[Office, Board]]:
    """A desk for one armed board."""
    device = Board(tmp_path / "board")
    path = tmp_path / journal if journal != ":memory:" else Path(journal)
    table = f'kind = "serial"\nport = "{device.line.path}"\nmissions = ["board"]\nwired = true'
    async with rig(table, journal=path) as made:
        await made.until("open")
        clock, found = Clock(), Office()
        arming = Arming(tmp_path)
        arming.arm("it", Armed(clock.now(), clock.now() + timedelta(minutes=5), "eva"))
        found.commander = Commander(catalogue, {"it": made.receiver}, clock)
        found.desk = CommandDesk(found.commander, made.recorder, arming, clock, found.answer)
        watch = Watch(made.recorder, catalogue)
        watch.on_outcome.append(found.commander.note)
        tasks = [asyncio.create_task(watch.run()), asyncio.create_task(found.desk.run())]
        try:
            yield found, device
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    device.unplug()


async def test_it_tells_what_can_be_commanded_and_until_when(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    async with office(tmp_path, catalogue) as (made, _):
        status = made.desk.status("it")
        assert status["commands"] == ["ping", "pump", "reset", "valve"]
        assert datetime.fromisoformat(status["armed_until"]) > datetime.now(UTC)
        Arming(tmp_path).disarm("", datetime.now(UTC))
        assert made.desk.status("it")["armed_until"] is None
        assert made.desk.status("other") == {}


async def test_a_command_is_on_record_before_the_board_hears_of_it(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    seen: list[tuple[str, str]] = []

    def judge(frame: bytes) -> int:
        reader = sqlite3.connect(tmp_path / "journal.sqlite")
        seen.extend(reader.execute("SELECT id, armed_by FROM commands WHERE reply IS NULL"))
        reader.close()
        return 0

    async with office(tmp_path, catalogue) as (made, device):
        device.judge = judge
        made.ask("a", by="adam")
        assert (await made.answered("a")).status is Status.ACCEPTED
    assert seen == [("a", "eva")]
    assert made.desk.counters == {"accepted": 1}


async def test_what_cannot_be_recorded_is_not_sent(tmp_path: Path, catalogue: Catalogue) -> None:
    async with office(tmp_path, catalogue, ":memory:") as (made, device):
        made.ask("a")
        reply = await made.answered("a")
    assert reply.status is Status.NOT_SENT
    assert "in memory only" in reply.message
    assert device.heard == []


async def test_a_journal_that_fails_later_stops_commands_and_nothing_else(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    async with office(tmp_path, catalogue) as (made, device):
        made.ask("a")
        assert (await made.answered("a")).status is Status.ACCEPTED
        other = sqlite3.connect(tmp_path / "journal.sqlite", isolation_level=None)
        other.execute("DROP TABLE commands")
        other.close()
        made.ask("b")
        assert (await made.answered("b")).status is Status.NOT_SENT
    assert len(device.heard) == 1


async def test_a_mistake_of_ours_costs_one_command(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*arguments: object) -> Reply:
        raise RuntimeError("a mistake")

    async with office(tmp_path, catalogue) as (made, _):
        with monkeypatch.context() as patch:
            patch.setattr(made.commander, "carry_out", broken)
            made.ask("a")
            reply = await made.answered("a")
        assert reply.status is Status.TIMEOUT
        assert "may have been carried out" in reply.message
        made.ask("b")
        assert (await made.answered("b")).status is Status.ACCEPTED


async def test_a_flood_is_bounded_and_every_request_of_it_answered(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    async with office(tmp_path, catalogue) as (made, device):
        names = [f"f{n}" for n in range(3 * MAX_WAITING)]
        for name in names:
            made.ask(name)
        replies = [await made.answered(name) for name in names]
    assert len(device.heard) == RATE
    assert [reply.status for reply in replies[:RATE]] == [Status.ACCEPTED] * RATE
    assert {reply.status for reply in replies[RATE:]} == {Status.REFUSED}


async def test_of_a_message_that_is_too_long_only_the_beginning_is_kept(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    kept: list[Incoming] = []
    async with office(tmp_path, catalogue) as (made, device):
        made.desk._answer = lambda incoming, reply: kept.append(incoming)
        made.desk.take(Incoming("a/b/cmd/ping", bytes(1_000_000)))
        async with asyncio.timeout(20):
            while not kept:
                await asyncio.sleep(0.01)
    assert len(kept[0].payload) == MAX_OCTETS + 1
    assert made.desk.counters == {"invalid": 1}
    assert device.heard == []


async def test_the_log_says_who_commanded_what_and_a_flood_once(
    tmp_path: Path, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with office(tmp_path, catalogue) as (made, _):
        made.ask("a", "valve", values={"position": "open"}, by="adam")
        tag = (await made.answered("a")).tag
        for n in range(3 * MAX_WAITING):
            made.ask(f"f{n}")
        await made.answered(f"f{3 * MAX_WAITING - 1}")
    who = "command valve position='open' to it, asked for by 'adam' as a: "
    told = [record.getMessage() for record in caplog.records]
    assert f"{who}is to be sent with tag {tag}, armed by 'eva'" in told
    assert f"{who}accepted: the board says accepted" in told
    assert len([line for line in told if line.startswith("commands are refused: ")]) == 1


async def test_a_log_that_could_not_be_opened_at_first_is_opened_later(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    journal = tmp_path / "journal.sqlite"
    Journal(journal).close()
    other = sqlite3.connect(journal, isolation_level=None)
    other.execute("CREATE TABLE other (x)")
    # A view of this name: the table cannot be made, nor anything be written to it.
    other.execute("CREATE VIEW commands AS SELECT x FROM other")
    async with office(tmp_path, catalogue) as (made, device):
        made.ask("a")
        assert (await made.answered("a")).status is Status.NOT_SENT
        other.execute("DROP VIEW commands")
        made.ask("b")
        assert (await made.answered("b")).status is Status.ACCEPTED
    other.close()
    assert len(device.heard) == 1


async def test_an_id_is_that_of_one_command_at_one_source(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    async with office(tmp_path, catalogue) as (made, device):
        for more in ({}, {"source": "it"}, {"source": "roof"}):
            made.answers.clear()
            made.ask("a", **more)
            reply = await made.answered("a")
            known = more.get("source") != "roof"
            assert reply.status is (Status.ACCEPTED if known else Status.INVALID)
    assert len(device.heard) == 1


async def test_one_whose_end_was_not_recorded_is_answered_and_not_sent_again(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    async with office(tmp_path, catalogue) as (made, device):
        made.ask("a")
        assert (await made.answered("a")).status is Status.ACCEPTED
        other = sqlite3.connect(tmp_path / "journal.sqlite", isolation_level=None)
        other.execute("UPDATE commands SET reply = NULL")
        other.close()
        made.answers.clear()
        made.ask("a")
        reply = await made.answered("a")
    assert (reply.status, "could not be recorded" in reply.message) == (Status.TIMEOUT, True)
    assert len(device.heard) == 1


async def test_a_slow_board_keeps_nobody_else_waiting(tmp_path: Path, catalogue: Catalogue) -> None:
    async with office(tmp_path, catalogue) as (made, device):
        device.judge = lambda frame: None
        made.ask("slow", timeout_s=1)
        made.ask("wrong", verb="pnig")
        assert (await made.answered("wrong")).status is Status.UNKNOWN
        assert "slow" not in made.answers
        made.ask("slow", timeout_s=1)  # once more, while it is under way: one answer will do
        assert (await made.answered("slow")).status is Status.TIMEOUT
    assert len(set(device.heard)) == 1
