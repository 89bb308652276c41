"""A digital down-converter: one channel of a wide band of IQ, at a rate its modem likes.

::

    x ─▶ band-pass around the offset, every D-th output ─▶ oscillator ─▶ y
         rows of D samples times K columns of D taps       -(offset + shift)

Filter and change of rate are one matrix product; only what is kept is computed.  The
shift is the Doppler of the moment: it may change all the time, its phase never jumps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.modem.filters import lowpass
from gateway.modem.symbols import Samples

SPAN = 12
"""Length of the filter in samples of the output."""

PASS = 0.4
"""-6 dB point of the filter, of the output's rate: clean up to 0.27 of it."""


class DownConverter:
    """One channel of a stream of IQ.

    Args:
        sample_rate: Of the stream, Hz.
        offset_hz: Of the channel from the stream's centre.
        rate: Lowest rate that will do for the channel, Hz.

    Attributes:
        sample_rate: Of the channel: the stream's, divided by a whole number.
    """

    def __init__(self, sample_rate: float, offset_hz: float, rate: float):
        self._factor = max(1, int(sample_rate / rate))
        self.sample_rate = sample_rate / self._factor
        self._offset = offset_hz / sample_rate
        self._turns = 0.0
        # The filter is centred: sample m of the channel belongs to sample m D of the stream.
        self._half = SPAN * self._factor // 2 if self._factor > 1 else 0
        self._taps = self._band_pass()
        self._held: Samples = np.zeros(self._half, np.complex64)

    def _band_pass(self) -> NDArray[np.complex64]:
        """The taps, a column for each row of samples that a sample of the output needs."""
        length = SPAN * self._factor
        # Even, and a filter with a middle is odd: a zero in front moves it to length / 2.
        taps = np.append(np.float32(0), lowpass(length - 1, PASS / self._factor))
        at = np.arange(length) - length // 2
        turned = taps * np.exp(-2j * np.pi * ((self._offset * at) % 1.0))
        columns = turned.reshape(SPAN, self._factor).T
        return np.ascontiguousarray(columns, np.complex64)

    def feed(self, samples: Samples, shift_hz: tuple[float, float] = (0.0, 0.0)) -> Samples:
        """The samples of the channel that *samples* complete.

        Args:
            samples: complex64.
            shift_hz: Of the channel, beyond its offset, at the first and behind the last.
        """
        if self._factor == 1:
            return self._mix(samples, shift_hz)
        held = np.concatenate((self._held, samples))
        rows = len(held) // self._factor
        whole = held[: rows * self._factor].reshape(rows, self._factor)
        outputs = max(0, rows - SPAN + 1)
        parts = whole @ self._taps
        channel = np.zeros(outputs, np.complex64)
        for column in range(SPAN):
            channel += parts[column : column + outputs, column]
        self._held = held[outputs * self._factor :]
        return self._mix(channel, shift_hz)

    def finish(self) -> Samples:
        """What the end of the stream leaves in the filter."""
        return self.feed(np.zeros(self._half, np.complex64))

    def _mix(self, channel: Samples, shift_hz: tuple[float, float]) -> Samples:
        """*channel* with its frequency at 0."""
        first, last = (hz / self.sample_rate + self._offset * self._factor for hz in shift_hz)
        n = np.arange(len(channel) + 1)
        turns = self._turns + n * first + n * n * ((last - first) / (2 * max(1, len(channel))))
        self._turns = float(turns[-1] % 1.0)
        return np.asarray(channel * np.exp(-2j * np.pi * (turns[:-1] % 1.0)), np.complex64)
