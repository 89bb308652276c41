"""`cupola journal`: what was heard can be listed, shown, and taken elsewhere whole."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from gateway.cli.journal import moment_of
from gateway.commanding.log import CommandLog, Logged
from gateway.journal import Journal
from gateway.model import Frame
from tests.cli.support import START, call, entry, rejected, write_journal
from tests.stage import numbered


@pytest.fixture
def station(tmp_path: Path, folder: Path) -> Path:
    """A station whose journal holds three frames, one of nobody, and a rejected one."""
    (tmp_path / "state").mkdir()
    entries = [
        entry(1, Frame(numbered(1), "kiss")),
        entry(2, Frame(numbered(0xC0DB), "kiss", port=2)),
        entry(3, rejected(b"\x1b[2J"), "rtl"),
        entry(4, Frame(b"?", "kiss"), "rtl"),
        entry(5, Frame(numbered(5), "kiss")),
    ]
    write_journal(tmp_path / "state" / "journal.sqlite", entries)
    file = tmp_path / "roof.toml"
    file.write_text(
        'name = "roof"\nstate_dir = "state"\n[missions]\nfolders = ["missions"]\n',
        encoding="utf-8",
    )
    return file


def listed(station: Path, *options: str) -> list[str]:
    result = call("journal", "list", station, *options)
    assert result.exit_code == 0, result.output
    return [word for word in result.stdout.split() if word.startswith("roof-")]


def test_the_list_has_the_newest_last(station: Path) -> None:
    assert listed(station) == [f"roof-{n}" for n in range(1, 6)]
    assert listed(station, "--limit", "2") == ["roof-4", "roof-5"]


def test_the_list_has_what_is_asked_for(station: Path) -> None:
    assert listed(station, "--source", "rtl") == ["roof-3", "roof-4"]
    assert listed(station, "--disposition", "published") == ["roof-1", "roof-2", "roof-5"]
    two = ["--disposition", "check_failed", "--disposition", "no_mission"]
    assert listed(station, *two) == ["roof-3", "roof-4"]
    assert listed(station, "--since", "2026-11-22T03:52:22") == ["roof-4", "roof-5"]


def test_a_line_of_the_list_says_how_the_frame_ended(station: Path) -> None:
    lines = call("journal", "list", station).stdout.splitlines()
    assert lines[2].split()[2:4] == ["roof-3", "rtl"]
    assert lines[2].endswith("check_failed  CRC is wrong")
    assert all(line.isprintable() for line in lines)


def test_the_list_for_a_program_is_records(station: Path) -> None:
    lines = call("journal", "list", station, "--json", "--limit", "1").stdout.splitlines()
    [record] = [json.loads(line) for line in lines]
    assert (record["id"], record["delivery"]) == ("roof-5", "live")
    assert record["readings"]["number"]["value"] == 5


def test_a_frame_is_shown_with_its_channels(station: Path) -> None:
    rows = [row.split() for row in call("journal", "show", station, "roof-5").stdout.splitlines()]
    assert ["number", "5"] in rows
    record = json.loads(call("journal", "show", station, "5", "--json").stdout)
    assert record["readings"]["battery"]["value"] == pytest.approx(3.7)


def test_kiss_survives_the_way_to_decode_and_back(station: Path, folder: Path) -> None:
    file = station.parent / "out.kss"
    result = call("journal", "export", station, "--format", "kiss", "-o", file)
    assert "4 of 5 frames exported as kiss" in result.stderr
    decoded = call("decode", file, "--json", "--missions-folder", folder).stdout
    found = [json.loads(line) for line in decoded.splitlines()]
    assert [(one["data"], one["received_at"], one["clock"]) for one in found] == [
        (numbered(1).hex(), "2026-11-22T03:52:19.123000Z", "tnc"),
        (numbered(0xC0DB).hex(), "2026-11-22T03:52:20.123000Z", "tnc"),
        (b"?".hex(), "2026-11-22T03:52:22.123000Z", "tnc"),
        (numbered(5).hex(), "2026-11-22T03:52:23.123000Z", "tnc"),
    ]
    assert [one["port"] for one in found] == [0, 2, 0, 0]


def test_hex_is_read_again_by_decode(station: Path, folder: Path) -> None:
    file = station.parent / "out.hex"
    call("journal", "export", station, "--format", "hex", "-o", file)
    decoded = call("decode", file, "--json", "--missions-folder", folder).stdout
    data = [json.loads(line)["data"] for line in decoded.splitlines()]
    assert data == [numbered(1).hex(), numbered(0xC0DB).hex(), "3f", numbered(5).hex()]


def test_json_has_everything(station: Path) -> None:
    text = call("journal", "export", station, "--format", "json").stdout
    found = [json.loads(line) for line in text.splitlines()]
    assert [one["id"] for one in found] == [f"roof-{n}" for n in range(1, 6)]
    assert found[2]["error"] == {"stage": "framing", "offset": 2, "message": "CRC is wrong"}


def test_csv_has_the_readings(station: Path) -> None:
    text = call("journal", "export", station, "--format", "csv", "--since", "2026-11-22").stdout
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["channel"] == "number"]
    numbers = [(row["id"], row["value"]) for row in rows]
    assert numbers == [("roof-1", "1"), ("roof-2", str(0xC0DB)), ("roof-5", "5")]


def test_an_export_has_what_is_asked_for(station: Path) -> None:
    asked = ["--format", "hex", "--source", "rtl"]
    assert call("journal", "export", station, *asked).stdout.startswith("3f  # roof-4")


def test_an_export_never_writes_over_the_journal(station: Path) -> None:
    journal = station.parent / "state" / "journal.sqlite"
    before = journal.read_bytes()
    for kept in (journal, station):
        result = call("journal", "export", station, "-o", kept)
        assert result.exit_code == 2
    assert journal.read_bytes() == before


def test_a_place_that_cannot_be_written_is_told(station: Path) -> None:
    result = call("journal", "export", station, "-o", station.parent / "no" / "out.kss")
    assert result.exit_code == 1
    assert "No such file" in result.stderr


def test_a_station_without_a_journal_says_so(station: Path) -> None:
    (station.parent / "state" / "journal.sqlite").unlink()
    result = call("journal", "list", station)
    assert result.exit_code == 1
    assert "there is no journal" in result.stderr


def test_a_mistake_in_the_station_file_is_a_usage_error(station: Path) -> None:
    station.write_text('name = "roof"\ncolour = "red"\n', encoding="utf-8")
    result = call("journal", "list", station)
    assert result.exit_code == 2
    assert "roof.toml:2: colour" in result.stderr


def test_a_replay_says_what_it_needs(station: Path) -> None:
    assert "--since" in call("journal", "replay", station).stderr
    alone = station.parent / "state" / "journal.sqlite"
    result = call("journal", "replay", alone, "--since", "1d")
    assert result.exit_code == 2
    assert "station file" in result.stderr


def test_times_and_ages_are_understood() -> None:
    assert moment_of("2026-11-22T03:52") == datetime(2026, 11, 22, 3, 52, tzinfo=UTC)
    assert moment_of("2026-11-22T05:52:00+02:00") == datetime(2026, 11, 22, 3, 52, tzinfo=UTC)
    assert moment_of(START.isoformat()) == START
    before = datetime.now(UTC)
    ago = moment_of("12h")
    assert before <= ago + timedelta(hours=12) <= datetime.now(UTC)


@pytest.mark.parametrize("text", ["yesterday", "", "h", "9" * 30 + "d", "2026-13-01", "\x1b[2J"])
def test_what_is_no_time_is_told(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no time"):
        moment_of(text)


def test_commands_that_were_asked_for_are_listed(tmp_path: Path) -> None:
    path = write_journal(tmp_path / "roof" / "journal.sqlite", [])
    assert call("journal", "commands", path).exit_code == 0
    journal = Journal(path)
    log = CommandLog(journal)
    log.prepare()
    for name in ("first", "second", "third"):
        log.begin(Logged(id=name, asked_at=START, by="eva", verb="ping", given={}, source="it"))
    journal.close()
    result = call("journal", "commands", path, "--limit", "2", "--json")
    assert [json.loads(line)["id"] for line in result.output.splitlines()] == ["second", "third"]
    shown = call("journal", "commands", path).output.splitlines()
    assert len(shown) == 4
    assert "eva" in shown[1]
