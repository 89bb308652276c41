"""Recordings of a signal: how `cupola decode` hears them, and what it tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import Struct

from gateway.cli.output import safe
from gateway.cli.recording import SIGNAL_SUFFIXES, STDIN, Form, Progress, Recording, untold
from gateway.definition import Mission
from gateway.errors import SourceError, StationError
from gateway.model import Delivery, Downlink, Entry
from gateway.satellites import find

if TYPE_CHECKING:
    from gateway.samples.recording import SampleRecording

SIGNAL = "signal"
"""The form of such a recording, beside those of frames."""

STARTS = (b"RIFF", b"RF64", b"riff", b"fLaC", b"OggS")

BLOCK_SAMPLES = 1 << 16

CANDIDATES = 5
"""Satellites named as candidates for what was heard."""

Command = TypeVar("Command", bound=Callable[..., Any])


class SignalOptions(Struct, frozen=True):
    """What is said of a signal on the command line.

    Attributes:
        downlinks: What to listen for; none to find out.
        rate: Sample rate in Hz; None to believe the file.
        iq: Whether it is IQ; None to find out.
        plot: Picture to draw; None for none.
    """

    downlinks: tuple[Downlink, ...] = ()
    rate: float | None = None
    iq: bool | None = None
    plot: Path | None = None

    @property
    def said(self) -> bool:
        """Whether anything is said that only a signal can be."""
        return bool(self.plot) or (self.rate, self.iq) != (None, None)


def signal_options(command: Command) -> Command:
    """The options of a signal."""
    for option in (
        click.option(
            "--plot",
            metavar="PICTURE",
            type=click.Path(dir_okay=False, writable=True, path_type=Path),
            help="Draw waterfall, eye and constellation of a signal with its frames (PNG, SVG).",
        ),
        click.option("--iq/--audio", "iq", default=None, help="What a signal's two channels are."),
        click.option(
            "--rate",
            metavar="HZ",
            type=click.FloatRange(1000, 1e8),
            help="Sample rate of a signal, where the file is wrong or silent.",
        ),
        click.option(
            "--downlink",
            "downlinks",
            multiple=True,
            metavar="WHAT",
            help="What a signal is: a satellite's name, or such as FSK/9600/ax25_g3ruh; "
            "without it, by looking.",
        ),
    ):
        command = option(command)
    return command


def open_file(path: Path, form: Form, options: SignalOptions) -> Recording | SignalRecording:
    """The recording in the file *path*: of frames, or of a signal.

    Raises:
        click.UsageError: It cannot be read.
    """
    if path == STDIN or form.name or not (options.said or _is_signal(path)):
        return Recording(path, form)
    return SignalRecording(path, options)


def _is_signal(path: Path) -> bool:
    """Whether a file holds samples, and not frames."""
    if path.suffix.lower() in SIGNAL_SUFFIXES or path.name.startswith("gqrx_"):
        return True
    try:
        with path.open("rb") as file:
            return file.read(4).startswith(STARTS)
    except OSError as error:
        raise click.UsageError(f"{safe(str(path))}: {error.strerror}") from error


def chosen_downlinks(told: Sequence[str], missions: Sequence[Mission]) -> tuple[Downlink, ...]:
    """The downlinks that `--downlink` and `--mission` name.

    Raises:
        click.UsageError: There is no such satellite, and it is no downlink.
    """
    named = [one for text in told for one in _downlinks(text)]
    of_missions = [one for mission in missions for one in mission.downlinks]
    # A mission tells how to read a frame, too: what is said of the signal goes first.
    return tuple(dict.fromkeys(named or of_missions))


def _downlinks(text: str) -> Sequence[Downlink]:
    """What ``AO-73`` or ``FSK/9600/ax25_g3ruh`` means."""
    pieces = text.split("/")
    if len(pieces) == 3:
        modulation, baud, framings = pieces
        try:
            return [Downlink(None, modulation, float(baud), tuple(framings.split(",")))]
        except ValueError as error:
            raise click.UsageError(f"--downlink {safe(text)}: {safe(baud)} is no baud") from error
    satellite = find(text)
    if satellite is None:
        message = "no such satellite; write its name, or such as FSK/9600/ax25_g3ruh"
        raise click.UsageError(f"--downlink {safe(text)}: {message}.")
    return satellite.downlinks


class SignalRecording:
    """One file of samples, heard; the same face as `gateway.cli.recording.Recording`.

    Args:
        path: The file.
        options: What is said of it.

    Attributes:
        notes: What was found, once `entries` has ended.
        leftover: 0: samples are not octets.
        form: `SIGNAL`.
        guessed: False: what was found is in the notes.
    """

    leftover = 0
    form = Form(SIGNAL)
    guessed = False

    def __init__(self, path: Path, options: SignalOptions):
        self.path = path
        self.notes: list[str] = []
        self._options = options

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def entries(self, first: int = 1, progress: Progress = untold) -> Iterator[Entry]:
        """The frames in it, numbered from *first*.

        Raises:
            click.UsageError: It cannot be read, or the modem is not installed.
        """
        try:
            from gateway.cli.hearing import Hearing
        except ModuleNotFoundError as error:
            message = f"signals need {error.name}: pip install 'cupola-gateway[modem]'"
            raise click.UsageError(message) from error
        try:
            hearing = Hearing(self.path, self._options)
            begun = hearing.recording.started_at or self._began_at(hearing.recording)
            for number_, heard in enumerate(hearing.frames(progress), start=first):
                received_at = begun + timedelta(seconds=heard.received.end_s)
                event = heard.received.event
                yield Entry(number_, self.name, received_at, "recording", Delivery.REPLAY, event)
        except (SourceError, StationError) as error:
            raise click.UsageError(safe(str(error))) from error
        self.notes += [f"{safe(self.name)}: {line}" for line in hearing.told()]

    def _began_at(self, recording: SampleRecording) -> datetime:
        """When it began, if it was closed as soon as it ended."""
        ended_at = datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
        return ended_at - timedelta(seconds=recording.duration_s or 0.0)
