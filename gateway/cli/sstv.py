"""`cupola sstv`: pictures of slow-scan television in recordings."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gateway.cli.decode import EXIT_INTERRUPTED
from gateway.cli.lines import json_line
from gateway.cli.main import EXIT_FAILED
from gateway.cli.output import moment, safe
from gateway.errors import SourceError
from gateway.record import utc

if TYPE_CHECKING:
    from gateway.modem.symbols import Samples
    from gateway.samples.recording import SampleRecording
    from gateway.sstv.picture import Picture

LONG_S = 20.0
"""From here on a bar tells the progress."""

BLOCK_SAMPLES = 1 << 16

FM_RATE = 24_000.0
"""Least rate of IQ that holds an FM channel."""

FM_DEVIATION_HZ = 5_000.0


@click.command(name="sstv")
@click.argument(
    "paths",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--output",
    "folder",
    metavar="FOLDER",
    default=".",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    help="Where the pictures go; without it, the working folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Records, one JSON object a line.")
def command(paths: Sequence[Path], folder: Path, as_json: bool) -> None:
    """Find pictures of slow-scan television in FILE: FM or SSB audio, or IQ of an FM signal.

    The mode is that of the picture's header: PD, Martin, Scottie, Robot 36 and 72. Slant and
    tuning are corrected. A picture that is cut is written as far as it came. Ends with 0 if there
    was at least one, with 1 if there was none.

    \b
    Examples:
        cupola sstv iss.wav
        cupola sstv --output pictures passes/*.ogg
        cupola sstv --json iss.wav | jq .snr_db
    """
    _look_for_the_modem()
    found = 0
    try:
        for path in paths:
            for picture, begun in _pictures(path):
                file = _write(picture, begun, folder)
                sys.stdout.write(_told(picture, begun, path, file, as_json))
                sys.stdout.flush()
                found += 1
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    click.echo(f"{found} picture{'s' if found != 1 else ''}", err=True)
    if not found:
        sys.exit(EXIT_FAILED)


def _look_for_the_modem() -> None:
    """End here, and not after a long recording, if something is not installed."""
    for module, extra in (("numpy", "modem"), ("PIL", "image")):
        try:
            __import__(module)
        except ModuleNotFoundError as error:
            message = f"pictures need {module}: pip install 'cupola-gateway[{extra}]'"
            raise click.UsageError(message) from error


def _pictures(path: Path) -> Iterator[tuple[Picture, datetime]]:
    """The pictures in a recording, and when it began."""
    from gateway.samples.recording import open_recording

    try:
        recording = open_recording(path)
        begun = recording.started_at or _began_at(path, recording)
        for picture in _decoded(recording):
            yield picture, begun
    except SourceError as error:
        raise click.UsageError(safe(str(error))) from error
    for note in recording.notes:
        click.echo(f"{safe(path.name)}: {note}", err=True)


def _began_at(path: Path, recording: SampleRecording) -> datetime:
    """When a recording began, if it was closed as soon as it ended."""
    ended_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return ended_at - timedelta(seconds=recording.duration_s or 0.0)


def _decoded(recording: SampleRecording) -> Iterator[Picture]:
    from gateway.sstv.decoder import Decoder

    rate, blocks = _audio(recording)
    decoder = Decoder(rate)
    with _progress_bar(recording, rate) as bar:
        for audio in blocks:
            if bar:
                bar.update(len(audio))
            yield from decoder.feed(audio)
    yield from decoder.finish()


def _audio(recording: SampleRecording) -> tuple[float, Iterator[Samples]]:
    """The audio of a recording and its rate; of IQ, what an FM receiver makes of it."""
    blocks = recording.blocks(BLOCK_SAMPLES)
    if not recording.iq:
        return recording.sample_rate, blocks
    from gateway.modem.discriminator import discriminate
    from gateway.reception.down_converter import DownConverter

    channel = DownConverter(recording.sample_rate, 0.0, FM_RATE)
    deviation = FM_DEVIATION_HZ / channel.sample_rate
    # Each block begins with the last sample of the one before: no frequency is lost.
    return channel.sample_rate, (
        discriminate(iq, deviation)[1:] for iq in _joined(channel.feed(block) for block in blocks)
    )


def _joined(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """*blocks*, each with the last sample of the one before in front."""
    import numpy as np

    last: Samples = np.zeros(0, np.complex64)
    for block in blocks:
        whole = np.concatenate((last, block))
        if len(whole):
            yield whole
            last = whole[-1:]


def _progress_bar(recording: SampleRecording, rate: float) -> AbstractContextManager[Any]:
    """A bar where it is seen and worth it."""
    duration_s = recording.duration_s or 0.0
    seen = sys.stderr.isatty() and not sys.stdout.isatty()
    if not seen or duration_s < LONG_S:
        return nullcontext()
    length = round(duration_s * rate)
    return click.progressbar(length=length, label=safe(recording.path.name), file=sys.stderr)


def _write(picture: Picture, begun: datetime, folder: Path) -> Path:
    """Write *picture* under a name that nobody else has; nothing in it is from the signal."""
    from PIL import Image

    at = begun + timedelta(seconds=picture.start_s)
    stem = f"{at:%Y%m%dT%H%M%SZ}_{picture.mode.name.lower().replace(' ', '_')}"
    number = 1
    file = folder / f"{stem}.png"
    while file.exists():
        number += 1
        file = folder / f"{stem}_{number}.png"
    try:
        Image.fromarray(picture.pixels).save(file)
    except OSError as error:
        raise click.UsageError(f"{safe(str(file))}: {error.strerror}") from error
    return file


def _told(picture: Picture, begun: datetime, path: Path, file: Path, as_json: bool) -> str:
    """One line on a picture."""
    at = begun + timedelta(seconds=picture.start_s)
    if as_json:
        return json_line(
            {
                "recording": path.name,
                "received_at": utc(at),
                "start_s": round(picture.start_s, 3),
                "mode": picture.mode.name,
                "rows": picture.rows,
                "complete": picture.complete,
                "snr_db": round(picture.snr_db, 1),
                "slant_ppm": round(picture.slant_ppm, 1),
                "offset_hz": round(picture.offset_hz, 1),
                "picture": str(file),
            }
        )
    cut = "" if picture.complete else f", cut: {picture.rows} of {picture.mode.height} rows"
    measured = (
        f"SNR {picture.snr_db:.0f} dB, slant {picture.slant_ppm:+.0f} ppm, "
        f"offset {picture.offset_hz:+.0f} Hz"
    )
    return f"{moment(at)}  {picture.mode.name}{cut}; {measured}; {safe(str(file))}\n"
