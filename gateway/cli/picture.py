"""Pictures of a signal: its waterfall with the frames in it, an eye and a constellation.

::

    ┌──────────────────────────────────────┐  ticks above: where frames were heard
    │ waterfall                            │
    ├───────────────────┬──────────────────┤
    │ eye               │ constellation    │  of the frame that was heard best
    └───────────────────┴──────────────────┘

Drawn by matplotlib, which is the extra `plot`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from gateway.cli.output import number
from gateway.model import Frame
from gateway.reception.eye import Eye, eye
from gateway.reception.search import Heard
from gateway.samples.recording import SampleRecording

mpl.use("agg")

COLUMNS = 1600
"""Columns of the waterfall: as many as a screen shows."""

BINS = 512
DYNAMIC_DB = 50.0
"""From the loudest to what is drawn black."""

BLOCK_SAMPLES = 1 << 16
SURE, DOUBTFUL = "tab:cyan", "tab:orange"


def draw(path: Path, recording: SampleRecording, heard: Sequence[Heard]) -> None:
    """Draw *recording* with the frames *heard* in it to the picture *path*.

    Raises:
        ValueError: matplotlib knows no such kind of picture.
        OSError: It cannot be written.
    """
    figure = Figure(figsize=(14, 9), layout="constrained")
    panes: Any = figure.subfigures(2, 1, height_ratios=(3, 2))
    upper, lower = panes
    _waterfall(upper.subplots(), recording, heard)
    left, right = lower.subplots(1, 2)
    best = _best(heard)
    shown = _eye_of(recording, best) if best else None
    if best and shown:
        _eye(left, shown, best)
        _constellation(right, shown)
    else:
        for axes in (left, right):
            axes.set_axis_off()
        left.text(0.5, 0.5, "no frame was heard", ha="center", va="center")
    figure.savefig(path, dpi=110)


def _waterfall(axes: Any, recording: SampleRecording, heard: Sequence[Heard]) -> None:
    """Power against time and frequency, bounded in memory for any length."""
    columns, duration_s = _columns(recording)
    rate_khz = recording.sample_rate / 1e3
    bottom = -rate_khz / 2 if recording.iq else 0.0
    extent = (0.0, max(duration_s, 1e-3), bottom, rate_khz / 2)
    level = 10 * np.log10(columns + 1e-20)
    top = float(np.percentile(level, 99.8)) if level.size else 0.0
    axes.imshow(
        level, origin="lower", aspect="auto", extent=extent, cmap="magma",
        vmin=top - DYNAMIC_DB, vmax=top,
    )  # fmt: skip
    for one in heard:
        colour = DOUBTFUL if _is_doubtful(one) else SURE
        axes.axvspan(one.received.start_s, one.received.end_s, ymin=0.97, color=colour, lw=0)
        axes.axvline(one.received.start_s, color=colour, lw=0.4, alpha=0.5)
    # The file's name is somebody else's: no mathematics in it.
    axes.set_title(_title(recording, heard), fontsize=10, parse_math=False)
    axes.set_xlabel("s")
    axes.set_ylabel("kHz")


def _columns(recording: SampleRecording) -> tuple[np.ndarray[Any, Any], float]:
    """The waterfall's columns, and the length of the recording in seconds."""
    size = 2 * BINS
    window = np.hanning(size).astype(np.float32)
    total = (recording.duration_s or 60.0) * recording.sample_rate
    step = max(size, int(total / COLUMNS))
    spectra, held, samples = [], np.zeros(0, np.float32), 0
    for block in recording.blocks(max(BLOCK_SAMPLES, step)):
        samples += len(block)
        held = np.concatenate((held, block))
        while len(held) >= step:
            rows = held[: step - step % size].reshape(-1, size) * window
            spectrum = np.abs(np.fft.fft(rows, axis=1)) ** 2
            spectra.append(spectrum.mean(axis=0))
            held = held[step:]
    if not spectra:
        return np.zeros((BINS, 0)), samples / recording.sample_rate
    picture = np.array(spectra).T
    picture = np.fft.fftshift(picture, axes=0) if recording.iq else picture[:BINS]
    return picture, samples / recording.sample_rate


def _eye_of(recording: SampleRecording, one: Heard) -> Eye | None:
    samples = _around(recording, one)
    return eye(samples, one.downlink, recording.sample_rate, recording.iq)


def _around(recording: SampleRecording, one: Heard) -> Any:
    """The samples of a frame."""
    first = int(one.received.start_s * recording.sample_rate)
    last = int(one.received.end_s * recording.sample_rate) + 1
    found, at = [], 0
    for block in recording.blocks(BLOCK_SAMPLES):
        found.append(block[max(first - at, 0) : max(last - at, 0)])
        at += len(block)
        if at >= last:
            break
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _eye(axes: Any, shown: Eye, best: Heard) -> None:
    axes.plot(shown.time, shown.traces.T, color="tab:blue", lw=0.5, alpha=0.15)
    axes.axvline(0.0, color="grey", lw=0.5)
    axes.set_title(f"eye of the frame at {best.received.start_s:.2f} s", fontsize=10)
    axes.set_xlabel("symbols")
    axes.set_xlim(float(shown.time[0]), float(shown.time[-1]))


def _constellation(axes: Any, shown: Eye) -> None:
    if np.iscomplexobj(shown.symbols):
        axes.plot(shown.symbols.real, shown.symbols.imag, ".", ms=3, alpha=0.5)
        axes.set_aspect("equal", "datalim")
        axes.set_title("constellation", fontsize=10)
        return
    axes.plot(shown.symbols[:-1], shown.symbols[1:], ".", ms=3, alpha=0.5)
    axes.set_aspect("equal", "datalim")
    axes.set_title("each symbol and the next", fontsize=10)


def _title(recording: SampleRecording, heard: Sequence[Heard]) -> str:
    kinds = dict.fromkeys(
        f"{one.downlink.modulation} {number(one.downlink.baud)} Bd {one.received.event.framing}"
        for one in heard
    )
    frames = f"{len(heard)} frame" + ("s" if len(heard) != 1 else "")
    return f"{recording.path.name}: {frames}" + (f" ({', '.join(kinds)})" if kinds else "")


def _best(heard: Sequence[Heard]) -> Heard | None:
    """The frame that was heard best."""
    return max(heard, key=_snr, default=None)


def _snr(one: Heard) -> float:
    event = one.received.event
    assert isinstance(event, Frame)
    snr = -100.0 if event.quality.snr_db is None else event.quality.snr_db
    return snr - (100.0 if _is_doubtful(one) else 0.0)


def _is_doubtful(one: Heard) -> bool:
    event = one.received.event
    return isinstance(event, Frame) and (bool(event.quality.fixed) or event.quality.unchecked)
