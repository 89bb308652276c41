"""FSK, GMSK and MSK from IQ.

::

    IQ -> signal found anywhere in the band, its index told -> mixed to 0
       -> 4 samples a symbol or more -> channel filter -> x
    discriminator of x, or of wide signals one tone's energy less the other's
        -> as FM audio (`fsk`)                                branches "quick", "slow"
    x with "steady" timing -> tones set right -> multi-symbol detection
                                                              branch "sequence"

The sequence detector gains 3 dB and more on the discriminator, and up to 3 on energies: all
but nothing where the index is whole and its phase tells nothing.  A window without a signal
has no symbols.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Soft, harden
from gateway.modem.centre import MEAN_S, centre
from gateway.modem.discriminator import LATE, discriminate
from gateway.modem.filters import RateChange, Taps, boxcar, fir, lowpass, oscillator
from gateway.modem.fsk import CUTOFF, GUARD, keyed
from gateway.modem.multisymbol import POINTS_A_SYMBOL
from gateway.modem.sequence import sequence
from gateway.modem.snr import beside, rated
from gateway.modem.symbols import Samples, Symbols
from gateway.modem.timing import symbol_points
from gateway.modem.tones import BT, fitted

INDICES = (0.6, 0.8, 1.0, 1.4, 1.8, 2.2, 2.6, 3.0, 3.4, 3.8, 4.2, 4.6, 5.0)
"""Modulation indices looked for where none is given: that between MSK and G3RUH, and others."""

WIDE = 0.9
"""Index from which the tones are apart enough to be compared by their energy, which suffers
no threshold, and from which a sender's filter makes a difference and can be told."""


@dataclass(frozen=True)
class _Channel:
    """What is made of a signal of one index.

    Attributes:
        index: The index.
        change: To its rate.
        sps: Samples a symbol then.
        taps: Of the channel filter.
        smooth: Of the low-pass behind the discriminator.
    """

    index: float
    change: RateChange
    sps: float
    taps: Taps
    smooth: Taps

    @classmethod
    def of(cls, sample_rate: float, baud: float, index: float) -> _Channel:
        """That for a signal at *sample_rate*."""
        width = (index + 1.5) * baud
        change = RateChange.between(sample_rate, max(4 * baud, width), max(10 * baud, 2 * width))
        sps = sample_rate * change.ratio / baud
        taps = int(4 * sps) | 1
        half = min(0.49, 0.5 * (1 + index) / sps)
        return cls(index, change, sps, lowpass(taps, half), lowpass(taps, CUTOFF / sps))

    def keying(self, x: Samples) -> tuple[Samples, float]:
        """What is positive where *x* is a 1, and by how many samples it lies behind."""
        if self.index <= WIDE:
            frequency = discriminate(x, self.index / 2 / self.sps)
            return fir(frequency, self.smooth), LATE
        length = round(self.sps)
        one, zero = (
            np.abs(boxcar(x * oscillator(tone, self.sps, 0, len(x)), length))
            for tone in (self.index / 2, -self.index / 2)
        )
        level = np.sqrt(np.mean(one**2 + zero**2)) + np.float32(1e-20) if len(x) else 1.0
        # An even number of samples has its middle between two of them.
        return np.asarray((one - zero) / level, np.float32), 0.0 if length % 2 else 0.5


class FskIq:
    """Demodulator for IQ; as `Demodulator`.

    Args:
        sample_rate: Of the IQ, Hz.
        baud: Symbols per second.
        deviation: Of a 1 from the centre, Hz; None if it is not known.
        bt: Of the sender's Gaussian filter; None for plain FSK.
    """

    branches: tuple[str, ...] = ("quick", "slow", "sequence")

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

    def _filters(self, index: float) -> tuple[float | None, ...]:
        """The Gaussian filters that a sender may have."""
        return (None, BT) if index > WIDE else (self.bt,)

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        """As `Demodulator.demodulate`."""
        found = centre(samples, self.sample_rate, self.baud, tuple(self._channels))
        if not found.present:
            nothing = rated(np.zeros(0, np.float32), np.zeros(0))
            return [nothing] * len(self.branches)
        channel = self._channels[found.index]
        moved = _moved(samples, found.offset_hz / self.sample_rate)
        x = fir(channel.change(moved), channel.taps)
        keying, late = channel.keying(x)

        def made(
            soft: Soft,
            at: NDArray[np.float64],
            ppm: float,
            offset: NDArray[np.float64] | float = 0.0,
            known_db: NDArray[np.float32] | None = None,
        ) -> Symbols:
            place = (at - late) / channel.change.ratio
            centre_hz = found.offset_hz[np.clip(place.astype(np.intp), 0, len(samples) - 1)]
            seconds = (first + place) / self.sample_rate
            return rated(soft, seconds, centre_hz + offset, ppm, known_db)

        steady, *others = keyed(keying, channel.sps)
        soft, at, ppm = steady
        points, bits = symbol_points(x, at - late, POINTS_A_SYMBOL), harden(soft)
        index, bt = fitted(points, bits, found.index, self._filters(found.index))
        sent = sequence(points, bits, index, bt)
        last = made(sent.soft, at, ppm, sent.offset * self.baud, sent.snr_db)
        return [*(beside(made(*branch), last) for branch in others), last]


def _moved(x: Samples, turns: NDArray[np.float64]) -> Samples:
    """*x* moved down in frequency by *turns* a sample."""
    phase = np.cumsum(turns) % 1.0
    return np.asarray(x * np.exp((-2j * np.pi * phase).astype(np.complex64)), np.complex64)
