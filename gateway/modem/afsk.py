"""AFSK: two audio tones, as Bell 202 sends them at 1200 Bd, and its relatives.

::

    audio -> 5..10 samples a symbol -> mixed with the centre of the tones -> low-pass -> x
    discriminator of x -> zero crossings -> timing -> branch "flat"
    the same of the audio's integral ---------------> branch "de-emphasised"
    |one tone| - |other| -> timing -> x, decided by the discriminator at first
              -> tones set right, multi-symbol detection -> branch "sequence"

"sequence" hears 3 to 4 dB deeper than a discriminator.  "flat" is for what bends its tones
within a frame; "de-emphasised" for a receiver that leaves 6 dB an octave in, or adds them,
where the harmonics of a lower tone drown the upper one.  A 1 is the tone *deviation* above
the centre: Bell 202 has its mark at 1200 Hz, below, so its deviation is negative; behind
NRZI the sign does not matter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import harden
from gateway.modem.clock import Clock, clock
from gateway.modem.discriminator import LATE, discriminate
from gateway.modem.filters import RateChange, boxcar, fir, lowpass, oscillator, root_raised_cosine
from gateway.modem.fsk import middle
from gateway.modem.multisymbol import POINTS_A_SYMBOL
from gateway.modem.sequence import sequence
from gateway.modem.snr import beside, rated
from gateway.modem.symbols import Samples, Symbols
from gateway.modem.timing import crossings, instants, interpolate, symbol_points

GUARD = 160
"""Symbols beside a window that timing, clock and tones look at."""

WINDOW = 64
"""Symbols over which timing is smoothed."""

FALL = 1.3
"""Symbols over which de-emphasis integrates: less lets nothing fall, more lets hum in."""


class Afsk:
    """Demodulator for AFSK in audio; as `Demodulator`.

    Args:
        sample_rate: Of the audio, Hz.
        baud: Symbols per second.
        carrier: Centre of the two tones, Hz.
        deviation: Of a 1 from the centre, Hz.
    """

    branches: tuple[str, ...] = ("flat", "de-emphasised", "sequence")

    def __init__(
        self, sample_rate: float, baud: float = 1200, carrier: float = 1700, deviation: float = 500
    ):
        self.sample_rate = sample_rate
        self.baud = baud
        self.carrier = carrier
        self.deviation = deviation
        self.index = 2 * deviation / baud
        needed = 2.2 * (carrier + abs(deviation) + 0.75 * baud)
        change = RateChange.between(sample_rate, max(5 * baud, needed), max(7 * baud, 1.3 * needed))
        self._change = change
        self._rate = sample_rate * change.ratio
        self.sps = self._rate / baud
        self.grid = change.down
        self.guard = int(GUARD * sample_rate / baud)
        length = int(4 * self.sps) | 1
        self._narrow = lowpass(length, 0.75 / self.sps)
        self._wide = lowpass(length, 1.25 / self.sps)
        self._tone = root_raised_cosine(self.sps, 0.2, 2.8)

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        """As `Demodulator.demodulate`."""
        audio = self._change(samples)
        start = round(first * self._change.ratio)
        carrier = oscillator(self.carrier, self._rate, start, len(audio))
        centred = audio * carrier
        flat, off = self._keyed(centred)
        line = crossings(flat, self.sps)
        seen = clock(line, self.sps)
        steady = instants(self._envelope(centred, start), self.sps, 2 * WINDOW, seen.error)
        points = symbol_points(fir(centred, self._wide), steady, POINTS_A_SYMBOL)
        bits = harden(interpolate(flat, steady + LATE))
        sent = sequence(points, bits, self.index, None)
        fallen, _ = self._keyed(_de_emphasised(audio, self.sps) * carrier)
        seconds = self._time(steady, first)
        last = rated(sent.soft, seconds, sent.offset * self.baud, seen.ppm, sent.snr_db)
        return [
            beside(self._plain(flat, off, line, seen, first), last),
            beside(self._plain(fallen, off, crossings(fallen, self.sps), seen, first), last),
            last,
        ]

    def _plain(
        self, keyed: Samples, off: Samples, line: Samples, seen: Clock, first: int
    ) -> Symbols:
        """The symbols as a discriminator alone gives them, its middle *off* zero."""
        at = instants(line, self.sps, WINDOW, seen.error)
        offset_hz = interpolate(off, at).astype(np.float64) * self.deviation
        return rated(interpolate(keyed, at), self._time(at - LATE, first), offset_hz, seen.ppm)

    def _time(self, at: NDArray[np.float64], first: int) -> NDArray[np.float64]:
        """Seconds of the instants *at* in a window that begins with sample *first*."""
        return (first + at / self._change.ratio) / self.sample_rate

    def _keyed(self, centred: Samples) -> tuple[Samples, Samples]:
        """Frequency against time, 1 and -1 in the middle of the symbols, and what was taken off."""
        keyed = discriminate(fir(centred, self._narrow), self.deviation / self._rate)
        smooth = boxcar(keyed, int(0.3 * self.sps))
        off = middle(smooth, self.sps, WINDOW)
        return np.asarray(smooth - off, np.float32), off

    def _envelope(self, centred: Samples, start: int) -> Samples:
        """How much stronger one tone is than the other, both alike in the mean."""
        one, zero = (
            np.abs(fir(centred * oscillator(tone, self._rate, start, len(centred)), self._tone))
            for tone in (self.deviation, -self.deviation)
        )
        twist = (one.mean() + 1e-9) / (zero.mean() + 1e-9) if len(one) else 1.0
        return np.asarray(np.abs(one - twist * zero), np.float32)


def _de_emphasised(audio: Samples, sps: float) -> Samples:
    """*audio* with its highs lowered by 6 dB an octave: its integral, less the slow part."""
    total = np.cumsum(audio, dtype=np.float64)
    return np.asarray(total - boxcar(total, round(FALL * sps)), np.float32)
