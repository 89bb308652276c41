"""`cupola journal`: what a station heard, from its journal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from gateway.cli.command_text import COMMAND_HEADINGS, command_record, command_row
from gateway.cli.frame_text import FrameText
from gateway.cli.lines import (
    csv_heading,
    csv_rows,
    hex_line,
    json_line,
    kiss_octets,
    record_lines,
)
from gateway.cli.output import Page, safe
from gateway.cli.selection import folder_option
from gateway.cli.station_journal import StationJournal, Wanted
from gateway.commanding.log import CommandLog
from gateway.model import Disposition, Entry, Outcome

Command = TypeVar("Command", bound=Callable[..., Any])

MANY = 20_000
"""Frames from which on a bar tells the progress of an export."""

_LINES: Mapping[str, Callable[[Entry, Outcome, str], str]] = {
    "json": record_lines,
    "csv": csv_rows,
    "hex": hex_line,
}

_AGO = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def moment_of(text: str) -> datetime:
    """A time: ISO 8601, UTC if it does not say, or an age such as 90m, 12h or 7d.

    Raises:
        click.BadParameter: It is neither.
    """
    try:
        if text[-1:] in _AGO and text[:-1].isdecimal():
            return datetime.now(UTC) - timedelta(seconds=int(text[:-1]) * _AGO[text[-1]])
        time = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        message = f"{safe(text)!r} is no time: write 2026-11-22T03:52, or 12h for an age."
        raise click.BadParameter(message) from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


since_option = click.option(
    "--since",
    type=moment_of,
    metavar="TIME",
    help="Received at TIME (UTC) or later; 90m, 12h or 7d is an age.",
)
source_option = click.option(
    "--source", default="", metavar="NAME", help="Only frames that this source heard."
)
disposition_option = click.option(
    "--disposition",
    "dispositions",
    multiple=True,
    metavar="WORD",
    type=click.Choice([one.value for one in Disposition]),
    help=f"Only frames that ended so, several times if need be: {', '.join(Disposition)}.",
)
station_argument = click.argument(
    "path", metavar="STATION", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


def filter_options(command: Command) -> Command:
    """`--since`, `--source` and `--disposition`."""
    return since_option(source_option(disposition_option(command)))


@click.group(name="journal")
def command() -> None:
    """Read a station's journal, beside the running gateway.

    STATION is a station file, or the journal itself. Frames are decoded with the missions of
    today: a mended definition decodes the past again.

    \b
    Examples:
        cupola journal list roof.toml --since 12h
        cupola journal export roof.toml --format kiss -o pass.kss
        cupola journal show roof.toml roof-1042
    """


@command.command(name="list")
@station_argument
@filter_options
@folder_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Records, one JSON object a line.")
def list_(
    path: Path,
    since: datetime | None,
    source: str,
    dispositions: tuple[str, ...],
    folders: Sequence[Path],
    limit: int,
    as_json: bool,
) -> None:
    """List the newest frames, newest last."""
    with closing(StationJournal(path, folders)) as station:
        found = station.newest(Wanted(since, source, dispositions), limit)
        text = FrameText(Page(), brief=True, by_id=station.station)
        for entry, outcome in found:
            if as_json:
                sys.stdout.write(record_lines(entry, outcome, station.station))
            else:
                text.write(entry, outcome)
        click.echo(f"{len(found)} of {len(station.journal)} frames", err=True)


@command.command()
@station_argument
@click.argument("identity", metavar="ID")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="Its records, one JSON object a line.")
def show(path: Path, identity: str, folders: Sequence[Path], as_json: bool) -> None:
    """Show the frame with an ID such as roof-1042, and its channels.

    `cupola explain --journal STATION --id ID` shows every octet.
    """
    with closing(StationJournal(path, folders)) as station:
        entry = station.entry(identity)
        outcome = station.outcome(entry)
    if as_json:
        sys.stdout.write(record_lines(entry, outcome, station.station))
    else:
        FrameText(Page(), by_id=station.station).write(entry, outcome)


@command.command()
@station_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["kiss", *_LINES]),
    default="kiss",
    show_default=True,
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to; standard output without it.",
)
@filter_options
@folder_option
def export(
    path: Path,
    form: str,
    output: Path | None,
    since: datetime | None,
    source: str,
    dispositions: tuple[str, ...],
    folders: Sequence[Path],
) -> None:
    """Export frames, oldest first.

    kiss keeps frames and their reception times; hex is one frame a line; json has the records
    of `cupola decode --json`, csv a row a reading. What was no frame is in json only.
    """
    wanted = Wanted(since, source, dispositions)
    with (
        closing(StationJournal(path, folders)) as station,
        _open(output, form, [path, station.journal.path]) as file,
    ):
        encode = _encoder(form, station.station)
        file.write(csv_heading().encode() if form == "csv" else b"")
        written = 0
        for entry, outcome in _watched(station, output):
            if wanted.admits(entry, outcome) and (octets := encode(entry, outcome)):
                file.write(octets)
                written += 1
        count = len(station.journal)
    click.echo(f"{written} of {count} frames exported as {form}", err=True)


def _encoder(form: str, station: str) -> Callable[[Entry, Outcome], bytes]:
    if form == "kiss":
        return kiss_octets
    lines = _LINES[form]
    return lambda entry, outcome: lines(entry, outcome, station).encode()


@contextmanager
def _open(output: Path | None, form: str, kept: Sequence[Path]) -> Iterator[BinaryIO]:
    """The file to write, or standard output.

    Raises:
        click.ClickException: It is not to be, or cannot be, written.
    """
    if output is None:
        if form == "kiss" and sys.stdout.isatty():
            raise click.UsageError("kiss is no text: name a file with -o.")
        yield sys.stdout.buffer
        return
    if output.exists() and any(output.samefile(file) for file in kept):
        raise click.UsageError(f"{safe(str(output))} is what the frames come from.")
    try:
        with output.open("wb") as file:
            yield file
    except OSError as error:
        raise click.FileError(safe(str(output)), error.strerror) from error


def _watched(station: StationJournal, output: Path | None) -> Iterator[tuple[Entry, Outcome]]:
    """All entries, behind a bar where it is seen, worth it, and not in the way."""
    count = len(station.journal)
    if count < MANY or not sys.stderr.isatty() or (output is None and sys.stdout.isatty()):
        yield from station.decoded()
        return
    with click.progressbar(
        station.decoded(), length=count, label="exporting", file=sys.stderr
    ) as bar:
        yield from bar


@command.command(name="commands")
@station_argument
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a command, a line each.")
def commands_(path: Path, limit: int, as_json: bool) -> None:
    """List the newest commands that were asked for, newest last."""
    with closing(StationJournal(path)) as station:
        found = CommandLog(station.journal).newest(limit)
    if as_json:
        for one in found:
            sys.stdout.write(json_line(command_record(one)))
        return
    Page().table([command_row(one) for one in found], COMMAND_HEADINGS)


@command.command(name="replay")
@station_argument
@since_option
@source_option
@folder_option
def replay_(path: Path, since: datetime | None, source: str, folders: Sequence[Path]) -> None:
    """Send frames to the station's broker again, as a replay.

    Topics, ids and times are the original ones, values those of today's missions, the delivery
    is "replay". Nothing is retained: what is newest at the broker stays so.
    """
    # It needs the MQTT client, which takes longer to load than the other commands to run.
    from gateway.cli import replay

    if since is None:
        raise click.UsageError("Say from when on with --since: 12h, or 2026-11-22T03:52.")
    wanted = Wanted(since, source)
    with closing(StationJournal(path, folders)) as station:
        if station.file is None:
            raise click.UsageError("A replay needs the station file: it names the broker.")
        frames = (pair for pair in station.decoded() if wanted.admits(*pair))
        count = replay.send(station.file, frames)
    click.echo(f"{count} frames sent again", err=True)
