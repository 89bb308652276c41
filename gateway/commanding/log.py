"""The log of commands: every one that was asked for, by whom, and what became of it.

It is a table of the journal's file.  A command is written there before it is sent, and
its end when that is known; one without an end was under way when the gateway died.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from gateway.commanding.reply import Reply
from gateway.errors import JournalError
from gateway.journal import Journal
from gateway.record import utc

MAX_SENT = 10_000
MAX_REFUSED = 1_000
"""Commands kept; the oldest leave.  Those that were not sent are kept apart: with them,
whoever reaches the broker could push out the record of those that were."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS commands (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    by       TEXT NOT NULL,
    armed_by TEXT NOT NULL,
    verb     TEXT NOT NULL,
    given    TEXT NOT NULL,
    source   TEXT NOT NULL,
    mission  TEXT NOT NULL,
    tag      INTEGER,
    reply    BLOB
)
"""
_INDEX = "CREATE INDEX IF NOT EXISTS commands_by_id ON commands (id)"
_PRUNE = """
DELETE FROM commands WHERE (tag IS NULL) = ?1 AND number <= (
    SELECT number FROM commands WHERE (tag IS NULL) = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2
)
"""
_COLUMNS = "id, asked_at, by, armed_by, verb, given, source, mission, tag, reply"

_reply_of = msgspec.json.Decoder(Reply)


class Logged(Struct, frozen=True, kw_only=True):
    """One command that was asked for.

    Attributes:
        id: Chosen by who asked.
        asked_at: When, aware UTC.
        by: Who asked, as they say.
        armed_by: Who had armed the source; empty if nobody had.
        verb: Name of the command.
        given: Its arguments.
        source: Where it was to go.
        mission: Whose command it was.
        tag: Under which tag it was sent; None if it was not to be sent.
        reply: What became of it; None while that is not known.
    """

    id: str
    asked_at: datetime
    by: str = ""
    armed_by: str = ""
    verb: str
    given: Mapping[str, Any]
    source: str = ""
    mission: str = ""
    tag: int | None = None
    reply: Reply | None = None


class CommandLog:
    """The commands of one station.

    Args:
        journal: The journal in whose file they are kept.

    Raises:
        JournalError: From any method, when the file cannot be read or written.
    """

    def __init__(self, journal: Journal):
        self._journal = journal

    def prepare(self) -> None:
        """Make the table, if it is not there."""
        self._journal.execute(_SCHEMA)
        self._journal.execute(_INDEX)

    def begin(self, command: Logged) -> int:
        """Write a command before it is sent; returns its number."""
        if self._journal.path == Path(":memory:"):
            raise JournalError("the journal is in memory only")
        row = (
            *(command.id, utc(command.asked_at), command.by, command.armed_by, command.verb),
            *(msgspec.json.encode(command.given).decode(), command.source, command.mission),
            *(command.tag, msgspec.json.encode(command.reply) if command.reply else None),
        )
        marks = ",".join("?" * len(row))
        sql = f"INSERT INTO commands ({_COLUMNS}) VALUES ({marks})"
        number = self._journal.execute(sql, row).lastrowid or 0
        refused = command.tag is None
        self._journal.execute(_PRUNE, (refused, MAX_REFUSED if refused else MAX_SENT))
        return number

    def end(self, number: int, reply: Reply) -> None:
        """Write what became of a command."""
        sql = "UPDATE commands SET reply = ? WHERE number = ?"
        self._journal.execute(sql, (msgspec.json.encode(reply), number))

    def end_all(self, reply: Reply) -> None:
        """Write *reply* for every command whose end is not known."""
        sql = "UPDATE commands SET reply = ? WHERE reply IS NULL"
        self._journal.execute(sql, (msgspec.json.encode(reply),))

    def find(self, identity: str) -> Logged | None:
        """The last command with this id."""
        found = self._select("WHERE id = ? ORDER BY number DESC LIMIT 1", identity)
        return found[0] if found else None

    def newest(self, limit: int) -> list[Logged]:
        """The last commands, at most *limit*, newest last; none where there is no table."""
        sql = "SELECT count(*) FROM sqlite_master WHERE name = 'commands'"
        if not self._rows(sql)[0][0]:
            return []
        return self._select("ORDER BY number DESC LIMIT ?", limit)[::-1]

    def last_tags(self) -> dict[str, int]:
        """The last tag that each source was sent."""
        sql = "SELECT source, tag, max(number) FROM commands WHERE tag IS NOT NULL GROUP BY source"
        return {source: tag for source, tag, _ in self._rows(sql)}

    def _select(self, which: str, *arguments: object) -> list[Logged]:
        rows = self._rows(f"SELECT {_COLUMNS} FROM commands {which}", arguments)
        return [self._logged(row) for row in rows]

    def _rows(self, sql: str, arguments: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows; a damaged file may show itself only here."""
        try:
            return self._journal.execute(sql, arguments).fetchall()
        except sqlite3.Error as error:
            raise JournalError(f"{self._journal.path}: {error}") from error

    def _logged(self, row: tuple[Any, ...]) -> Logged:
        identity, asked_at, by, armed_by, verb, given, source, mission, tag, reply = row
        try:
            return Logged(
                id=identity,
                asked_at=datetime.fromisoformat(asked_at),
                by=by,
                armed_by=armed_by,
                verb=verb,
                given=msgspec.json.decode(given),
                source=source,
                mission=mission,
                tag=tag,
                reply=_reply_of.decode(reply) if reply else None,
            )
        except (msgspec.MsgspecError, ValueError) as error:
            raise JournalError(f"{self._journal.path}: a command is damaged: {error}") from error
