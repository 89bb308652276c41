"""The report: how well each downlink of a pass or a recording was heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from gateway.model import Downlink, Frame
from gateway.reception.search import Heard


class Range(Struct, frozen=True):
    """The values of something over a pass.

    Attributes:
        first: The first.
        last: The last.
        lowest: The lowest.
        highest: The highest.
    """

    first: float
    last: float
    lowest: float
    highest: float


class Report(Struct, frozen=True, omit_defaults=True):
    """What was heard of one downlink in one framing.

    Attributes:
        downlink: What was listened for.
        framing: The framing.
        frames: Frames delivered.
        fixed: Those of them with symbols flipped on no more proof than a CRC.
        unchecked: Those that nothing proves.
        corrected: Octets or bits that codes corrected, in all.
        start_s: Start of the first, seconds since the first sample.
        end_s: End of the last.
        detectors: How many frames each detector heard best.
        snr_db: Es/N0 of the frames; None where it is not known.
        offset_hz: Carrier's offset from nominal.
        clock_ppm: Symbol clock's error.
    """

    downlink: Downlink
    framing: str
    frames: int
    fixed: int
    unchecked: int
    corrected: int
    start_s: float
    end_s: float
    detectors: dict[str, int]
    snr_db: Range | None = None
    offset_hz: Range | None = None
    clock_ppm: Range | None = None


def reports(heard: Iterable[Heard]) -> list[Report]:
    """A report for each downlink and framing on which frames were heard, the most first."""
    groups: dict[tuple[Downlink, str], list[Heard]] = {}
    for one in heard:
        if isinstance(one.received.event, Frame):
            groups.setdefault((one.downlink, one.received.event.framing), []).append(one)
    found = [_report(downlink, framing, group) for (downlink, framing), group in groups.items()]
    return sorted(found, key=lambda report: -report.frames)


def _report(downlink: Downlink, framing: str, heard: list[Heard]) -> Report:
    frames = [one.received.event for one in heard if isinstance(one.received.event, Frame)]
    qualities = [frame.quality for frame in frames]
    return Report(
        downlink=downlink,
        framing=framing,
        frames=len(frames),
        fixed=sum(bool(quality.fixed) for quality in qualities),
        unchecked=sum(quality.unchecked for quality in qualities),
        corrected=sum(quality.corrected or 0 for quality in qualities),
        start_s=min(one.received.start_s for one in heard),
        end_s=max(one.received.end_s for one in heard),
        detectors=dict(Counter(one.received.detector for one in heard)),
        snr_db=_range(quality.snr_db for quality in qualities),
        offset_hz=_range(quality.offset_hz for quality in qualities),
        clock_ppm=_range(quality.clock_ppm for quality in qualities),
    )


def _range(values: Iterable[float | None]) -> Range | None:
    known = [value for value in values if value is not None]
    return Range(known[0], known[-1], min(known), max(known)) if known else None
