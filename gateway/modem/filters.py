"""Linear filters, all block-wise: low-pass, root raised cosine, averages, change of rate.

Every filter is centred: a sample of the output belongs to the sample of the input with
the same index (times the change of rate).  float32 in, float32 out; complex64 likewise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.modem.symbols import Samples

Taps = NDArray[np.float32]


@lru_cache(maxsize=256)
def lowpass(taps: int, cutoff: float) -> Taps:
    """A windowed-sinc low-pass of unit gain at 0 Hz.

    Args:
        taps: Its length; odd.
        cutoff: -6 dB point in cycles per sample, below 0.5.
    """
    n = np.arange(taps) - (taps - 1) / 2
    h = 2 * cutoff * np.sinc(2 * cutoff * n) * np.hamming(taps)
    return np.asarray(h / h.sum(), np.float32)


@lru_cache(maxsize=256)
def root_raised_cosine(sps: float, rolloff: float, span: float) -> Taps:
    """A root raised cosine of unit gain at 0 Hz.

    Args:
        sps: Samples per symbol.
        rolloff: 0 < rolloff <= 1.
        span: Length in symbols.
    """
    half = int(span * sps / 2)
    t = np.arange(-half, half + 1) / sps
    with np.errstate(divide="ignore", invalid="ignore"):
        h = (
            np.sin(np.pi * t * (1 - rolloff)) + 4 * rolloff * t * np.cos(np.pi * t * (1 + rolloff))
        ) / (np.pi * t * (1 - (4 * rolloff * t) ** 2))
    h[half] = 1 + rolloff * (4 / np.pi - 1)
    pole = np.isclose(np.abs(4 * rolloff * t), 1)
    h[pole] = (rolloff / np.sqrt(2)) * (
        (1 + 2 / np.pi) * np.sin(np.pi / (4 * rolloff))
        + (1 - 2 / np.pi) * np.cos(np.pi / (4 * rolloff))
    )
    return np.asarray(h / h.sum(), np.float32)


def fir(x: Samples, taps: Taps) -> Samples:
    """*x* filtered, the same length; zeros are assumed beyond its ends."""
    if len(x) == 0:
        return x
    start = (len(taps) - 1) // 2
    part = slice(start, start + len(x))
    if not np.iscomplexobj(x):
        return np.asarray(np.convolve(x, taps)[part], np.float32)
    # Real taps made complex would be twice the work.
    filtered = np.empty(len(x), np.complex64)
    filtered.real = np.convolve(x.real, taps)[part]
    filtered.imag = np.convolve(x.imag, taps)[part]
    return filtered


def boxcar(x: Samples, length: int) -> Samples:
    """Moving average over *length* samples, centred; at the ends over what is there."""
    if length <= 1 or len(x) == 0:
        return x
    length = min(length, len(x))
    wide: Any = np.complex128 if np.iscomplexobj(x) else np.float64
    total = np.concatenate((np.zeros(1, wide), np.cumsum(x, dtype=wide)))
    before = length // 2
    after = length - before
    mean = np.empty(len(x), wide)
    inner = slice(before, len(x) - after + 1)
    mean[inner] = (total[length:] - total[:-length]) / length
    index = np.arange(before)
    mean[:before] = total[index + after] / (index + after)
    index = np.arange(len(x) - after + 1, len(x))
    mean[index] = (total[-1] - total[index - before]) / (len(x) - index + before)
    return mean.astype(x.dtype)


def decimate(x: Samples, factor: int) -> Samples:
    """Every *factor*-th sample of *x*, low-passed before; 0 remains 0."""
    if factor == 1 or len(x) == 0:
        return x
    if np.iscomplexobj(x):
        # A real matrix times a complex one is not BLAS: two real products are.
        return np.asarray(decimate(x.real, factor) + 1j * decimate(x.imag, factor), np.complex64)
    outputs = -(-len(x) // factor)
    # Polyphase: row r of `rows` holds samples r factor ... of the input; an output is the
    # sum of nine rows, each with its own part of the taps.
    parts = 9
    taps = np.pad(lowpass(8 * factor + 1, 0.45 / factor), (0, factor - 1)).reshape(parts, factor)
    padded = np.zeros((outputs + parts - 1) * factor, np.float32)
    padded[4 * factor : 4 * factor + len(x)] = x
    products = padded.reshape(-1, factor) @ taps.T
    return np.asarray(
        sum(products[part : part + outputs, part] for part in range(parts)), np.float32
    )


def upsample(x: Samples, factor: int) -> Samples:
    """*x* at *factor* times its rate, images removed; 0 remains 0."""
    if factor == 1 or len(x) == 0:
        return x
    # Output n factor + p is made of the taps that meet samples, not zeros: every factor-th.
    taps = np.pad(lowpass(16 * factor + 1, 0.45 / factor) * np.float32(factor), (0, factor - 1))
    phases = [fir(x, taps[phase::factor]) for phase in range(factor)]
    return np.stack(phases, axis=1).reshape(-1)


@dataclass(frozen=True)
class RateChange:
    """A change of rate by a ratio of small whole numbers.

    Attributes:
        up: Times the rate is raised, or 1.
        down: Times it is lowered, or 1; a window has to start at a multiple of it.
    """

    up: int
    down: int

    @classmethod
    def between(cls, sample_rate: float, low: float, high: float) -> RateChange:
        """One that leads from *sample_rate* to between *low* and *high* Hz if any does."""
        if sample_rate < low:
            return cls(math.ceil(low / sample_rate), 1)
        return cls(1, max(1, math.ceil(sample_rate / high)))

    @property
    def ratio(self) -> float:
        """Samples that come out for one that goes in."""
        return self.up / self.down

    def __call__(self, x: Samples) -> Samples:
        """*x* at the other rate."""
        return upsample(decimate(x, self.down), self.up)


def oscillator(frequency: float, sample_rate: float, first: int, count: int) -> Samples:
    """``exp(-2j pi f n / rate)`` for *count* samples from number *first*.

    The phase comes from the sample's number, so that windows agree.
    """
    turns = frequency / sample_rate
    start = np.exp(-2j * np.pi * ((turns * first) % 1.0))
    return np.asarray(start * _turns(turns, count), np.complex64)


@lru_cache(maxsize=16)
def _turns(turns: float, count: int) -> NDArray[np.complex64]:
    phase = (turns * np.arange(count)) % 1.0
    return np.asarray(np.exp(-2j * np.pi * phase), np.complex64)
