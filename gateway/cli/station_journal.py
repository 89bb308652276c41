"""A station's journal as the commands read it: beside the running gateway, changing nothing."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click
from msgspec import Struct

from gateway.cli.output import safe
from gateway.cli.selection import missions_in_force
from gateway.decoder import Decoder
from gateway.journal import Journal
from gateway.model import Entry, Outcome
from gateway.station import Station, load_station

BATCH = 1000

WARM_UP = 64
"""Frames decoded unheard before the first: links find the packets that span frames."""

_SQLITE_START = b"SQLite format 3\0"
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


class Wanted(Struct, frozen=True):
    """Which frames of a journal are wanted.

    Attributes:
        since: Received then or later.
        source: Heard by this source; empty for any.
        dispositions: Ended in one of these ways; empty for any.
    """

    since: datetime | None = None
    source: str = ""
    dispositions: tuple[str, ...] = ()

    def admits(self, entry: Entry, outcome: Outcome) -> bool:
        """Whether a frame is one of them."""
        return (
            (self.since is None or entry.received_at >= self.since)
            and self.source in ("", entry.source)
            and (not self.dispositions or outcome.disposition.value in self.dispositions)
        )


class StationJournal:
    """A journal, and how to decode it.

    Args:
        path: A station file, or a journal itself.
        folders: More folders of mission files.
        names: Missions that must be among them.

    Attributes:
        journal: The journal, open for reading only.
        file: The station file; None for a journal by itself.
        station: The station's name; without a station file that of the journal's folder.
        missions: All missions.

    Raises:
        gateway.errors.StationError: The station file has a mistake.
        gateway.errors.JournalError: The journal cannot be read.
    """

    def __init__(self, path: Path, folders: Sequence[Path] = (), names: Sequence[str] = ()):
        self._named: Mapping[str, Sequence[str]] = {}
        self.file: Station | None = None
        self.station = path.resolve().parent.name
        if not _is_database(path):
            self.file = load_station(path)
            path = self.file.state_folder / "journal.sqlite"
            self.station = self.file.name
            self._named = {source.name: source.missions for source in self.file.source}
            folders = [*map(self.file.path, self.file.missions.folders), *folders]
        self.journal = Journal(path, read_only=True)
        self.missions = missions_in_force(folders, names)

    def close(self) -> None:
        """Let go of the file."""
        self.journal.close()

    def decoder(self) -> Decoder:
        """A new decoder with today's missions."""
        return Decoder(self.missions, self._named)

    def missions_of(self, source: str) -> Sequence[str]:
        """The missions that the station file names for *source*; none means all."""
        return self._named.get(source, ())

    def decoded(self) -> Iterator[tuple[Entry, Outcome]]:
        """Every entry, oldest first, with today's outcome."""
        decoder = self.decoder()
        return ((entry, decoder.decode(entry)) for entry in self.journal)

    def outcome(self, entry: Entry) -> Outcome:
        """Today's outcome of one entry."""
        return self._warm(entry).decode(entry)

    def newest(self, wanted: Wanted, limit: int) -> list[tuple[Entry, Outcome]]:
        """The newest entries that are wanted, at most *limit*, newest last."""
        found: deque[tuple[Entry, Outcome]] = deque()
        before = self.journal.last_sequence + 1
        while len(found) < limit and (block := self.journal.earlier(before, BATCH)):
            decode = self._warm(block[0]).decode
            pairs = ((entry, decode(entry)) for entry in block)
            found.extendleft(reversed([pair for pair in pairs if wanted.admits(*pair)]))
            # Times follow the numbers but for a recording in between, which may go on longer.
            if wanted.since and max(entry.received_at for entry in block) < wanted.since:
                break
            before = block[0].sequence
        return list(found)[-limit:]

    def _warm(self, entry: Entry) -> Decoder:
        """A decoder that has heard what came before *entry*."""
        decoder = self.decoder()
        for earlier in self.earlier(entry):
            decoder.decode(earlier)
        return decoder

    def earlier(self, entry: Entry) -> list[Entry]:
        """The frames before *entry* that links may need."""
        return self.journal.earlier(entry.sequence, WARM_UP)

    def entry(self, identity: str) -> Entry:
        """The entry with an id such as `roof-1042`, or just its number.

        Raises:
            click.UsageError: There is none.
        """
        name, _, digits = identity.rpartition("-")
        if not _NUMBER.fullmatch(digits) or name not in ("", self.station):
            raise click.UsageError(
                f"{safe(identity)!r} is no id of this journal; one is {self.station}-1."
            )
        if entry := self.journal.entry(int(digits)):
            return entry
        raise click.UsageError(
            f"there is no frame {safe(identity)} in the journal, or it has left it;"
            f" the newest is {self.station}-{self.journal.last_sequence}."
        )


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE_START)) == _SQLITE_START
    except OSError as error:
        raise click.UsageError(f"{safe(str(path))}: {error.strerror}") from error
