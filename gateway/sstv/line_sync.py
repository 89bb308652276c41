"""When the groups of a picture begin: a straight line through all of its sync pulses.

::

    level of 1200 Hz   ▁█▁▁▁▁█▁▁▁▁▁▁▁▁▁█▁▁▁▁█▁▁▁▁     each pulse, in noise
    start, clock       the two for which the sum of the levels where pulses should be is the
                       largest; then least squares through the pulses near there

A clock that is off would slant the picture, a start that is off would turn it.  The sum over
all pulses stands out where a single pulse does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.modem.filters import boxcar
from gateway.sstv.baseband import HALF_HZ, Track
from gateway.sstv.mode import SYNC_HZ, Mode

MOST_PPM = 1200.0
"""Largest error of a clock: two cheap sound cards."""

START_MS = 20.0
"""Largest error of the start."""

FIT_ROUNDS = 3
INNER = 0.7
"""Part of a pulse that is measured; at its edges filters ring."""

AVERAGED = 16
"""Groups over which the frequency and the level of pulses are averaged."""

SHORT = 3
"""The same where the end of a picture is looked for."""

PRESENT = 0.4
"""Level of pulses that are there, of that of the best."""

LEAST = 0.12
"""Level of the best pulses, beyond that of noise, without which there is no picture."""


@dataclass(frozen=True)
class LineSync:
    """The groups of a picture.

    Attributes:
        starts: Sample at which each group begins, up to the last one that came.
        slope: Length of what the sender sent, by our clock, over what it should have.
        offsets_hz: Frequency error at each group.
        snr_db: Power of the signal over that of the noise in the 2 kHz of a picture.
    """

    starts: NDArray[np.float64]
    slope: float
    offsets_hz: NDArray[np.float64]
    snr_db: float


def find_line_sync(track: Track, mode: Mode, start: float, offset_hz: float) -> LineSync | None:
    """The groups of a picture of which the first begins about at sample *start*, if any."""
    ms = track.rate / 1000
    sync_ms = mode.syncs[0][1].ms
    length = sync_ms * ms
    level = track.level_of(SYNC_HZ + offset_hz, max(2, int(length)))
    groups = mode.period_ms * ms * np.arange(mode.groups, dtype=np.float64)
    begins = np.add.outer(groups, [ms * begin for begin, _ in mode.syncs])
    line = _searched(level, begins.ravel(), length, start, START_MS * ms)
    start, slope = _fitted(level, begins.ravel(), line, length)
    levels = _sampled(level, start + slope * begins).mean(axis=1, dtype=np.float64)
    noise = 1000 / (2 * HALF_HZ * sync_ms)
    present = _present(levels, noise)
    if not present:
        return None
    offsets = _offsets(track, start + slope * begins[:present], length)
    share = float(np.clip((levels[:present].mean() - noise) / (1 - noise), 1e-4, 0.9999))
    snr_db = float(10 * np.log10(share / (1 - share)))
    starts = np.asarray(start + slope * groups[:present], np.float64)
    return LineSync(starts, slope, offsets, snr_db)


def _offsets(track: Track, pulses: NDArray[np.float64], length: float) -> NDArray[np.float64]:
    """Frequency error at each group, from the pulses around it, shape (groups, pulses)."""
    first = pulses + length * (1 - INNER) / 2
    sums = track.lagged(first, INNER * length).sum(axis=1)
    return track.hz(boxcar(sums, AVERAGED), SYNC_HZ) - SYNC_HZ


def _searched(
    level: NDArray[np.float32],
    begins: NDArray[np.float64],
    length: float,
    start: float,
    reach: float,
) -> tuple[float, float]:
    """Start and slope for which the sum of the levels is the largest.

    Args:
        level: Of a pulse that begins at each sample.
        begins: Of the pulses, in samples of a perfect clock from the start.
        length: Of a pulse, samples.
        start: Where the first group should begin.
        reach: How far from there it may, samples.
    """
    step = length / 4
    shifts = step * np.arange(-int(reach / step), int(reach / step) + 1)
    # Neighbouring slopes part by a step at the last pulse that there is.
    span = max(float(min(begins[-1], len(level) - start)), length)
    most = int(MOST_PPM * 1e-6 * span / step)
    slopes = 1 + step / span * np.arange(-most, most + 1)
    best, line = -np.inf, (start, 1.0)
    for slope in slopes[np.argsort(np.abs(slopes - 1), kind="stable")]:
        sums = _sampled(level, start + shifts[:, None] + slope * begins).sum(axis=1)
        at = int(sums.argmax())
        if sums[at] > best:
            best, line = float(sums[at]), (start + float(shifts[at]), float(slope))
    return line


def _fitted(
    level: NDArray[np.float32],
    begins: NDArray[np.float64],
    line: tuple[float, float],
    length: float,
) -> tuple[float, float]:
    """*line* through the pulses near it, by least squares weighted with their levels."""
    start, slope = line
    for reach in np.geomspace(1.0, 0.4, FIT_ROUNDS) * length:
        near = np.arange(-int(reach), int(reach) + 1)
        places = start + slope * begins
        # The centre of what stands out: levels rise and fall alike on both sides of a pulse.
        around = _sampled(level, places[:, None] + near)
        around = np.maximum(around - 0.5 * around.max(axis=1, keepdims=True), 0)
        weight = around.sum(axis=1, dtype=np.float64)
        centre = places + (around @ near) / (weight + 1e-12)
        total = weight.sum() + 1e-12
        mean, middle = (weight @ begins) / total, (weight @ centre) / total
        spread = weight @ (begins - mean) ** 2
        if spread > 0:
            slope = float(weight @ ((begins - mean) * (centre - middle)) / spread)
        slope = float(np.clip(slope, 1 - 2e-6 * MOST_PPM, 1 + 2e-6 * MOST_PPM))
        start = float(middle - slope * mean)
    return start, slope


def _sampled(level: NDArray[np.float32], at: NDArray[np.float64]) -> NDArray[np.float32]:
    """*level* at the samples nearest to *at*; 0 where there is none."""
    if not len(level):
        return np.zeros(at.shape, np.float32)
    index = np.rint(at).astype(np.intp)
    inside = (index >= 0) & (index < len(level))
    return np.where(inside, level[np.clip(index, 0, len(level) - 1)], np.float32(0))


def _present(levels: NDArray[np.float64], noise: float) -> int:
    """Groups up to the last one whose pulses are there."""
    smooth = boxcar(levels, AVERAGED)
    best = float(smooth.max(initial=0)) - noise
    if best < LEAST:
        return 0
    last = int(np.flatnonzero(smooth - noise > PRESENT * best)[-1])
    # A long average reaches beyond the end.
    short = boxcar(levels, SHORT)[: last + 1]
    return int(np.flatnonzero(short - noise > PRESENT * best)[-1]) + 1
