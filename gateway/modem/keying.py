"""On-off keying of a tone, from audio or IQ: Morse by hand or machine, 5 to 40 words a minute.

::

    samples ─▶ decimate ─▶ tone found ─▶ mix to 0 ─▶ |average| ─▶ likelihood of key down
                           (and drift)               200 a second   over that of key up

The keying has no clock: symbols come at a fixed rate, six or more for the shortest dit, and
where marks begin and end is for the framing to find out.  A soft symbol is the logarithm of
the likelihood ratio of a tone of the amplitude around it and of noise as beside the tone,

    log I0(2 a A / s2) - A^2 / s2          a measured, A of the tone, s2 of the noise

so many weak symbols in a row weigh what they are worth.  Where no tone stands out, one that
just would is assumed: noise is key up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Soft
from gateway.modem.filters import boxcar, decimate
from gateway.modem.keyed_tone import find_keyed_tone
from gateway.modem.symbols import Samples, Symbols

BAUD = 200.0
"""Symbols per second."""

AVERAGE_S = 0.03
"""Seconds of the average, a Hann window: the shortest dit; longer ones gain little by more."""

GUARD_S = 2.0
"""Seconds on either side that help to find the tone and its level."""

LEVEL_S = 1.0
"""Seconds over which the level is taken: a few marks, and less than fading needs."""

LEAST_SNR = 4.0
"""Power of a tone over that of the noise that is assumed at least."""

LEAST_LEVEL = 0.03
"""Power of a tone around a symbol, of that in the whole window, that is assumed at least: the
clicks of a strong signal are no marks in its gaps."""

MOST = 8.0
"""Largest magnitude of a soft symbol: a click of noise is no proof."""


class Keying:
    """Non-coherent detector of a keyed tone.

    Args:
        sample_rate: Hz.
        carrier: Middle of where the tone may be, Hz; 0 in IQ.
        reach: How far from it the tone may be, Hz.
    """

    baud = BAUD
    branches: tuple[str, ...] = ("envelope",)

    def __init__(self, sample_rate: float, carrier: float = 1650.0, reach: float = 1350.0):
        self.sample_rate = sample_rate
        self.guard = int(GUARD_S * sample_rate)
        highest = abs(carrier) + reach
        self.grid = max(1, int(sample_rate / (2.5 * highest)))
        self._carrier = carrier
        self._reach = reach
        self._rate = sample_rate / self.grid

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        """As `Demodulator.demodulate`."""
        x = decimate(samples, self.grid)
        low, high = self._carrier - self._reach, self._carrier + self._reach
        tone = find_keyed_tone(x, self._rate, low, high)
        seconds = np.asarray((np.arange(len(x)) - len(x) / 2) / self._rate, np.float64)
        mixed = (x * np.exp(-2j * np.pi * (tone.turns(seconds) % 1.0))).astype(np.complex64)
        start_s = first / self.sample_rate
        last_s = start_s + len(x) / self._rate
        at = np.arange(np.ceil(start_s * BAUD), np.ceil(last_s * BAUD)) / BAUD
        index = ((at - start_s) * self._rate).astype(np.intp)
        offset = tone.hz + tone.drift * seconds[index] - self._carrier
        power, noise = self._averaged(mixed, index, tone.density)
        level, ratio = _likelihood(power, noise)
        snr_db = 10 * np.log10(level / (tone.density * BAUD + 1e-3 * level + 1e-20))
        # Neighbouring averages share samples: together they know less than their sum.
        soft = np.clip(ratio / (AVERAGE_S * BAUD / 1.5), -MOST, MOST)
        return [
            Symbols(
                soft.astype(np.float32),
                at,
                snr_db.astype(np.float32),
                offset.astype(np.float32),
            )
        ]

    def _averaged(
        self, mixed: Samples, index: NDArray[np.intp], density: float
    ) -> tuple[NDArray[np.float32], float]:
        """The power of the average around each of the samples *index*, and that of noise."""
        taps = np.hanning(round(AVERAGE_S * self._rate) + 2)[1:-1].astype(np.float32)
        taps /= taps.sum()
        padded = np.pad(mixed, (len(taps) // 2, len(taps)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, len(taps))[index]
        power = np.square(np.abs(windows @ taps.astype(np.complex64))).astype(np.float32)
        noise = density * self._rate * float(np.sum(taps**2))
        # A signal without any noise would make all else infinitely unlikely.
        return power, noise + 1e-4 * float(power.max(initial=0)) + 1e-12


def _likelihood(power: NDArray[np.float32], noise: float) -> tuple[NDArray[np.float32], Soft]:
    """The tone's power around each symbol, and the logarithm of the likelihood ratio.

    Args:
        power: Of each symbol.
        noise: Of a symbol when the key is up.
    """
    around = round(LEVEL_S * BAUD)
    # A mean weighted by itself is the power of key down, however seldom it is.
    level = boxcar(power**2, around) / (boxcar(power, around) + np.float32(1e-20))
    whole = float(np.sum(power**2) / (np.sum(power) + 1e-20))
    level = np.maximum(level, LEAST_LEVEL * whole) - 2 * noise
    level = np.maximum(level, LEAST_SNR * noise).astype(np.float32)
    argument = 2 * np.sqrt(power * level) / np.float32(noise)
    # log I0, exact at both ends and within 0.05 between.
    bessel = np.sqrt(1 + argument**2) - 1 - 0.5 * np.log1p(argument / (1 + 1 / (argument + 1e-9)))
    ratio = bessel - level / noise
    return np.asarray(level, np.float32), np.asarray(ratio, np.float32)
