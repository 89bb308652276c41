"""Where the tones of an FSK signal are: a comb of equally spaced peaks in its spectrum.

::

    power      ▁▂█▂▁▁▂█▂▁▁▂█▂▁▁▂█▂▁        tones at lowest + m spacing
    score      mean over the tones of log peak less log of the higher valley beside it

Logarithms make four weak tones more than one strong carrier; the higher of two valleys, half
a spacing away, makes the edge of a receiver's filter no tone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.modem.symbols import Samples

RESOLUTION = 16
"""Bins of the spectrum per baud."""

SPAN = 3
"""Symbols of a spectrum: longer find tones that are close, shorter such as are not steady."""

TIGHT = 1.5
"""Spacing in baud from which there are valleys between tones, not only outside."""

FLOOR = 0.1
"""Added to the power relative to its mean: the depth of a valley without noise says nothing."""


@dataclass(frozen=True)
class Comb:
    """Equally spaced tones.

    Attributes:
        lowest: Frequency of the lowest tone, Hz.
        spacing: Distance of neighbours, Hz.
    """

    lowest: float
    spacing: float

    def tone(self, number: int) -> float:
        """Frequency of a tone, Hz; the lowest has number 0."""
        return self.lowest + number * self.spacing

    def middle(self, tones: int) -> float:
        """Frequency halfway between the lowest and the highest of *tones*, Hz."""
        return self.lowest + (tones - 1) / 2 * self.spacing


def find_comb(
    samples: Samples,
    sample_rate: float,
    baud: float,
    limits: tuple[float, float, float, float],
    tones: int,
) -> Comb:
    """The comb that fits *samples* best.

    Args:
        samples: Audio or IQ.
        sample_rate: Hz.
        baud: Symbols per second.
        limits: Least and largest middle of the comb, least and largest spacing, Hz.
        tones: How many it has.
    """
    low, high, narrow, wide = limits
    bin_hz = baud / RESOLUTION
    power = _log_power(samples, sample_rate, baud, bin_hz)
    middles = np.arange(round(low / bin_hz), round(high / bin_hz) + 1, 2)
    best, found = -np.inf, np.zeros(tones, np.intp)
    # Coarse steps, since peaks are wide; even spacings, so that valleys and middles are bins.
    for spacing in range(2 * round(narrow / bin_hz / 2), round(wide / bin_hz) + 1, 4):
        lowest = middles - (tones - 1) * spacing // 2
        comb = lowest[:, None] + spacing // 2 * np.arange(-1, 2 * tones)
        height = power[comb % len(power)]
        valley = height[:, ::2]
        if spacing < TIGHT * RESOLUTION:
            valley = valley[:, [0, -1]].max(axis=1, keepdims=True).repeat(tones + 1, axis=1)
        score = (height[:, 1::2] - np.maximum(valley[:, :-1], valley[:, 1:])).mean(axis=1)
        if not np.iscomplexobj(samples):
            score[lowest < RESOLUTION // 2] = -np.inf
        at = int(np.argmax(score))
        if score[at] > best:
            best, found = float(score[at]), lowest[at] + spacing * np.arange(tones)
    return _fitted(power, found, bin_hz)


def _log_power(
    samples: Samples, sample_rate: float, baud: float, bin_hz: float
) -> NDArray[np.float64]:
    """Logarithm of the power in bins of *bin_hz* from 0 Hz on, negative ones behind."""
    span = max(4, round(SPAN * sample_rate / baud))
    size = round(sample_rate / bin_hz)
    padded = samples if len(samples) >= span else np.pad(samples, (0, span - len(samples)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, span)[:: span // 2]
    window = np.hanning(span).astype(np.float32)
    spectrum = np.fft.fft(frames * window, size, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).mean(axis=0)
    return np.asarray(np.log(power + power.mean() * FLOOR + 1e-30), np.float64)


def _fitted(power: NDArray[np.float64], bins: NDArray[np.intp], bin_hz: float) -> Comb:
    """The comb nearest to the tones at *bins*, each moved to its centre of power."""
    beside = np.arange(-RESOLUTION // 2, RESOLUTION // 2 + 1)
    around = np.exp(power[(bins[:, None] + beside) % len(power)])
    excess = around - 0.99 * around.min(axis=1, keepdims=True)
    centres = bins + (excess * beside).sum(axis=1) / excess.sum(axis=1)
    number = np.arange(len(bins)) - (len(bins) - 1) / 2
    spacing = (number * centres).sum() / (number**2).sum()
    lowest = centres.mean() + number[0] * spacing
    return Comb(float(lowest * bin_hz), float(spacing * bin_hz))
