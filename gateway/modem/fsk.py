"""FSK, GMSK and MSK from the audio of an FM receiver.

::

    audio -> 5..10 samples a symbol -> low-pass 0.7 baud -> less the middle of its levels
          ┬─> levels 128 symbols, timing by |y| 128                 weak signals
          ├─> levels 64 symbols, timing by zero crossings 48        short bursts, bad clocks
          └─> levels 512 symbols, timing by zero crossings 1024     long runs of one level

All timings are turned back by the clock's error, which `clock` reads from the zero
crossings.  Data that nobody scrambled hold one level for a hundred symbols and more: only
long windows see both levels then.  Sub-audio FSK (DUV, 200 Bd) is the same: the low-pass
takes the speech away.  Inverted audio gives inverted symbols: polarity is the framing's
business.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.modem.clock import clock
from gateway.modem.filters import RateChange, boxcar, fir, lowpass
from gateway.modem.snr import rated
from gateway.modem.symbols import Samples, Symbols
from gateway.modem.timing import crossings, instants, interpolate

LEVELS = {"steady": 128, "quick": 64, "slow": 512}
"""Symbols over which each branch tells its levels."""

TIMING = {"steady": 128, "quick": 48, "slow": 1024}
"""Symbols over which each branch smooths its timing."""

CUTOFF = 0.7
"""Of the low-pass, in bauds: below 0.6 symbols run into each other, above 0.8 is noise."""

ROUNDS = 2
"""Times that the levels are told apart again by what lies halfway between them."""

GUARD = 600
"""Symbols beside a window that levels, timing and clock look at."""

GROUP = 8
"""Half symbols over which the middle of the levels stands still."""


class FskAudio:
    """Demodulator for FM audio; as `Demodulator`.

    Args:
        sample_rate: Of the audio, Hz.
        baud: Symbols per second.
    """

    branches: tuple[str, ...] = tuple(TIMING)

    def __init__(self, sample_rate: float, baud: float):
        self.sample_rate = sample_rate
        self.baud = baud
        self._change = RateChange.between(sample_rate, 4 * baud, 10 * baud)
        self.sps = sample_rate * self._change.ratio / baud
        self.grid = self._change.down
        self.guard = int(GUARD * sample_rate / baud)
        self._taps = lowpass(int(4 * self.sps) | 1, CUTOFF / self.sps)

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        """As `Demodulator.demodulate`."""
        y = fir(self._change(samples), self._taps)
        return [
            rated(soft, (first + at / self._change.ratio) / self.sample_rate, np.nan, ppm)
            for soft, at, ppm in keyed(y, self.sps)
        ]


def keyed(y: Samples, sps: float) -> list[tuple[NDArray[np.float32], NDArray[np.float64], float]]:
    """The symbols of a keyed frequency *y*, for each branch.

    Args:
        y: Frequency against time, low-passed.
        sps: Samples per symbol.

    Returns:
        For each: values at the symbols, their instants in samples, the clock's error in
        parts per million.
    """
    centred = {name: y - middle(y, sps, window) for name, window in LEVELS.items()}
    line = crossings(centred["quick"], sps)
    seen = clock(line, sps)
    lines = {
        "steady": np.abs(centred["steady"]),
        "quick": line,
        "slow": crossings(centred["slow"], sps),
    }
    found = []
    for name, window in TIMING.items():
        at = instants(lines[name], sps, window, seen.error)
        found.append((interpolate(centred[name], at), at, seen.ppm))
    return found


def middle(y: Samples, sps: float, window: float) -> Samples:
    """Halfway between the two levels of *y*, each a mean over *window* symbols, twice.

    Not the mean of all: flags hold one level for seven symbols of eight.
    """
    if len(y) == 0:
        return y
    step = max(1, int(sps / 2))
    coarse = y[::step]
    length = max(1, round(window * sps / step / GROUP))
    starts = np.arange(0, len(coarse), GROUP)
    sizes = np.diff(starts, append=len(coarse)).astype(np.float32)

    def around(x: Samples) -> Samples:
        return boxcar(boxcar(np.add.reduceat(x, starts) / sizes, length), length)

    found = mean = around(coarse)
    for _ in range(ROUNDS):
        above = (coarse > np.repeat(found, GROUP)[: len(coarse)]).astype(np.float32)
        share, high = around(above), around(coarse * above)
        found = (high / (share + 1e-6) + (mean - high) / (1 - share + 1e-6)) / 2
    return np.repeat(found, GROUP * step)[: len(y)].astype(np.float32)
