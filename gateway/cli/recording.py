"""A recording: a file of frames, in whichever form they were kept.

::

    kiss    C0 ... C0                    what a TNC, Dire Wolf or gr-satellites wrote
    hex     86a240...  # comment         a frame a line
    raw     <frame>                      the whole file is one frame
    cobs, hdlc, ...                      a stream in any framing, if it is named

Of these, kiss, hex and raw are told by looking.  A recording is read in blocks, so its
size does not matter.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

import click
from msgspec import Struct

from gateway.cli.output import safe
from gateway.framing import FRAMINGS, make_deframer
from gateway.framing.kiss import ACKMODE, DATA, FEND, TIMESTAMP
from gateway.model import MAX_REJECTED_OCTETS, Delivery, Disposition, Entry, Frame, Rejected
from gateway.sources.clock import Clock
from gateway.sources.file import READ_OCTETS, hex_line

STDIN = Path("-")

FORMATS = ("hex", "raw", *FRAMINGS)

MAX_RAW_OCTETS = 65535
"""Longest frame that any framing here delivers."""

SIGNAL_SUFFIXES = {
    ".wav", ".wave", ".w64", ".rf64", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aiff", ".au",
    ".iq", ".cf32", ".fc32", ".cfile", ".cs16", ".sc16", ".ci16", ".cs8", ".ci8", ".cu8",
    ".s16", ".f32", ".pcm", ".sigmf-meta",
}  # fmt: skip
"""What files of samples are called; see `signals`."""

FRAME_SUFFIXES = {".kss", ".kiss", ".hex", ".raw", ".bin", ".frame", ".dat"}
SUFFIXES = FRAME_SUFFIXES | SIGNAL_SUFFIXES
"""What is taken for a recording in a folder; a file named for itself may be called anything."""

_SQLITE_START = b"SQLite format 3\0"
_TEXT = bytes(range(0x20, 0x7F)) + b"\t\r\n"


Progress = Callable[[int], object]


def untold(octets: int) -> None:
    """Progress that nobody watches."""


class Form(Struct, frozen=True):
    """How frames are kept in a file.

    Attributes:
        name: One of `FORMATS`; empty to find out by looking.
        options: The framing's options.
    """

    name: str = ""
    options: Mapping[str, Any] = {}


class Recording:
    """One file.

    Args:
        path: The file; `STDIN` is standard input.
        form: How frames are kept in it.

    Attributes:
        form: The same, found out if it was not given, once `events` has begun.
        guessed: Whether it was found out.
        leftover: Octets at the end that belong to no whole frame, once `events` has ended.
        notes: Nothing: frames tell of themselves.
    """

    def __init__(self, path: Path, form: Form):
        self.path = path
        self.form = form
        self.guessed = not form.name
        self.leftover = 0
        self.notes: list[str] = []

    @property
    def name(self) -> str:
        """The file's name."""
        return "stdin" if self.path == STDIN else self.path.name

    @property
    def octets(self) -> int:
        """Size of the file; 0 for standard input, whose size nobody knows."""
        return 0 if self.path == STDIN else self.path.stat().st_size

    def events(self, progress: Progress = untold) -> Iterator[Frame | Rejected]:
        """What is in it, in order; *progress* is told the octets of every block.

        Raises:
            click.UsageError: It cannot be read, or nothing tells what it holds.
        """
        try:
            with self._open() as file:
                self.form = self.form if self.form.name else Form(self._look(file))
                yield from self._read(file, progress)
        except OSError as error:
            raise click.UsageError(f"{safe(str(self.path))}: {error.strerror}") from error

    def entries(self, first: int = 1, progress: Progress = untold) -> Iterator[Entry]:
        """The same as entries, numbered from *first*.

        A frame that carries no time of its own has that of the file's last change.
        """
        clock = Clock()
        for sequence, event in enumerate(self.events(progress), start=first):
            stamp = event.received_at if isinstance(event, Frame) else None
            if stamp:
                time, whose = stamp, "tnc"
            elif self.path == STDIN:
                time, whose = clock.now(), clock.quality
            else:
                time, whose = self._changed_at, "recording"
            yield Entry(sequence, self.name, time, whose, Delivery.REPLAY, event)

    @property
    def _changed_at(self) -> datetime:
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    def _open(self) -> io.BufferedReader:
        raw = io.FileIO(0, closefd=False) if self.path == STDIN else io.FileIO(self.path)
        return io.BufferedReader(raw, READ_OCTETS)

    def _look(self, file: io.BufferedReader) -> str:
        """What the file holds, by its first octets, which stay unread."""
        start = file.peek(READ_OCTETS)
        name = safe(str(self.path))
        if start.startswith(_SQLITE_START):
            raise click.UsageError(f"{name} is a database; for a journal: cupola journal list.")
        if _begins_in_kiss(start):
            return "kiss"
        if _begins_in_hex(start):
            return "hex"
        if len(start) < READ_OCTETS:
            return "raw"
        raise click.UsageError(f"{name}: nothing tells what it holds; name it with --format.")

    def _read(self, file: io.BufferedReader, progress: Progress) -> Iterator[Frame | Rejected]:
        if self.form.name == "hex":
            while line := file.readline(READ_OCTETS):
                progress(len(line))
                yield from hex_line(line)
        elif self.form.name == "raw":
            data = file.read(MAX_RAW_OCTETS + 1)
            progress(len(data))
            yield from _whole(data)
        else:
            deframer = make_deframer(self.form.name, self.form.options)
            while block := file.read1(READ_OCTETS):
                progress(len(block))
                yield from deframer.feed(block)
            self.leftover = deframer.pending


