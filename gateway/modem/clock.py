"""How far a symbol clock is off, and whether there is a clock at all.

::

    zero crossings -> phasor at the nominal baud rate -> short spectra of +-4 %
                                    ▲ a peak well above noise: data, and its clock's error

A spectrum looks at `SPAN` symbols, the next one begins a quarter later.  The height of its
peak over what noise of the same power would give doubles as carrier detect.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gateway.modem.symbols import Samples
from gateway.modem.timing import STEP, line_phasor

SPAN = 256
"""Symbols of one spectrum."""

LIMIT = 0.04
"""Largest relative error that is looked for."""

THRESHOLD = 5.0
"""Height of a peak that noise reaches less than once in a thousand spectra."""


MAX_DEVIATION_PPM = 100.0
"""Standard deviation of the error that is told."""


@dataclass(frozen=True)
class Clock:
    """What the clock line tells over a window.

    Attributes:
        error: Relative error of the clock, one value for `timing.STEP` samples; held and
            interpolated where no line stands out, 0 if none does anywhere.
        height: Of the highest peak of each spectrum, in the amplitude of noise.
        ppm: Mean error in parts per million; NaN where too little was seen to tell it
            within `MAX_DEVIATION_PPM`.
    """

    error: NDArray[np.float32]
    height: NDArray[np.float32]
    ppm: float = float("nan")

    @property
    def present(self) -> bool:
        """Whether a clock was seen anywhere."""
        return bool(np.any(self.height > THRESHOLD))


@lru_cache(maxsize=32)
def _bins(span: int, turns: float) -> tuple[NDArray[np.float64], NDArray[np.complex64]]:
    """Relative errors, and the matrix that makes their spectrum of *span* values.

    Args:
        span: Phasors a spectrum.
        turns: Symbols that a phasor covers.
    """
    errors = np.arange(-LIMIT, LIMIT + 1e-9, 0.5 / SPAN)
    turn = np.exp(-2j * np.pi * turns * np.outer(np.arange(span), errors))
    return errors, np.asarray(turn, np.complex64)


def clock(line: Samples, sps: float) -> Clock:
    """The clock in *line*, a signal as for `timing.instants`."""
    phasor = line_phasor(line, sps)
    span = min(len(phasor), round(SPAN * sps / STEP))
    if span < 4:
        return Clock(np.zeros(len(phasor), np.float32), np.zeros(0, np.float32))
    errors, matrix = _bins(span, STEP / sps)
    hop = max(1, span // 4)
    frames = np.lib.stride_tricks.sliding_window_view(phasor, span)[::hop]
    spectra = np.abs(np.ascontiguousarray(frames) @ matrix)
    noise = np.sqrt((np.abs(frames) ** 2).sum(axis=1)) + 1e-9
    peak = spectra.argmax(axis=1)
    height = (spectra[np.arange(len(peak)), peak] / noise).astype(np.float32)
    seen = height > THRESHOLD
    if not seen.any():
        return Clock(np.zeros(len(phasor), np.float32), height)
    at = np.arange(len(frames)) * hop + (span - 1) / 2
    error = errors[peak] + _fraction(spectra, peak) * (errors[1] - errors[0])
    steps = np.arange(len(phasor))
    held = np.interp(steps, at[seen], error[seen]).astype(np.float32)
    return Clock(held, height, _mean_ppm(error[seen], height[seen], hop / span))


def _mean_ppm(error: NDArray[np.float64], height: NDArray[np.float32], new: float) -> float:
    """The mean of *error* in parts per million, or NaN; a spectrum has a share *new* of its own.

    A tone that stands h above noise in N values is known within sqrt(6) / (2 pi N h).
    """
    weight = height.astype(np.float64) ** 2
    deviation = np.sqrt(6) / (2 * np.pi * SPAN) / np.sqrt(new * weight.sum())
    if deviation * 1e6 > MAX_DEVIATION_PPM:
        return float("nan")
    return float(np.average(error, weights=weight) * 1e6)


def _fraction(spectra: NDArray[np.float32], peak: NDArray[np.intp]) -> NDArray[np.float32]:
    """Where a parabola through each peak and its neighbours is highest, in bins."""
    rows = np.arange(len(peak))
    inner = np.clip(peak, 1, spectra.shape[1] - 2)
    a, b, c = (spectra[rows, inner + step] for step in (-1, 0, 1))
    bend = np.maximum(2 * b - a - c, 1e-9)
    return np.where(inner == peak, np.clip((c - a) / (2 * bend), -0.5, 0.5), 0).astype(np.float32)
