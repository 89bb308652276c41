"""`cupola explain`: what every octet of a frame means, or why it was not decoded."""

from __future__ import annotations

import os
import re
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import click

from gateway.cli.examination import WARM_UP, Examination, Examiner
from gateway.cli.explain_text import ExplainText, examination_record
from gateway.cli.lines import json_line
from gateway.cli.output import Page, safe
from gateway.cli.recording import STDIN, Form
from gateway.cli.selection import FileDecoder, mission_options, missions_in_force
from gateway.cli.signals import SignalOptions, open_file
from gateway.cli.station_journal import StationJournal
from gateway.definition import Mission
from gateway.model import Delivery, Entry, Frame

_SEPARATORS = re.compile(r"[\s:,-]|0x")
_NO_DIGIT = re.compile(r"[^0-9A-Fa-f]")


@click.command(name="explain")
@click.argument("what", metavar="HEX|FILE", nargs=-1)
@click.option(
    "--frame", "number", type=click.IntRange(min=1), default=1, help="Which frame of the file."
)
@click.option(
    "--journal",
    "journal",
    metavar="STATION.toml",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the frame from a station's journal.",
)
@click.option("--id", "identity", metavar="ID", help="Its id in the journal.")
@mission_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(
    what: Sequence[str],
    number: int,
    journal: Path | None,
    identity: str | None,
    folders: Sequence[Path],
    names: Sequence[str],
    as_json: bool,
) -> None:
    """Explain one frame, octet by octet.

    The frame is given in hexadecimal digits, blanks and colons allowed, is the first of a FILE,
    or stands in a journal. One that was not decoded is read as far as possible; then comes what
    stopped it, and which missions came close.

    \b
    Examples:
        cupola explain 88 98 8c 92 a0 a2 e0 ...
        cupola explain pass.kss --frame 3
        cupola explain --journal roof.toml --id roof-1042
    """
    station = "file"
    if journal and identity and not what:
        with closing(StationJournal(journal, folders, names)) as opened:
            station = opened.station
            found = _from_journal(opened, identity, names)
    elif what and not (journal or identity):
        found = _given(what, number, folders, names)
    else:
        raise click.UsageError("Give HEX, or a FILE, or --journal with --id.")
    if as_json:
        sys.stdout.write(json_line(examination_record(found, station)))
    else:
        ExplainText(Page()).write(found)


def _from_journal(station: StationJournal, identity: str, names: Sequence[str]) -> Examination:
    entry = station.entry(identity)
    names = names or station.missions_of(entry.source)
    decoder = FileDecoder(station.missions, names) if names else station.decoder()
    examiner = Examiner(_named(station.missions, names), decoder.decode, named=bool(names))
    for earlier in station.earlier(entry):
        examiner.hear(earlier)
    return examiner.examine(entry)


def _given(
    what: Sequence[str], number: int, folders: Sequence[Path], names: Sequence[str]
) -> Examination:
    missions = missions_in_force(folders, names)
    decoder = FileDecoder(missions, names)
    examiner = Examiner(_named(missions, names), decoder.decode, named=bool(names))
    path = Path(what[0])
    # Unlike Path.exists, this takes digits that are too long for a file's name.
    is_file = len(what) == 1 and (path == STDIN or os.path.exists(path))
    if not is_file:
        return examiner.examine(_typed("".join(what)))
    entry, earlier = _from_file(path, number)
    for heard in earlier:
        examiner.hear(heard)
    return examiner.examine(entry)


def _named(missions: Mapping[str, Mission], names: Sequence[str]) -> list[Mission]:
    return [missions[name] for name in names or missions]


def _from_file(path: Path, number: int) -> tuple[Entry, list[Entry]]:
    """Frame *number* of a recording, and those before it."""
    last: deque[Entry] = deque(maxlen=WARM_UP + 1)
    for entry in islice(open_file(path, Form(), SignalOptions()).entries(), number):
        last.append(entry)
    if not last or last[-1].sequence != number:
        count = last[-1].sequence if last else 0
        raise click.UsageError(f"{safe(str(path))} has {count} frames, so none is number {number}.")
    return last[-1], list(last)[:-1]


def _typed(text: str) -> Entry:
    """The frame that somebody typed in hexadecimal digits."""
    digits = _SEPARATORS.sub("", text)
    if wrong := _NO_DIGIT.search(digits):
        raise click.UsageError(
            f"{safe(text[:40])!r} is no file, and {safe(wrong[0])!r} in it is no hexadecimal digit."
        )
    if len(digits) % 2 or not digits:
        raise click.UsageError(f"{len(digits)} hexadecimal digits are no whole octets.")
    frame = Frame(bytes.fromhex(digits), "hex")
    return Entry(1, "argument", datetime.now(UTC), "unsynced", Delivery.REPLAY, frame)