def _begins_in_kiss(start: bytes) -> bool:
    """Whether *start* is a frame between two FENDs, whose command a TNC sends."""
    first = start.lstrip(FEND)
    if not start.startswith(FEND) or FEND not in first:
        return False
    return first[0] & 0x0F in (DATA, TIMESTAMP, ACKMODE)


def _begins_in_hex(start: bytes) -> bool:
    """Whether *start* is text whose first line of content is hexadecimal digits."""
    if start.translate(None, _TEXT):
        return False
    for line in start.splitlines():
        if found := hex_line(line):
            return isinstance(found[0], Frame)
    return False


def _whole(data: bytes) -> list[Frame | Rejected]:
    """The one frame of a raw file."""
    if len(data) > MAX_RAW_OCTETS:
        message = f"more than {MAX_RAW_OCTETS} octets are no single frame"
        rest = data[:MAX_REJECTED_OCTETS]
        return [Rejected(Disposition.TOO_LONG, rest, "raw", message, MAX_RAW_OCTETS)]
    return [Frame(data, "raw")] if data else []


def files_of(path: Path) -> list[Path]:
    """The recordings that *path* means: itself, or those in it if it is a folder.

    Raises:
        click.UsageError: It is a folder without any.
    """
    if not path.is_dir():
        return [path]
    found = sorted(
        (file for file in path.iterdir() if file.is_file() and file.suffix.lower() in SUFFIXES),
        key=_by_number,
    )
    if not found:
        kinds = " ".join(sorted(SUFFIXES))
        raise click.UsageError(f"{safe(str(path))} holds no recording; looked for {kinds}.")
    return found


def _by_number(file: Path) -> list[str | int]:
    """A sort key by which frame_2 comes before frame_10."""
    pieces = re.split(r"(\d+)", file.name)
    return [int(piece) if at % 2 else piece for at, piece in enumerate(pieces)]


def make_form(name: str, options: tuple[str, ...]) -> Form:
    """The form that `--format` and `--option` say.

    Raises:
        click.UsageError: An option is not written as key=value, or needs a framing.
        gateway.errors.StationError: The framing has no such option.
    """
    if options and name not in FRAMINGS:
        raise click.UsageError("--option belongs to a framing: give its name with --format.")
    table = dict(_option(name, text) for text in options)
    if name in FRAMINGS:
        make_deframer(name, table)
    return Form(name, table)


def _option(framing: str, text: str) -> tuple[str, Any]:
    """An option's key and its value, a number or truth value where the framing wants one."""
    key, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--option {safe(text)}: write key=value.")
    hint = get_type_hints(FRAMINGS[framing]).get(key)
    kinds = {hint, *get_args(hint)}
    if bool in kinds and value in ("true", "false"):
        return key, value == "true"
    if int in kinds and value.lstrip("-").isdigit():
        return key, int(value)
    return key, value
