"""FSK, GMSK and MSK from IQ.

::

    IQ -> signal found anywhere in the band, its index told -> mixed to 0
       -> 4 samples a symbol or more -> channel filter -> x
    discriminator of x -> as FM audio (`fsk`)  branches "steady", "quick", "slow" ─┐
    x at the instants of "steady" -> tones set right -> multi-symbol detection     │ first decision
                                               branch "sequence" <─────────────────┘

The sequence detector gains 3 dB and more on the discriminator where the index is 0.5 to
0.7; above `LARGEST_SEQUENCE` it is left out.  A window without a signal has no symbols.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import harden
from gateway.modem.centre import MEAN_S, centre
from gateway.modem.discriminator import LATE, discriminate
from gateway.modem.filters import RateChange, Taps, fir, lowpass
from gateway.modem.fsk import CUTOFF, GUARD, TIMING, keyed
from gateway.modem.multisymbol import POINTS_A_SYMBOL
from gateway.modem.sequence import sequence
from gateway.modem.snr import rated
from gateway.modem.symbols import Samples, Symbols
from gateway.modem.timing import symbol_points

INDICES = (0.6, 1.0, 1.4, 1.8, 2.2, 2.6, 3.0, 3.4, 3.8, 4.2, 4.6, 5.0)
"""Modulation indices looked for where none is given: that between MSK and G3RUH, and others."""

LARGEST_SEQUENCE = 0.9
"""Index from which phase that joins the symbols tells little beside their frequency."""

BT = 0.5
"""Of the Gaussian filter looked for."""


@dataclass(frozen=True)
class _Channel:
    """What is made of a signal of one index.

    Attributes:
        change: To its rate.
        sps: Samples a symbol then.
        taps: Of the channel filter.
        keying: Of the low-pass behind the discriminator.
    """

    change: RateChange
    sps: float
    taps: Taps
    keying: Taps

    @classmethod
    def of(cls, sample_rate: float, baud: float, index: float) -> _Channel:
        """That for a signal at *sample_rate*."""
        width = (index + 1.5) * baud
        change = RateChange.between(sample_rate, max(4 * baud, width), max(10 * baud, 2 * width))
        sps = sample_rate * change.ratio / baud
        taps = int(4 * sps) | 1
        half = min(0.49, 0.5 * (1 + index) / sps)
        return cls(change, sps, lowpass(taps, half), lowpass(taps, CUTOFF / sps))


class FskIq:
    """Demodulator for IQ; as `Demodulator`.

    Args:
        sample_rate: Of the IQ, Hz.
        baud: Symbols per second.
        deviation: Of a 1 from the centre, Hz; None if it is not known.
        bt: Of the sender's Gaussian filter; None for plain FSK.
    """

    branches: tuple[str, ...] = (*TIMING, "sequence")

    def __init__(
        self,
        sample_rate: float,
        baud: float,
        deviation: float | None = None,
        bt: float | None = BT,
    ):
        self.sample_rate = sample_rate
        self.baud = baud
        self.bt = bt
        indices = INDICES if deviation is None else (2 * abs(deviation) / baud,)
        fitting = [one for one in indices if (one + 1) * baud < sample_rate] or indices[:1]
        self._channels = {one: _Channel.of(sample_rate, baud, one) for one in fitting}
        self.grid = lcm(*(channel.change.down for channel in self._channels.values()))
        self.guard = int(max(GUARD / baud, MEAN_S) * sample_rate)

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        """As `Demodulator.demodulate`."""
        found = centre(samples, self.sample_rate, self.baud, tuple(self._channels))
        if not found.present:
            nothing = rated(np.zeros(0, np.float32), np.zeros(0))
            return [nothing] * len(self.branches)
        index, channel = found.index, self._channels[found.index]
        moved = _moved(samples, found.offset_hz / self.sample_rate)
        x = fir(channel.change(moved), channel.taps)
        frequency = fir(discriminate(x, index / 2 / channel.sps), channel.keying)

        def rate(
            soft: NDArray[np.float32], at: NDArray[np.float64], ppm: float, beside: float | NDArray[np.float64]
        ) -> Symbols:
            # The discriminator lies behind.
            place = (at - LATE) / channel.change.ratio
            offset = found.offset_hz[np.clip(place.astype(np.intp), 0, len(samples) - 1)]
            return rated(soft, (first + place) / self.sample_rate, offset + beside, ppm)

        branches = keyed(frequency, channel.sps)
        symbols = [rate(soft, at, ppm, 0.0) for soft, at, ppm in branches]
        soft, at, ppm = branches[0]
        if index > LARGEST_SEQUENCE:
            return [*symbols, rate(soft[:0], at[:0], ppm, 0.0)]
        points = symbol_points(x, at - LATE, POINTS_A_SYMBOL)
        sent = sequence(points, harden(soft), index, self.bt)
        return [*symbols, rate(sent.soft, at, ppm, sent.offset * self.baud)]


def _moved(x: Samples, turns: NDArray[np.float64]) -> Samples:
    """*x* moved down in frequency by *turns* a sample."""
    phase = np.cumsum(turns) % 1.0
    return np.asarray(x * np.exp((-2j * np.pi * phase).astype(np.complex64)), np.complex64)
