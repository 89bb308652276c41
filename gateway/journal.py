"""The journal: every frame on disk before anything can lose it, and each sink's place.

::

    frames    sequence │ when, where, how received │ octets          append only
    cursors   sink     │ sequence of the last frame its far side acknowledged
    places    source   │ how far into its input the frames above reach
    memory    key      │ what must survive a restart besides (alarms)
    commands           │ what was commanded (`gateway.commanding.log`)

One SQLite file in WAL mode with ``synchronous=FULL``: a commit that returned survives a
power cut.  A batch of frames, with the places of the sources they came from, is one
transaction.  The file is bounded; when it is full the oldest frames that every sink
has acknowledged leave first, then rejected ones, and only then frames nobody has
taken, which is counted.

This module does no waiting and knows no clock: `gateway.recorder` calls it from one
thread, on one connection (SQLite before 3.51.3 can corrupt a WAL that two share).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from gateway.errors import JournalError
from gateway.model import UNKNOWN_QUALITY, Delivery, Disposition, Entry, Frame, Quality, Rejected

DEFAULT_MAX_OCTETS = 512 * 1024 * 1024
"""Some three million frames; a day of a busy station is a hundred times less."""

PRUNE_ROWS = 2000
"""Rows dropped at once: a delete stays short beside the commits around it."""

_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE frames (
    sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
    received_us INTEGER NOT NULL,
    source      TEXT NOT NULL,
    clock       TEXT NOT NULL,
    delivery    TEXT NOT NULL,
    framing     TEXT NOT NULL,
    data        BLOB NOT NULL,
    port        INTEGER,
    quality     BLOB,
    reason      TEXT,
    message     TEXT,
    offset      INTEGER
);
CREATE TABLE cursors (sink TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE places (source TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE memory (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""
_COLUMNS = (
    "sequence, received_us, source, clock, delivery, framing, data, port, quality, "
    "reason, message, offset"
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_quality_of = msgspec.json.Decoder(Quality)


class Journal:
    """The durable log of one station.

    Args:
        path: The SQLite file; made if it is not there.
        max_octets: Size that the file is kept below.
        read_only: Read beside the gateway that writes, and change nothing.

    Attributes:
        lost: Frames that had to leave before every sink had acknowledged them.

    Raises:
        JournalError: From any method, when the file cannot be read or written.
    """

    def __init__(
        self, path: Path, max_octets: int = DEFAULT_MAX_OCTETS, *, read_only: bool = False
    ):
        self.path = path
        self.max_octets = max_octets
        self.lost = 0
        self._db = _open_to_read(path) if read_only else _open(path)
        self._page_octets: int = self._scalar("PRAGMA page_size")
        self.last_sequence: int = (
            self._scalar("SELECT seq FROM sqlite_sequence WHERE name = 'frames'") or 0
        )

    def _scalar(self, sql: str, *arguments: object) -> int:
        row = self.execute(sql, arguments).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def execute(self, sql: str, arguments: Sequence[object] = ()) -> sqlite3.Cursor:
        """Carry out one statement; other rooms keep tables of their own here."""
        try:
            return self._db.execute(sql, arguments)
        except sqlite3.Error as error:
            raise JournalError(f"{self.path}: {error}") from error

    def append(self, entries: Sequence[Entry], places: Mapping[str, int] | None = None) -> None:
        """Commit *entries* and the *places* of their sources together, or not at all."""
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.executemany(
                    f"INSERT INTO frames ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                    [_row(entry) for entry in entries],
                )
                self._db.executemany("REPLACE INTO places VALUES (?, ?)", (places or {}).items())
        except sqlite3.Error as error:
            raise JournalError(f"{self.path}: {error}") from error
        if entries:
            self.last_sequence = entries[-1].sequence
        self._prune()

    def read(self, after: int, limit: int) -> list[Entry]:
        """At most *limit* entries whose sequence is above *after*, in order."""
        rows = self.execute(
            f"SELECT {_COLUMNS} FROM frames WHERE sequence > ? ORDER BY sequence LIMIT ?",
            (after, limit),
        )
        return [_entry(row) for row in rows]

    def earlier(self, before: int, limit: int) -> list[Entry]:
        """The last entries, at most *limit*, whose sequence is below *before*, in order."""
        rows = self.execute(
            f"SELECT {_COLUMNS} FROM frames WHERE sequence < ? ORDER BY sequence DESC LIMIT ?",
            (before, limit),
        )
        return [_entry(row) for row in rows][::-1]

    def entry(self, sequence: int) -> Entry | None:
        """The entry with that sequence, or None if it is not (or no longer) there."""
        found = self.read(sequence - 1, 1)
        return found[0] if found and found[0].sequence == sequence else None

    def __iter__(self) -> Iterator[Entry]:
        """Every entry, oldest first, in bounded memory."""
        after = 0
        while batch := self.read(after, 1000):
            yield from batch
            after = batch[-1].sequence

    def __len__(self) -> int:
        """How many entries there are."""
        return self._scalar("SELECT count(*) FROM frames")

    @property
    def octets(self) -> int:
        """Octets in use, free pages not counted."""
        pages = self._scalar("PRAGMA page_count") - self._scalar("PRAGMA freelist_count")
        return pages * self._page_octets

    def cursor(self, sink: str) -> int:
        """Sequence of the last entry *sink* has acknowledged; 0 for none."""
        return self._scalar("SELECT sequence FROM cursors WHERE sink = ?", sink)

    def cursors(self) -> dict[str, int]:
        """All sinks' cursors by name."""
        return dict(self.execute("SELECT sink, sequence FROM cursors"))

    def advance(self, cursors: Mapping[str, int]) -> None:
        """Commit the sinks' new cursors."""
        try:
            with self._db:
                self._db.executemany("REPLACE INTO cursors VALUES (?, ?)", cursors.items())
        except sqlite3.Error as error:
            raise JournalError(f"{self.path}: {error}") from error

    def place(self, source: str) -> int:
        """How far into its input the committed frames of *source* reach."""
        return self._scalar("SELECT place FROM places WHERE source = ?", source)

    def recall(self, key: str) -> bytes | None:
        """What was kept under *key*."""
        row = self.execute("SELECT value FROM memory WHERE key = ?", (key,)).fetchone()
        return bytes(row[0]) if row else None

    def keep(self, key: str, value: bytes) -> None:
        """Commit *value* under *key*."""
        self.execute("REPLACE INTO memory VALUES (?, ?)", (key, value))

    def _prune(self) -> None:
        """Make room, in the order the module's docstring gives."""
        if self.octets <= self.max_octets:
            return
        acknowledged = self._scalar("SELECT min(sequence) FROM cursors")
        if self._drop(f"sequence <= {acknowledged:d}") or self._drop("reason IS NOT NULL"):
            return
        self.lost += self._drop("1")

    def _drop(self, which: str) -> int:
        return self.execute(
            f"DELETE FROM frames WHERE sequence IN "
            f"(SELECT sequence FROM frames WHERE {which} ORDER BY sequence LIMIT {PRUNE_ROWS})"
        ).rowcount

    def close(self) -> None:
        """Leave the file complete, without its WAL."""
        self._db.close()


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Autocommit: transactions are the ones written out above.  The recorder's
        # thread is not the one that opens the journal, but the only one that uses it.
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    except (OSError, sqlite3.Error) as error:
        raise JournalError(f"{path}: {error}") from error
    try:
        _prepare(db)
    except sqlite3.Error as error:
        db.close()
        raise JournalError(f"{path}: {error}") from error
    return db


