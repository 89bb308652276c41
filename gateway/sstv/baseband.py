"""What all of SSTV's decoding looks at: the signal around its middle, and its frequencies.

::

    audio ─▶ about 12 kHz ─▶ mix 1700 Hz to 0 ─▶ low-pass ─▶ z[n]
    Q(t) = sum of z[n+1] z*[n] up to t      angle(Q(b) - Q(a)): the frequency from a to b

A frequency is that of the sum and not the mean of frequencies: samples that noise has made
small, whose angles are anything, weigh little.  Noise alone makes z[n+1] resemble z[n], which
would pull at every frequency; so where a tone lasts, what is compared is a millisecond apart,
and for pixels, which do not last, the noise's part is taken out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gateway.modem.filters import decimate, fir, lowpass, oscillator
from gateway.modem.symbols import Samples

CENTRE_HZ = 1700.0
"""Middle of 1100 Hz, the lowest tone, and 2300 Hz, white."""

HALF_HZ = 1000.0
"""-6 dB point of the filter: the tones, a receiver's error and sharp edges."""

RATE = 10_000.0
"""Lowest sample rate that suffices, if there are more."""

LAG_S = 0.001
"""What is compared is so far apart: two zeros of the noise's resemblance to itself."""

TAPS_S = 0.004
BLOCK_S = 1.0

Times = NDArray[np.floating]


class Baseband:
    """The front end, for a stream.

    Args:
        sample_rate: Of the audio, Hz.

    Attributes:
        rate: Of the baseband, Hz.
    """

    def __init__(self, sample_rate: float):
        self._factor = max(1, int(sample_rate / RATE))
        self.rate = sample_rate / self._factor
        self._taps = _taps(self.rate)
        # On either side of a block, for both filters.
        self._guard = (len(self._taps) + 8) * self._factor
        self._block = int(BLOCK_S * self.rate) * self._factor
        self._pieces: list[Samples] = [np.zeros(self._guard, np.float32)]
        self._held = self._guard
        self._first = -self._guard

    def feed(self, audio: Samples) -> Iterator[Samples]:
        """The blocks of baseband that *audio* completes."""
        self._pieces.append(np.asarray(audio, np.float32))
        self._held += len(audio)
        whole = self._block + 2 * self._guard
        if self._held < whole:
            return
        held = np.concatenate(self._pieces)
        while len(held) >= whole:
            yield self._mix(held[:whole], self._block)
            held = held[self._block :]
            self._first += self._block
        self._pieces, self._held = [held], len(held)

    def finish(self) -> Samples:
        """What is left when no more audio comes."""
        held = np.concatenate(self._pieces)
        self._pieces, self._held = [held[:0]], 0
        count = max(0, len(held) - self._guard)
        return self._mix(np.pad(held, (0, self._guard)), count)

    def _mix(self, audio: Samples, count: int) -> Samples:
        """The baseband of *count* samples of *audio*, those behind the guard."""
        low = decimate(audio, self._factor)
        first = self._first // self._factor
        mixed = low * oscillator(CENTRE_HZ, self.rate, first, len(low))
        guard = self._guard // self._factor
        return fir(mixed, self._taps)[guard : guard + count // self._factor]


class Track:
    """A piece of baseband, to be asked for frequencies.

    Args:
        z: Its samples.
        rate: Hz.

    Attributes:
        rate: The same.
        end: Samples in it.
    """

    def __init__(self, z: Samples, rate: float):
        self.rate = rate
        self.end = len(z)
        self._z = z
        self._lag = max(1, round(LAG_S * rate))
        lagged = z[self._lag :] * z[: -self._lag].conj()
        self._lagged = _cumulated(lagged)
        self._magnitude = _cumulated(np.abs(lagged))

    def tone(
        self, start: Times, length: float, near_hz: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The frequency of *length* samples from each *start*, and how much of them has it.

        It is told from others within half of 1 / `LAG_S` of *near_hz*.
        """
        sums = self.lagged(start, length)
        power = _at(self._magnitude, start + length - self._lag) - _at(self._magnitude, start)
        return self.hz(sums, near_hz), np.abs(sums) / (power + 1e-20)

    def lagged(self, start: Times, length: float) -> NDArray[np.complex128]:
        """Sums over *length* samples from each *start*, for `hz`; 0 beyond the ends."""
        stop = start + max(length - self._lag, 1)
        return np.asarray(_at(self._lagged, stop) - _at(self._lagged, start), np.complex128)

    def hz(self, sums: NDArray[np.complex128], near_hz: float) -> NDArray[np.float64]:
        """The frequencies nearest to *near_hz* that sums of `lagged` have."""
        turns = self._lag / self.rate
        turned = sums * np.exp(-2j * np.pi * turns * (near_hz - CENTRE_HZ))
        return np.asarray(near_hz + np.angle(turned) / (2 * np.pi * turns), np.float64)

    def pixels_hz(self, start: Times, stop: Times, noise: float) -> NDArray[np.float64]:
        """The frequency from each *start* to its *stop*.

        Args:
            start: Samples.
            stop: Samples.
            noise: Its part of the power.
        """
        turn = self._z[1:] * self._z[:-1].conj()
        power = float(np.mean(np.abs(self._z) ** 2)) if self.end else 0.0
        turn -= np.complex64(noise * power * _resemblance(self.rate))
        turns = _cumulated(turn)
        sums = _at(turns, stop) - _at(turns, start)
        return np.asarray(CENTRE_HZ + np.angle(sums) * (self.rate / 2 / np.pi), np.float64)

    def level_of(self, hz: float, length: int) -> NDArray[np.float32]:
        """How much of the *length* samples from each one on is a tone of *hz*, 0 to 1."""
        total = _cumulated(self._z * oscillator(hz - CENTRE_HZ, self.rate, 0, self.end))
        power = _cumulated(np.abs(self._z) ** 2)
        part = np.abs(total[length:] - total[:-length]) ** 2 / length
        return np.asarray(part / (power[length:] - power[:-length] + 1e-20), np.float32)


def _taps(rate: float) -> Samples:
    """The low-pass."""
    return lowpass(int(TAPS_S * rate) | 1, min(HALF_HZ / rate, 0.45))


def _resemblance(rate: float) -> float:
    """What a sample of filtered noise has of the one before it."""
    taps = _taps(rate)
    return float(taps[1:] @ taps[:-1] / (taps @ taps))


def _cumulated(values: Samples) -> NDArray[np.inexact]:
    """Sums of *values* up to each, 0 in front."""
    wide = np.complex128 if np.iscomplexobj(values) else np.float64
    return np.concatenate((np.zeros(1, wide), np.cumsum(values, dtype=wide)))


def _at(total: NDArray[np.inexact], at: Times) -> NDArray[np.inexact]:
    """A cumulated sum at fractional samples."""
    at = np.clip(at, 0, len(total) - 1)
    below = np.minimum(at.astype(np.intp), max(len(total) - 2, 0))
    above = np.minimum(below + 1, len(total) - 1)
    return np.asarray(total[below] + (at - below) * (total[above] - total[below]))
