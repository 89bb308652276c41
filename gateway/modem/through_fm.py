"""What an FM receiver does before an audio demodulator, for IQ: AFSK, and data below speech.

::

    IQ -> channel filter -> discriminator -> audio -> any demodulator of audio
"""

from __future__ import annotations

import numpy as np

from gateway.modem.filters import fir, lowpass
from gateway.modem.symbols import Demodulator, Samples, Symbols

TAPS = 65


class ThroughFm:
    """A demodulator of FM audio, for IQ; as `Demodulator`.

    Args:
        demodulator: Of the audio, at the same sample rate.
        halfwidth_hz: Half of the channel: deviation and highest audio frequency, and what
            the carrier may be off.
    """

    def __init__(self, demodulator: Demodulator, halfwidth_hz: float):
        self.sample_rate = demodulator.sample_rate
        self.baud = demodulator.baud
        self.branches = demodulator.branches
        self.guard = demodulator.guard + TAPS
        self.grid = demodulator.grid
        self._inner = demodulator
        self._channel = lowpass(TAPS, min(0.45, halfwidth_hz / self.sample_rate))

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        """As `Demodulator.demodulate`."""
        x = fir(samples, self._channel)
        turn = x[1:] * x[:-1].conj()
        # One sample of frequency for each of IQ, so that times stay what they are.
        audio = np.angle(np.concatenate((turn[:1], turn))).astype(np.float32)
        return self._inner.demodulate(audio, first)
