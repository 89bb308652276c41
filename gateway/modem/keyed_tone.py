"""Where a tone that is switched on and off is, and how fast it drifts.

::

    amplitude of spectra   ▁▁█▁▁█▁▁      for each line through them (frequency, drift) the
    against time           ▁▁▁▁▁█▁▁      square of the changes of amplitude along it
                           ▁▁▁█▁▁▁▁      tone: the line where it is largest

A tone that is keyed changes all the time; a carrier that stays or fades, and noise, do not.
A line fits some seconds of a pass, and over seconds even a tone that cannot be seen in a
single spectrum stands out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.modem.symbols import Samples

SPAN_S = 0.064
"""Length of a spectrum; the next one begins half of it later."""

ROWS = 4
"""Spectra from one amplitude to that which it is compared with, an eighth of a second, and
that are summed before lines are drawn: nothing drifts that fast."""

DRIFT_HZ_S = 100.0
"""Largest drift looked for: that of a low orbit on 70 cm, nearly overhead."""

BESIDE_HZ = (60.0, 200.0)
"""How far from the tone its noise is measured: beyond the clicks of its keying."""


@dataclass(frozen=True)
class KeyedTone:
    """A tone in a piece of a signal.

    Attributes:
        hz: Its frequency in the middle of the piece.
        drift: Hz per second.
        density: Noise beside it: power in a bandwidth of 1 Hz.
    """

    hz: float
    drift: float
    density: float

    def turns(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Its phase at the times *at*, in seconds from the middle, in turns."""
        return (self.hz + self.drift / 2 * at) * at


def find_keyed_tone(x: Samples, sample_rate: float, low_hz: float, high_hz: float) -> KeyedTone:
    """The tone in *x* between two frequencies that is keyed the hardest."""
    size = round(SPAN_S * sample_rate)
    amplitude = _amplitudes(x, size)
    bin_hz = sample_rate / size
    first, last = round(low_hz / bin_hz), round(high_hz / bin_hz)
    drifts, shifts = _lines(len(amplitude), bin_hz, size / 2 / sample_rate)
    changes = _changes(amplitude, shifts, np.arange(first, last + 1))
    drift, at = np.unravel_index(int(changes.argmax()), changes.shape)
    middle = first + float(at) + _fraction(changes[drift], int(at))
    noise = _noise(amplitude, first + int(at), shifts[drift], bin_hz)
    # A Hann window passes the noise of 3/8 of its length.
    return KeyedTone(middle * bin_hz, float(drifts[drift]), noise / (0.375 * size) / sample_rate)


def _amplitudes(x: Samples, size: int) -> NDArray[np.float32]:
    """Amplitude spectra, shape (spectra, bins); the bins of negative frequencies last."""
    x = np.pad(x, (0, max(0, 2 * size - len(x))))
    frames = np.lib.stride_tricks.sliding_window_view(x, size)[:: size // 2]
    spectra = np.fft.fft(frames * np.hanning(size).astype(np.float32), axis=1)
    return np.asarray(np.abs(spectra), np.float32)


def _lines(rows: int, bin_hz: float, row_s: float) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Drifts, and the bins by which each has moved at every row, shape (drifts, rows)."""
    seconds = np.asarray((np.arange(rows) - (rows - 1) / 2) * row_s, np.float64)
    # Two neighbouring drifts part by a bin at the ends.
    step = bin_hz / max(float(seconds[-1]), row_s)
    steps = int(DRIFT_HZ_S / step)
    drifts = np.asarray(step * np.arange(-steps, steps + 1), np.float64)
    return drifts, np.rint(drifts[:, None] * seconds / bin_hz).astype(np.intp)


def _changes(
    amplitude: NDArray[np.float32], shifts: NDArray[np.intp], bins: NDArray[np.intp]
) -> NDArray[np.float32]:
    """The squares of changes of amplitude along each line, summed, shape (drifts, bins)."""
    if len(amplitude) <= ROWS:
        return np.zeros((len(shifts), len(bins)), np.float32)
    change = np.square(amplitude[ROWS:] - amplitude[:-ROWS])
    groups = np.arange(0, len(change), ROWS)
    sums = np.add.reduceat(change, groups)
    # The middle of a group of changes lies as far behind its first spectrum as a group is long.
    middles = shifts[:, np.minimum(groups + ROWS, len(amplitude) - 1)]
    places = (bins + middles[..., None]) % amplitude.shape[1]
    rows = np.arange(len(groups))[None, :, None]
    return np.asarray(sums[rows, places].sum(axis=1), np.float32)


def _fraction(values: NDArray[np.float32], at: int) -> float:
    """Where a parabola through the largest of *values* is highest, in bins from *at*."""
    if not 0 < at < len(values) - 1:
        return 0.0
    a, b, c = values[at - 1 : at + 2]
    bend = 2 * b - a - c
    return float(np.clip((c - a) / (2 * bend), -0.5, 0.5)) if bend > 0 else 0.0


def _noise(
    amplitude: NDArray[np.float32], at: int, shift: NDArray[np.intp], bin_hz: float
) -> float:
    """The mean power of the noise in the bins beside a line, on the side that has more.

    At the edge of a receiver's filter the other side has none, and the line has.
    """
    near, far = (round(hz / bin_hz) for hz in BESIDE_HZ)
    sides = np.array([np.arange(-far, -near + 1), np.arange(near, far + 1)])
    places = (at + shift[:, None, None] + sides) % amplitude.shape[1]
    beside = amplitude[np.arange(len(amplitude))[:, None, None], places]
    return float(np.median(beside, axis=(0, 2)).max() ** 2 / np.log(2))
