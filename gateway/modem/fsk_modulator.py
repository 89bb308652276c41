"""FSK, GMSK, MSK and AFSK as a transmitter sends them.

::

    bits -> NRZ -> [Gaussian] -> phase ─┬─> exp(j phase)            IQ
                                        ├─> its slope               FM audio
                                        └─> cos(carrier + phase)    AFSK audio

The phase is continuous and made in symbols, not in samples, so that any rate and any error
of the clock are exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits

POINTS = 16
"""Points a symbol on which the phase is made."""


@dataclass(frozen=True)
class FskModulator:
    """Modulator for frequency shift keying of two tones.

    Attributes:
        sample_rate: Of what it makes, Hz.
        baud: Symbols per second.
        deviation: Of a 1 from the centre, Hz; negative if a 1 is the lower tone.
        bt: Bandwidth of the Gaussian filter times the symbol time; None for plain FSK.
        clock_ppm: Error of the symbol clock, parts per million.
    """

    sample_rate: float
    baud: float
    deviation: float
    bt: float | None = None
    clock_ppm: float = 0.0

    def iq(self, bits: Bits, offset_hz: float = 0.0) -> NDArray[np.complex64]:
        """*bits* as IQ of amplitude 1, *offset_hz* from the centre."""
        return np.asarray(np.exp(2j * np.pi * self._turns(bits, offset_hz)), np.complex64)

    def fm_audio(self, bits: Bits) -> NDArray[np.float32]:
        """*bits* as an FM receiver gives them, 1 for the full deviation."""
        turns = self._turns(bits, 0.0)
        return (np.diff(turns) * (self.sample_rate / self.deviation)).astype(np.float32)

    def afsk(self, bits: Bits, carrier: float) -> NDArray[np.float32]:
        """*bits* as tones of amplitude 1 around *carrier* Hz."""
        return np.cos(2 * np.pi * self._turns(bits, carrier)).astype(np.float32)

    def _turns(self, bits: Bits, carrier: float) -> NDArray[np.float64]:
        """The phase of every sample in turns."""
        baud = self.baud * (1 + self.clock_ppm * 1e-6)
        t = np.arange(int(len(bits) / baud * self.sample_rate)) / self.sample_rate
        points = np.arange(len(bits) * POINTS + 1) / POINTS
        turns = np.interp(t * baud, points, self._phase(bits))
        return np.asarray(turns * (self.deviation / baud) + carrier * t)

    def _phase(self, bits: Bits) -> NDArray[np.float64]:
        """The integral of the keying, in symbols, at every point."""
        keying = np.repeat(np.where(bits, 1.0, -1.0), POINTS)
        if self.bt is not None:
            keying = np.convolve(keying, gaussian(self.bt), "same")
        return np.concatenate(((0.0,), np.cumsum(keying) / POINTS))


def gaussian(bt: float) -> NDArray[np.float64]:
    """Taps of a Gaussian filter of unit gain, `POINTS` a symbol."""
    t = np.arange(-2 * POINTS, 2 * POINTS + 1) / POINTS
    taps = np.exp(-2 * (np.pi * bt * t) ** 2 / np.log(2))
    return np.asarray(taps / taps.sum())
