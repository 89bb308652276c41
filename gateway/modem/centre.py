"""Where an FSK signal is in a band, how wide it is, and whether there is one at all.

::

    spectra of `SPAN` symbols, each less its mean
        means of `TOGETHER` -> matched to two tones, of each index -> best index
                                                          no match above noise: no signal
        each -> matched to that index -> highest -> mean of `MEAN_S` -> centre against time

The mean is weighted by how far the highest stands out, so that noise before a burst does
not pull at its first symbols, and long, because what it leaves is measured later, symbol by
symbol, and must hold still for that.  A signal that can be decoded stands ten times higher
than the limit under which nothing is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gateway.modem.filters import boxcar
from gateway.modem.symbols import Samples

SPAN = 64
"""Symbols of one spectrum; the next begins half of it later."""

TOGETHER = 8
"""Spectra of a mean that tells the index."""

MEAN_S = 0.1
"""Seconds of the mean centre, taken twice."""

LEAST = 9
"""Spectra of it at least."""

ABOVE_NOISE = 8.0
"""Height of a match, in deviations of what noise gives, from which there is a signal."""

CORRELATED = 1.5
"""By how much the window, which makes neighbouring bins alike, raises that deviation."""

LOBE = 0.25
"""Width of the spectrum around each of the two tones, standard deviation in baud."""

LINE, STANDS_OUT = 16, 6.0
"""A bin has at most so many times the median of so many bins: a receiver's own carrier, at
0 Hz for instance, is no data."""

Power = NDArray[np.float32]


@dataclass(frozen=True)
class Centre:
    """A signal in a window.

    Attributes:
        present: Whether there is one anywhere.
        index: The modulation index, of those asked for, that fits it best.
        offset_hz: Its middle at every sample, Hz.
    """

    present: bool
    index: float
    offset_hz: NDArray[np.float64]


def centre(x: Samples, sample_rate: float, baud: float, indices: Sequence[float]) -> Centre:
    """The FSK signal in *x*.

    Args:
        x: IQ.
        sample_rate: Of it, Hz.
        baud: Symbols per second.
        indices: Modulation indices that it may have.
    """
    count = len(x)
    size = int(2 ** np.ceil(np.log2(SPAN * sample_rate / baud)))
    hop = size // 2
    if count < size:
        x = np.pad(x, (0, size - count))
    power = _power(x, size, hop)
    power /= power.max() + np.float32(1e-30)
    starts = np.arange(0, len(power), TOGETHER)
    few = np.diff(starts, append=len(power)).astype(np.float32)[:, None]
    together = np.asarray(np.add.reduceat(power, starts, axis=0) / few, np.float32)
    noise = CORRELATED * together.mean(axis=1) / np.sqrt(few[:, 0])
    best, index, present = -1.0, indices[0], False
    for one in indices:
        height = _match(together, sample_rate / baud, one).max(axis=1)
        if np.sum(height**2) > best:
            best, index = float(np.sum(height**2)), one
            present = bool(np.any(height > ABOVE_NOISE * noise))
    frequency = _middles(power, sample_rate, baud, index)
    at = np.arange(len(power)) * hop + size / 2
    return Centre(present, index, np.interp(np.arange(count), at, frequency))


def _middles(power: Power, sample_rate: float, baud: float, index: float) -> NDArray[np.float64]:
    """The middle of the signal in each spectrum, from those around it, Hz."""
    match = _match(power, sample_rate / baud, index)
    peak = match.argmax(axis=1)
    limit = ABOVE_NOISE * CORRELATED * power.mean(axis=1) / 2
    height = np.maximum(match[np.arange(len(peak)), peak] - limit, 0).astype(np.float64)
    # In proportion to the highest: a sum of small weights behind large ones would be lost.
    weight = (height / (height.max() + 1e-30)) ** 2 + 1e-12
    frequency = np.fft.fftfreq(power.shape[1], 1 / sample_rate)[peak]
    around = max(LEAST, round(MEAN_S * sample_rate / (power.shape[1] // 2)))
    total, weights = (boxcar(boxcar(x, around), around) for x in (weight * frequency, weight))
    return np.asarray(total / weights)


def _power(x: Samples, size: int, hop: int) -> Power:
    """Power spectra of *size* samples, one every *hop*, without bare carriers."""
    frames = np.lib.stride_tricks.sliding_window_view(x, size)[::hop]
    spectra = np.fft.fft(frames * np.hanning(size).astype(np.float32))
    power = np.asarray(spectra.real**2 + spectra.imag**2, np.float32)
    around = np.partition(power.reshape(len(power), -1, LINE), LINE // 2, axis=2)[..., LINE // 2]
    limit = STANDS_OUT * np.repeat(around, LINE, axis=1)
    return np.asarray(np.minimum(power, limit), np.float32)


def _match(power: Power, sps: float, index: float) -> Power:
    """How well each spectrum fits a signal at each bin; less than 0 where none may be."""
    size = power.shape[1]
    shape, outside = _shape(size, sps, index)
    match = np.fft.irfft(np.fft.rfft(power) * shape, size).astype(np.float32)
    match[:, outside] = -1.0
    return np.asarray(match, np.float32)


@lru_cache(maxsize=64)
def _shape(size: int, sps: float, index: float) -> tuple[NDArray[np.complex64], NDArray[np.bool_]]:
    """What correlates spectra with two tones, and where one of them would be cut off."""
    frequency = np.fft.fftfreq(size, 1 / sps)
    tones = frequency[:, None] + np.array([-0.5, 0.5]) * index
    shape = np.exp(-0.5 * (tones / LOBE) ** 2).sum(axis=1)
    shape -= shape.mean()
    shape /= np.sqrt((shape**2).sum())
    reach = max(0.05, 0.5 - (index + 1) / 2 / sps)
    return np.fft.rfft(shape).astype(np.complex64), np.abs(frequency) > reach * sps
