"""`cupola decode`: files of frames to a table, JSON lines or CSV."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import click

from gateway.cli.frame_text import FrameText
from gateway.cli.lines import csv_heading, csv_rows, record_lines
from gateway.cli.main import EXIT_FAILED
from gateway.cli.output import Page, safe
from gateway.cli.recording import (
    FORMATS,
    STDIN,
    Form,
    Progress,
    Recording,
    files_of,
    make_form,
    untold,
)
from gateway.cli.selection import FileDecoder, mission_options, missions_in_force
from gateway.cli.signals import (
    SignalOptions,
    SignalRecording,
    chosen_downlinks,
    open_file,
    signal_options,
)
from gateway.model import Disposition, Entry, Outcome

EXIT_INTERRUPTED = 130
"""As a shell reports a program that Ctrl-C ended."""

LARGE_OCTETS = 1_000_000
"""From here on a bar tells the progress."""

Write = Callable[[Entry, Outcome], object]
OpenFile = Callable[[Path], "Recording | SignalRecording"]


class Totals:
    """What the summary tells."""

    def __init__(self) -> None:
        self.dispositions: Counter[Disposition] = Counter()
        self.packets: Counter[str] = Counter()

    @property
    def frames(self) -> int:
        """Frames so far."""
        return self.dispositions.total()

    def add(self, outcome: Outcome) -> None:
        """Count one frame."""
        self.dispositions[outcome.disposition] += 1
        self.packets.update(decoded.mission for decoded in outcome.decoded)

    def __str__(self) -> str:
        ended = [f"{count} {name.value}" for name, count in self.dispositions.most_common()]
        what = "frame" if self.frames == 1 else "frames"
        text = f"{self.frames} {what}" + (f": {', '.join(ended)}" if ended else "")
        packets = ", ".join(f"{name} {count}" for name, count in self.packets.most_common())
        return text + (f"; packets: {packets}" if packets else "")


@click.command(name="decode")
@click.argument(
    "paths",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, allow_dash=True, path_type=Path),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How the frames are kept in the file; without it, by looking.",
)
@click.option(
    "--option", "options", multiple=True, metavar="KEY=VALUE", help="An option of the framing."
)
@signal_options
@mission_options
@click.option("--brief", is_flag=True, help="One line a frame, without its channels.")
@click.option("--json", "as_json", is_flag=True, help="Records, one JSON object a line.")
@click.option("--csv", "as_csv", is_flag=True, help="One row a reading.")
@click.option("--station", default="file", show_default=True, help="The ids begin with it.")
def command(
    paths: Sequence[Path],
    form: str | None,
    options: tuple[str, ...],
    downlinks: tuple[str, ...],
    rate: float | None,
    iq: bool | None,
    plot: Path | None,
    folders: Sequence[Path],
    names: Sequence[str],
    brief: bool,
    as_json: bool,
    as_csv: bool,
    station: str,
) -> None:
    """Decode the frames in FILE: a signal (audio or IQ), KISS, hexadecimal lines, one raw frame.

    Of a signal nothing has to be said: modulation, baud and framing are found. A folder means
    the recordings in it, - standard input. Ends with 0 if at least one frame was decoded, with
    1 if none was.

    \b
    Examples:
        cupola decode pass.wav
        cupola decode --plot pass.png --downlink "AO-73" pass.wav
        cupola decode pass.kss
        cupola decode --json pass.kss | jq .readings
        nc localhost 8001 | cupola decode --mission delfi-pq -
        cupola decode --format cobs --option crc=CRC-16/IBM-3740 board.bin
    """
    if as_json + as_csv + brief > 1:
        raise click.UsageError("--json, --csv and --brief are three forms: choose one.")
    missions = missions_in_force(folders, names)
    write = _writer(as_json, as_csv, brief, station)
    told = chosen_downlinks(downlinks, [missions[name] for name in names])
    signal = SignalOptions(told, rate, iq, plot)
    opener = partial(open_file, form=make_form(form or "", options), options=signal)
    decoding = Decoding(opener, write, lambda: FileDecoder(missions, names))
    try:
        decoding.run(paths)
        interrupted = False
    except KeyboardInterrupt:
        interrupted = True
    sys.stdout.flush()
    for note in (*decoding.notes, decoding.totals):
        click.echo(str(note), err=True)
    if interrupted:
        sys.exit(EXIT_INTERRUPTED)
    if not decoding.totals.dispositions[Disposition.PUBLISHED]:
        sys.exit(EXIT_FAILED)


def _writer(as_json: bool, as_csv: bool, brief: bool, station: str) -> Write:
    """What writes a frame to standard output."""
    page = Page()
    if as_csv:
        sys.stdout.write(csv_heading())
        return lambda entry, outcome: sys.stdout.write(csv_rows(entry, outcome, station))
    if as_json:
        return lambda entry, outcome: sys.stdout.write(record_lines(entry, outcome, station))
    return FrameText(page, brief=brief).write


class Decoding:
    """The work of one call.

    Args:
        open_file: Opens one of the files.
        write: Called for each frame.
        make_decoder: A new decoder; each argument of the command gets its own.

    Attributes:
        totals: What came of it so far.
        notes: What else there is to tell of the files.
    """

    def __init__(self, open_file: OpenFile, write: Write, make_decoder: Callable[[], FileDecoder]):
        self.totals = Totals()
        self.notes: list[str] = []
        self._open = open_file
        self._write = write
        self._make_decoder = make_decoder

    def run(self, paths: Sequence[Path]) -> None:
        """Decode every file that *paths* mean."""
        with _progress_bar(paths) as bar:
            for path in paths:
                self._decode(path, bar.update if bar else untold)

    def _decode(self, path: Path, progress: Progress) -> None:
        decoder = self._make_decoder()
        forms: Counter[str] = Counter()
        for file in files_of(path):
            recording = self._open(file)
            try:
                self._decode_recording(recording, decoder, progress)
            except click.UsageError as error:
                if file == path:
                    raise
                self.notes.append(error.message)
                continue
            self.notes += recording.notes
            if recording.guessed:
                forms[recording.form.name] += 1
        if forms:
            self._note_forms(path, forms)

    def _decode_recording(
        self, recording: Recording | SignalRecording, decoder: FileDecoder, progress: Progress
    ) -> None:
        for entry in recording.entries(self.totals.frames + 1, progress):
            outcome = decoder.decode(entry)
            self.totals.add(outcome)
            self._write(entry, outcome)
            if recording.path == STDIN:
                sys.stdout.flush()
        # One octet may be the flag that ended the last frame: it could open another.
        if recording.leftover > 1:
            message = f"the last {recording.leftover} octets are no whole frame"
            self.notes.append(f"{safe(recording.name)}: {message}")

    def _note_forms(self, path: Path, forms: Counter[str]) -> None:
        what = ", ".join(f"{count} files as {name}" for name, count in forms.most_common())
        if not path.is_dir():
            what = f"as {next(iter(forms))}"
        self.notes.append(f"{safe(str(path))}: read {what}")


def _progress_bar(paths: Sequence[Path]) -> AbstractContextManager[Any]:
    """A bar where it is seen, worth it, and not in the way of what is written."""
    seen = sys.stderr.isatty() and not sys.stdout.isatty()
    octets = sum(Recording(file, Form()).octets for path in paths for file in files_of(path))
    if not seen or octets < LARGE_OCTETS:
        return nullcontext()
    return click.progressbar(length=octets, label="decoding", file=sys.stderr)
