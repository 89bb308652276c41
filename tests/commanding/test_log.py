"""The log has every command before it is sent, and its end when that is known."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.commanding import log as log_module
from gateway.commanding.log import CommandLog, Logged
from gateway.commanding.reply import Reply, Status
from gateway.errors import JournalError
from gateway.journal import Journal

NOW = datetime(2026, 11, 22, 11, 20, tzinfo=UTC)
REPLY = Reply(
    Status.ACCEPTED, "the board says accepted", "bench", "board", 7, "accepted", 1, NOW, NOW
)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "journal.sqlite")) as made:
        yield made


@pytest.fixture
def log(journal: Journal) -> CommandLog:
    made = CommandLog(journal)
    made.prepare()
    return made


def asked(identity: str, tag: int | None = 7, source: str = "bench") -> Logged:
    given = {"position": "closed", "speed": 1.5, "on": True}
    return Logged(
        id=identity, asked_at=NOW, by="eva", verb="valve", given=given, source=source, tag=tag
    )


def test_what_was_asked_is_on_disk_before_its_end_is_known(
    log: CommandLog, journal: Journal
) -> None:
    number = log.begin(asked("a"))
    with closing(Journal(journal.path, read_only=True)) as second:
        again = CommandLog(second)
        assert again.newest(5) == [asked("a")]
        log.end(number, REPLY)
        [found] = again.newest(5)
    assert found.reply == REPLY
    assert log.find("a") == found
    assert log.find("b") is None
    log.begin(asked("a", tag=8))
    assert log.find("a") == asked("a", tag=8), "the last one counts"


def test_the_newest_come_last_and_the_oldest_leave(
    log: CommandLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "MAX_SENT", 3)
    monkeypatch.setattr(log_module, "MAX_REFUSED", 2)
    for name in "abcde":
        log.begin(asked(name))
    assert [one.id for one in log.newest(2)] == ["d", "e"]
    assert [one.id for one in log.newest(10)] == ["c", "d", "e"]
    for name in "vwxyz":
        log.begin(asked(name, tag=None))
    assert [one.id for one in log.newest(10)] == ["c", "d", "e", "y", "z"]


def test_what_a_crash_left_open_is_ended_and_nothing_else(log: CommandLog) -> None:
    log.end(log.begin(asked("a")), REPLY)
    log.begin(asked("b"))
    lost = Reply(Status.TIMEOUT, "the gateway ended")
    log.end_all(lost)
    assert [one.reply for one in log.newest(5)] == [REPLY, lost]


def test_the_last_tag_of_each_source_is_known(log: CommandLog) -> None:
    for source, tag in (("a", 9), ("b", 3), ("a", 2), ("b", None)):
        log.begin(asked("x", tag, source))
    assert log.last_tags() == {"a": 2, "b": 3}


def test_a_journal_of_before_has_no_commands(journal: Journal) -> None:
    assert CommandLog(journal).newest(5) == []


def test_a_journal_in_memory_records_nothing() -> None:
    with closing(Journal(Path(":memory:"))) as passing:
        log = CommandLog(passing)
        log.prepare()
        with pytest.raises(JournalError, match="in memory only"):
            log.begin(asked("a"))


def test_a_file_that_is_damaged_further_in_is_told(log: CommandLog, journal: Journal) -> None:
    for n in range(200):
        log.begin(asked(f"n{n}", source=100 * "x"))
    journal.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    page = 4096
    octets = bytearray(journal.path.read_bytes())
    octets[10 * page : 12 * page] = bytes(2 * page)  # of rows that are read after the first
    journal.path.write_bytes(octets)
    with closing(Journal(journal.path, read_only=True)) as damaged:
        again = CommandLog(damaged)
        with pytest.raises(JournalError, match="malformed"):
            again.newest(10_000)


def test_a_damaged_row_is_told(log: CommandLog, journal: Journal) -> None:
    log.begin(asked("a"))
    with closing(sqlite3.connect(journal.path, isolation_level=None)) as other:
        other.execute("UPDATE commands SET given = '{'")
    with pytest.raises(JournalError, match="a command is damaged"):
        log.newest(1)
