"""Hearing a recording of a signal: from the file to frames, and what to tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gateway.cli.output import number
from gateway.cli.recording import Progress
from gateway.cli.signals import BLOCK_SAMPLES, CANDIDATES, SignalOptions
from gateway.errors import SourceError
from gateway.links import AX25
from gateway.model import Downlink, Frame, Unit
from gateway.reception.listening import Listening
from gateway.reception.report import Range, Report, reports
from gateway.reception.search import Heard, Search
from gateway.reception.survey import Sighting
from gateway.reception.tuning import candidates, tuner
from gateway.samples.recording import open_recording
from gateway.satellites import find, like


class Hearing:
    """One file.

    Args:
        path: The file.
        options: What is said of it.

    Attributes:
        recording: The file, opened.
        heard: The frames so far.

    Raises:
        SourceError: It cannot be read.
        StationError: A downlink cannot be heard in it.
    """

    def __init__(self, path: Path, options: SignalOptions):
        self.recording = open_recording(path, options.rate, options.iq)
        self.heard: list[Heard] = []
        rate, iq = self.recording.sample_rate, self.recording.iq
        tune = tuner(rate, iq)
        self._ear: Search | Listening
        if options.downlinks:
            self._ear = Listening(options.downlinks, tune)
        else:
            self._ear = Search(rate, iq, candidates, tune)
        self._octets = path.stat().st_size
        self._plot = options.plot

    def frames(self, progress: Progress) -> Iterator[Heard]:
        """The frames in the order of time; *progress* is told the octets of every block."""
        for block in self.recording.blocks(BLOCK_SAMPLES):
            progress(self._share(len(block)))
            yield from self._keep(self._ear.feed(block))
        yield from self._keep(self._ear.finish())
        if self._plot:
            self._draw(self._plot)

    def _draw(self, path: Path) -> None:
        try:
            from gateway.cli.picture import draw
        except ModuleNotFoundError as error:
            message = f"--plot needs {error.name}: pip install 'cupola-gateway[plot]'"
            raise SourceError(message) from error
        try:
            draw(path, self.recording, self.heard)
        except (OSError, ValueError) as error:
            raise SourceError(f"{path}: {error}") from error

    def _share(self, samples: int) -> int:
        """The octets of the file that *samples* are."""
        duration_s = self.recording.duration_s
        if not duration_s:
            return 0
        return round(self._octets * samples / (duration_s * self.recording.sample_rate))

    def _keep(self, heard: list[Heard]) -> Iterator[Heard]:
        frames = [one for one in heard if isinstance(one.received.event, Frame)]
        self.heard += frames
        yield from frames

    def told(self) -> Iterator[str]:
        """What was found, in lines."""
        yield from self.recording.notes
        kind = "IQ" if self.recording.iq else "audio"
        length = (
            f", {number(round(self.recording.duration_s, 1))} s"
            if self.recording.duration_s
            else ""
        )
        yield f"{kind}, {number(self.recording.sample_rate)} Hz{length}"
        for name, count in self.recording.counters.items():
            if count:
                yield f"{count} {name.replace('_', ' ')}"
        found = reports(self.heard)
        for report in found:
            callers = _callers(one for one in self.heard if one.downlink == report.downlink)
            yield "heard " + report_text(report, callers)
        if not found:
            yield from self._told_sightings()

    def _told_sightings(self) -> Iterator[str]:
        """What was seen, where nothing was heard."""
        sightings = self._ear.sightings.values() if isinstance(self._ear, Search) else ()
        strongest: dict[str, Sighting] = {}
        for one in sorted(sightings, key=lambda one: one.strength):
            strongest[f"{one.probe.modulation} {number(one.probe.baud)} Bd"] = one
        for name, one in reversed(strongest.items()):
            yield f"seen {name} at {one.start_s:.1f} to {one.end_s:.1f} s, but no frame in it"
        if not strongest:
            yield "nothing in it that carries symbols"


def report_text(report: Report, callers: Sequence[str] = ()) -> str:
    """One line on what was heard of a downlink, from *callers* if they said who they are."""
    frames = f"{report.frames} frame" + ("s" if report.frames != 1 else "")
    doubts = [
        f"{count} {what}"
        for count, what in ((report.fixed, "bit-fixed"), (report.unchecked, "unchecked"))
        if count
    ]
    parts = [frames + (f" ({', '.join(doubts)})" if doubts else "")]
    parts += _ranges(report)
    parts.append("by " + ", ".join(f"{name} {n}" for name, n in report.detectors.items()))
    if callers:
        parts.append("from " + ", ".join(callers))
    elif names := _candidates(report):
        parts.append("could be " + names)
    return f"{signal_text(report.downlink)} {report.framing}: {'; '.join(parts)}"


def signal_text(downlink: Downlink) -> str:
    """Modulation and baud."""
    return f"{downlink.modulation} {number(downlink.baud)} Bd"


def _ranges(report: Report) -> Iterator[str]:
    if report.snr_db:
        yield f"SNR {_spread(report.snr_db)} dB"
    if report.offset_hz:
        yield f"offset {report.offset_hz.first:.0f} to {report.offset_hz.last:.0f} Hz"
    if report.clock_ppm:
        yield f"clock {_spread(report.clock_ppm)} ppm"


def _spread(values: Range) -> str:
    low, high = f"{values.lowest:.0f}", f"{values.highest:.0f}"
    return low if low == high else f"{low} to {high}"


def _callers(heard: Iterable[Heard]) -> list[str]:
    """The satellites of the catalogue whose callsigns stand in frames of AX.25."""
    read = AX25().reader()
    found: dict[str, None] = {}
    for one in heard:
        event = one.received.event
        for unit in read(event.data) if isinstance(event, Frame) else ():
            satellite = find(str(unit.header["from"])) if isinstance(unit, Unit) else None
            if satellite:
                found[satellite.name] = None
    return list(found)


def _candidates(report: Report) -> str:
    """Satellites with such a downlink, a few of them by name."""
    found = like(report.downlink.modulation, report.downlink.baud, report.framing)
    names = list(dict.fromkeys(satellite.name for satellite, _ in found))
    more = len(names) - CANDIDATES
    return ", ".join(names[:CANDIDATES]) + (f" and {more} more" if more > 0 else "")
