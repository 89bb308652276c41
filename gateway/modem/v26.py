"""Differential QPSK and 8PSK of telephone modems, as packet radio uses them over FM.

::

    audio ─▶ mix to 0 Hz ─▶ change rate ─▶ matched filter ─▶ timing ─▶ carrier phase ─▶ changes

    V.26 A, B   2400 bit/s   1200 Bd, two bits a symbol, carrier 1800 Hz
    V.27        4800 bit/s   1600 Bd, three bits a symbol, carrier 1800 Hz

An FM receiver keeps the audio's frequency, so the carrier is nominal but for the error of
sound cards, which the phase estimate follows.

Source: ITU-T V.26, V.26 bis and V.27 for carrier, rate and changes (see `phase_changes`).
Radio links send neither their scramblers nor their training sequences.
"""

from __future__ import annotations

import numpy as np

from gateway.modem.carrier_phase import phase
from gateway.modem.filters import RateChange, boxcar, fir, oscillator, root_raised_cosine
from gateway.modem.phase_changes import V27, PhaseChanges
from gateway.modem.snr import psk_snr_db
from gateway.modem.symbols import Samples, Symbols
from gateway.modem.timing import instants, interpolate

CARRIER = 1800.0
"""Hz, of all of them."""

TIMING = {"short": 48, "long": 160}
"""Symbols of the timing window of each branch."""

PHASE_SPAN = 32
"""Symbols of the carrier phase's window."""

LEVEL_SPAN = 64
"""Symbols over which amplitude is averaged."""

GUARD_SYMBOLS = 160
"""The long timing window's half, the other windows, and the filters."""

ROLLOFF = 0.5
PULSE_SPAN = 6.0
"""Of the matched filter, in symbols."""


class V26:
    """Differential PSK of two or three bits a symbol in audio.

    Args:
        sample_rate: Hz.
        changes: What the bits are: `V26A`, `V26B` or `V27`.
        baud: Symbols per second; None for the usual 1200 (V.26) or 1600 (V.27).
    """

    def __init__(self, sample_rate: float, changes: PhaseChanges, baud: float | None = None):
        usual = 1600.0 if changes is V27 else 1200.0
        self.sample_rate = sample_rate
        self.baud = usual if baud is None else baud
        self.branches = tuple(TIMING)
        self._change = RateChange.between(sample_rate, 4 * self.baud, 8 * self.baud)
        self.grid = self._change.down
        self.guard = int(GUARD_SYMBOLS * sample_rate / self.baud)
        self._changes = changes
        self._sps = sample_rate * self._change.ratio / self.baud
        self._pulse = root_raised_cosine(self._sps, ROLLOFF, PULSE_SPAN)

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        """As `Demodulator.demodulate`."""
        mixed = samples * oscillator(CARRIER, self.sample_rate, first, len(samples))
        y = fir(self._change(mixed), self._pulse)
        power = np.asarray(y.real**2 + y.imag**2, np.float32)
        level = boxcar(power, round(LEVEL_SPAN * self._sps)) + np.float32(1e-20)
        line = power / level
        y = y / np.sqrt(level)
        return [self._branch(y, line, span, first) for span in TIMING.values()]

    def _branch(self, y: Samples, line: Samples, span: int, first: int) -> Symbols:
        """The soft bits of *y* with timing from *line* smoothed over *span* symbols."""
        at = instants(line, self._sps, span)
        changes = self._changes
        symbols = changes.align(interpolate(y, at))
        carrier = phase(symbols, changes.order, PHASE_SPAN)
        coherent = symbols * np.exp(-1j * carrier)
        offset = (np.gradient(carrier) if len(at) > 1 else carrier) * self.baud / (2 * np.pi)
        return Symbols(
            changes.decode(coherent),
            np.repeat((first + at / self._change.ratio) / self.sample_rate, changes.bits),
            np.repeat(psk_snr_db(symbols), changes.bits),
            np.repeat(np.asarray(offset, np.float32), changes.bits),
        )
