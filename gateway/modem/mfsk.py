"""FSK of two or four tones, non-coherent: Horus Binary and RTTY, from audio or IQ.

::

    samples ─▶ decimate ─▶ tones found ─▶ energy of each tone over a symbol ─▶ timing ─▶ soft bits
                           comb of peaks   E0 E1 (E2 E3)                      energy in one tone

Tones are equally spaced; the lowest stands for zero, and of four tones the higher bit is sent
first.  Where they are and how far apart is found anew in each window, within limits: a
balloon's transmitter drifts with its temperature, and a listener tunes by ear.

A soft bit is the amplitude of the strongest tone that means one less that of the strongest
that means zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Soft
from gateway.modem.filters import boxcar, decimate, oscillator
from gateway.modem.symbols import Samples, Symbols
from gateway.modem.timing import instants, interpolate
from gateway.modem.tone_comb import Comb, find_comb

TIMING = {"short": 32, "long": 128}
"""Symbols of the timing window of each branch."""

STEPS = 16
"""Energies per symbol, at most."""

LEVEL_SPAN = 32
"""Symbols over which amplitude and SNR are averaged."""

GUARD_SYMBOLS = 100
"""The long timing window's half and enough symbols to find the tones."""

SPACINGS = (1.25, 10.0)
"""Least and largest distance of tones to look for, in baud; closer ones have to be known."""


class Mfsk:
    """Non-coherent detector of 2 or 4 tones.

    Args:
        sample_rate: Hz.
        baud: Symbols per second.
        tones: 2 or 4.
        spacing: Distance of neighbouring tones, Hz; it is looked for if None.
        carrier: Nominal middle of the tones, Hz; 0 in IQ.
        reach: How far from it the middle may be, Hz.
    """

    def __init__(
        self,
        sample_rate: float,
        baud: float,
        tones: int = 4,
        spacing: float | None = None,
        carrier: float = 1500.0,
        reach: float = 1200.0,
    ):
        self.sample_rate = sample_rate
        self.baud = baud
        self.branches = tuple(TIMING)
        self.guard = int(GUARD_SYMBOLS * sample_rate / baud)
        self._tones = tones
        self._carrier = carrier
        least, largest = (baud * distance for distance in SPACINGS)
        if spacing is not None:
            least, largest = spacing - 0.1 * baud, spacing + 0.1 * baud
        self._limits = (carrier - reach, carrier + reach, least, largest)
        highest = abs(carrier) + reach + baud * tones
        self._decimation = max(1, int(sample_rate / (2.5 * highest)))
        self._rate = sample_rate / self._decimation
        self._partial = max(1, int(self._rate / baud / STEPS))
        self._sps = self._rate / baud / self._partial
        self.grid = self._decimation * self._partial

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        """As `Demodulator.demodulate`."""
        x = decimate(samples, self._decimation)
        comb = find_comb(x, self._rate, self.baud, self._limits, self._tones)
        amplitudes = np.stack([self._amplitude(x, comb.tone(m)) for m in range(self._tones)])
        energy = amplitudes**2
        level = boxcar(energy.sum(axis=0), round(LEVEL_SPAN * self._sps)) + np.float32(1e-20)
        line = (energy**2).sum(axis=0) / level**2
        amplitudes /= np.sqrt(level)
        return [self._branch(amplitudes, line, span, first, comb) for span in TIMING.values()]

    def _amplitude(self, x: Samples, hz: float) -> Samples:
        """What correlates with the tone *hz* over a symbol, one value a partial sum."""
        # The phase at the window's start does not matter: only amplitudes leave.
        mixed = x * oscillator(hz, self._rate, 0, len(x))
        whole = len(mixed) - len(mixed) % self._partial
        partial = mixed[:whole].reshape(-1, self._partial).mean(axis=1)
        return np.asarray(np.abs(boxcar(partial, round(self._sps))), np.float32)

    def _branch(
        self, amplitudes: Samples, line: Samples, span: int, first: int, comb: Comb
    ) -> Symbols:
        """The soft bits with timing from *line* smoothed over *span* symbols."""
        at = instants(line, self._sps, span)
        chosen = np.stack([interpolate(one, at) for one in amplitudes])
        bits = self._tones.bit_length() - 1
        # A partial sum belongs to the middle of its samples.
        middle = (self._partial - 1) / 2 * self._decimation
        seconds = (first + at * self.grid + middle) / self.sample_rate
        offset = comb.middle(self._tones) - self._carrier
        return Symbols(
            _soft(chosen),
            np.repeat(seconds, bits),
            np.repeat(_snr_db(chosen), bits),
            np.full(bits * len(at), offset, np.float32),
        )


def _soft(amplitudes: Samples) -> Soft:
    """Soft bits of symbols, the higher bit first; amplitudes of shape (tones, symbols)."""
    tones, symbols = amplitudes.shape
    bits = tones.bit_length() - 1
    soft = np.empty((symbols, bits), np.float32)
    number = np.arange(tones)
    for bit in range(bits):
        one = number >> (bits - 1 - bit) & 1 == 1
        soft[:, bit] = amplitudes[one].max(axis=0) - amplitudes[~one].max(axis=0)
    return soft.ravel()


def _snr_db(amplitudes: Samples) -> NDArray[np.float32]:
    """Es/N0 of each symbol: the strongest tone's energy beyond that of the others."""
    energy = amplitudes**2
    strongest = energy.max(axis=0)
    noise = boxcar((energy.sum(axis=0) - strongest) / (len(energy) - 1), LEVEL_SPAN)
    signal = boxcar(strongest, LEVEL_SPAN) - noise
    ratio = np.maximum(signal, np.float32(1e-9)) / (noise + np.float32(1e-9))
    return np.asarray(10 * np.log10(ratio), np.float32)
