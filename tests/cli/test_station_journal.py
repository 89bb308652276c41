"""A journal is read beside the gateway that writes it, and changed by nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import click
import msgspec
import pytest

from gateway.cli.station_journal import BATCH, StationJournal, Wanted
from gateway.errors import JournalError
from gateway.journal import Journal
from gateway.model import Disposition, Entry, Frame, Outcome
from tests.cli.support import START, entry, rejected, write_journal
from tests.stage import numbered

Open = Callable[..., StationJournal]
Make = Callable[[list[Entry]], StationJournal]


def station_file(folder: Path, text: str = "") -> Path:
    file = folder.parent / "roof.toml"
    head = 'name = "roof"\nstate_dir = "state"\n'
    file.write_text(f'{head}{text}[missions]\nfolders = ["missions"]\n', encoding="utf-8")
    return file


@pytest.fixture
def open_journal() -> Iterator[Open]:
    """Opens journals, which are closed behind the test."""
    with ExitStack() as stack:
        yield lambda *arguments: stack.enter_context(closing(StationJournal(*arguments)))


@pytest.fixture
def station(folder: Path, open_journal: Open) -> Make:
    """Makes the station `roof` with the mission `numbered` and a journal of entries."""

    def make(entries: list[Entry]) -> StationJournal:
        state = folder.parent / "state"
        state.mkdir()
        write_journal(state / "journal.sqlite", entries)
        return open_journal(station_file(folder))

    return make


def frames(*numbers: int, source: str = "tnc") -> list[Entry]:
    return [entry(n, Frame(numbered(n), "kiss"), source) for n in numbers]


def sequences(found: list[tuple[Entry, Outcome]]) -> list[int]:
    return [one.sequence for one, _ in found]


def test_the_newest_come_last_and_no_more_than_asked_for(station: Make) -> None:
    roof = station(frames(*range(1, 2 * BATCH + 500)))
    assert sequences(roof.newest(Wanted(), 3)) == [2497, 2498, 2499]
    assert sequences(roof.newest(Wanted(), BATCH + 700)) == list(range(800, 2500))
    assert len(roof.newest(Wanted(), 10_000)) == 2499


def test_a_gap_in_the_numbers_costs_nothing(station: Make) -> None:
    # A journal that could not be written goes on with numbers of the clock.
    jumped = [
        msgspec.structs.replace(one, sequence=1_795_319_543_120 + one.sequence)
        for one in frames(3, 4)
    ]
    roof = station([*frames(1, 2), *jumped])
    found = sequences(roof.newest(Wanted(), 10))
    assert found == [1, 2, 1_795_319_543_123, 1_795_319_543_124]


def test_only_what_is_wanted_is_found_however_far_back(station: Make) -> None:
    entries = [
        entry(1, rejected(b"x"), "roof"),
        entry(2, Frame(b"?", "kiss"), "roof"),
        *frames(*range(3, 2 * BATCH)),
    ]
    roof = station(entries)
    assert sequences(roof.newest(Wanted(source="roof"), 5)) == [1, 2]
    assert sequences(roof.newest(Wanted(dispositions=("no_mission",)), 5)) == [2]
    since = START + timedelta(seconds=2 * BATCH - 3)
    assert sequences(roof.newest(Wanted(since=since), 9)) == [1997, 1998, 1999]


def test_frames_are_decoded_with_the_missions_of_the_station(station: Make) -> None:
    roof = station(frames(1, 2, 3))
    outcomes = [outcome for _, outcome in roof.decoded()]
    assert [one.disposition for one in outcomes] == [Disposition.PUBLISHED] * 3
    found = roof.outcome(roof.entry("roof-2"))
    assert found.decoded[0].readings[1].value == 2


def test_a_source_that_names_its_missions_keeps_to_them(folder: Path, open_journal: Open) -> None:
    (folder.parent / "state").mkdir()
    write_journal(folder.parent / "state" / "journal.sqlite", frames(1))
    source = '[[source]]\nname = "tnc"\nkind = "tcp"\nport = 8001\nmissions = ["delfi-pq"]\n'
    roof = open_journal(station_file(folder, source))
    assert roof.outcome(roof.entry("1")).disposition is not Disposition.PUBLISHED
    assert roof.missions_of("tnc") == ("delfi-pq",)
    assert roof.missions_of("other") == ()


def test_a_journal_by_itself_is_named_after_its_folder(
    folder: Path, station: Make, open_journal: Open
) -> None:
    station(frames(1))
    alone = open_journal(folder.parent / "state" / "journal.sqlite", [folder])
    assert (alone.station, alone.file) == ("state", None)
    assert alone.entry("state-1").sequence == 1


@pytest.mark.parametrize("identity", ["roof-4", "4", "roof-0", "cellar-1", "roof-", "", "roof-1x"])
def test_an_id_that_is_not_there_is_a_usage_error(station: Make, identity: str) -> None:
    roof = station(frames(1, 2, 3))
    with pytest.raises(click.UsageError):
        roof.entry(identity)


def test_a_journal_is_read_while_the_gateway_writes(tmp_path: Path) -> None:
    writer = Journal(tmp_path / "j.sqlite")
    writer.append(frames(1, 2))
    reader = Journal(tmp_path / "j.sqlite", read_only=True)
    assert reader.last_sequence == 2
    writer.append(frames(3))
    assert [e.sequence for e in reader] == [1, 2, 3]
    writer.close()
    reader.close()


def test_a_reader_can_write_nothing(tmp_path: Path) -> None:
    write_journal(tmp_path / "j.sqlite", frames(1))
    before = (tmp_path / "j.sqlite").read_bytes()
    reader = Journal(tmp_path / "j.sqlite", read_only=True)
    with pytest.raises(JournalError, match="readonly"):
        reader.append(frames(2))
    with pytest.raises(JournalError, match="readonly"):
        reader.advance({"mqtt": 1})
    reader.close()
    assert (tmp_path / "j.sqlite").read_bytes() == before
    again = Journal(tmp_path / "j.sqlite")
    again.append(frames(2))
    assert len(again) == 2
    again.close()


def test_a_journal_is_not_made_by_reading_it(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="there is no journal"):
        Journal(tmp_path / "j.sqlite", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_another_database_is_no_journal(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "j.sqlite")
    db.execute("CREATE TABLE t (a)")
    db.close()
    with pytest.raises(JournalError, match="schema 0"):
        Journal(tmp_path / "j.sqlite", read_only=True)


def test_earlier_entries_come_in_order(tmp_path: Path) -> None:
    write_journal(tmp_path / "j.sqlite", frames(1, 2, 3, 4, 5))
    journal = Journal(tmp_path / "j.sqlite", read_only=True)
    assert [e.sequence for e in journal.earlier(5, 3)] == [2, 3, 4]
    assert journal.earlier(1, 3) == []
    journal.close()


def test_a_place_where_nothing_can_be_written_is_enough(tmp_path: Path) -> None:
    write_journal(tmp_path / "j.sqlite", frames(1))
    # What a read-only folder refuses, for root too: the file of the WAL's index.
    (tmp_path / "j.sqlite-shm").mkdir()
    journal = Journal(tmp_path / "j.sqlite", read_only=True)
    assert [e.sequence for e in journal] == [1]
    journal.close()