def _prepare(db: sqlite3.Connection) -> None:
    """Make the file ours, or make sure that it is."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA journal_size_limit = 4194304")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_SCHEMA_VERSION}; COMMIT;")
    elif version != _SCHEMA_VERSION:
        raise sqlite3.DatabaseError(f"schema {version} is another version's")


def _open_to_read(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise JournalError(f"{path}: there is no journal")
    try:
        return _connect_to_read(path, "mode=ro")
    except JournalError:
        # A reader makes the WAL's index; where it must not, nobody can be writing either.
        return _connect_to_read(path, "immutable=1")


def _connect_to_read(path: Path, mode: str) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=5)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version != _SCHEMA_VERSION:
            raise sqlite3.DatabaseError(f"schema {version} is not this version's")
    except sqlite3.Error as error:
        db.close()
        raise JournalError(f"{path}: {error}") from error
    return db


def _row(entry: Entry) -> tuple[object, ...]:
    event = entry.event
    received_us = (entry.received_at - _EPOCH) // _MICROSECOND
    head = (entry.sequence, received_us, entry.source, entry.clock, entry.delivery.value)
    if isinstance(event, Rejected):
        reason = (event.reason.value, event.message, event.offset)
        return (*head, event.framing, event.data, None, None, *reason)
    quality = None if event.quality == UNKNOWN_QUALITY else msgspec.json.encode(event.quality)
    return (*head, event.framing, event.data, event.port, quality, None, None, None)


def _entry(row: tuple[Any, ...]) -> Entry:
    sequence, received_us, source, clock, delivery, *event = row
    received_at = _EPOCH + received_us * _MICROSECOND
    return Entry(sequence, source, received_at, clock, Delivery(delivery), _event(*event))


def _event(
    framing: str,
    data: bytes,
    port: int | None,
    quality: bytes | None,
    reason: str | None,
    message: str,
    offset: int,
) -> Frame | Rejected:
    if reason is not None:
        return Rejected(Disposition(reason), data, framing, message, offset)
    return Frame(data, framing, _quality_of.decode(quality) if quality else UNKNOWN_QUALITY, port)
