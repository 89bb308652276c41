"""BPSK and DBPSK from single-sideband audio or from IQ, with or without Manchester coding.

::

    samples ─▶ mix to 0 Hz ─▶ change rate ─┬────────────▶ to 0 Hz ─▶ matched filter
                                           └─▶ frequency track ─┘         │
              ┌───────────────────────────────────────────────────────────┘
              └─▶ timing (three windows) ─▶ carrier phase ─▶ soft symbols

The carrier may be anywhere within `reach` of nominal and drift as in a low pass overhead.
Short windows follow a bad clock and a restless oscillator, long ones hold through a weak
signal: each is a branch of its own.

Soft symbols have an unknown sign: the framing has to be differential or to try both.
`differential` symbols have none: they are positive where the phase stays (see
`phase_changes`).

Manchester coding sends each symbol as its opposite and then itself, half as long each; its
matched filter is the pulse of the second half less that of the first, and nothing else differs.
"""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from gateway.modem.carrier_phase import phase
from gateway.modem.clock import MAX_DEVIATION_PPM
from gateway.modem.filters import RateChange, Taps, boxcar, fir, lowpass, oscillator
from gateway.modem.filters import root_raised_cosine as rrc
from gateway.modem.frequency_track import follow
from gateway.modem.phase_changes import DBPSK
from gateway.modem.snr import psk_snr_db
from gateway.modem.symbols import Samples, Symbols
from gateway.modem.timing import instants, interpolate

WINDOWS = {"short": (48, 24), "middle": (128, 48), "long": (400, 96)}
"""Symbols of each branch's windows: of the timing, and of the carrier phase."""

LEVEL_SPAN = 64
"""Symbols over which amplitude and SNR are averaged."""

ROLLOFF = 0.5
PULSE_SPAN = 6.0
"""Of the matched filter, in symbols or Manchester halves."""

GUARD_SYMBOLS = 300
"""The long timing window's half, and a spectrum's and the filters' width."""


class Bpsk:
    """BPSK around a nominal frequency, in audio or IQ.

    Args:
        sample_rate: Hz.
        baud: Symbols per second.
        carrier: Nominal frequency, Hz.
        reach: How far from it the carrier may be, Hz.
        differential: Give the changes from symbol to symbol, not the symbols.
        manchester: Symbols are Manchester-coded.
    """

    def __init__(
        self,
        sample_rate: float,
        baud: float,
        carrier: float,
        reach: float,
        differential: bool = False,
        manchester: bool = False,
    ):
        self.sample_rate = sample_rate
        self.baud = baud
        self.branches = tuple(WINDOWS)
        chips = baud * (2 if manchester else 1)
        self._change = _rate_change(sample_rate, chips, reach)
        self.grid = self._change.down
        self.guard = int(GUARD_SYMBOLS * sample_rate / baud)
        self._carrier = carrier
        self._reach = reach
        self._differential = differential
        self._rate = sample_rate * self._change.ratio
        self._sps = self._rate / baud
        cutoff = min(0.45, (0.75 * chips + reach) / self._rate)
        self._band = lowpass(int(4 * self._rate / chips) | 1, cutoff)
        self._pulse = _matched(self._rate / chips, manchester)

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        """As `Demodulator.demodulate`."""
        mixed = samples * oscillator(self._carrier, self.sample_rate, first, len(samples))
        z = self._change(mixed)
        track = follow(fir(z, self._band), self._sps, self._reach / self._rate)
        y = fir(z * _rotation(track), self._pulse)
        power = np.asarray(y.real**2 + y.imag**2, np.float32)
        level = boxcar(power, round(LEVEL_SPAN * self._sps)) + np.float32(1e-20)
        line = power / level
        y = y / np.sqrt(level)
        return [self._branch(y, track, line, spans, first) for spans in WINDOWS.values()]

    def _branch(
        self,
        y: Samples,
        track: NDArray[np.float64],
        line: Samples,
        spans: tuple[int, int],
        first: int,
    ) -> Symbols:
        """The symbols of *y*, timing from *line* and carrier phase smoothed over *spans*."""
        timing_span, phase_span = spans
        at = instants(line, self._sps, timing_span)
        symbols = interpolate(y, at)
        coherent = symbols * np.exp(-1j * phase(symbols, 2, phase_span))
        offset = track[np.round(at).astype(np.intp).clip(0, len(y) - 1)] * self._rate
        return Symbols(
            DBPSK.decode(coherent) if self._differential else coherent.real,
            first / self.sample_rate + at / self._rate,
            psk_snr_db(symbols),
            offset.astype(np.float32),
            _clock_ppm(at, self._sps),
            sign_known=self._differential,
        )


class BpskAudio(Bpsk):
    """BPSK in the audio of an SSB receiver, as `Bpsk`.

    The usual carrier is 1500 Hz; above 2400 Bd it is 12 kHz, or the middle of a narrower band.
    """

    def __init__(
        self,
        sample_rate: float,
        baud: float,
        carrier: float | None = None,
        reach: float | None = None,
        differential: bool = False,
        manchester: bool = False,
    ):
        usual = 1500.0 if baud <= 2400 else min(12_000.0, sample_rate / 4)
        super().__init__(
            sample_rate,
            baud,
            usual if carrier is None else carrier,
            usual_reach(baud) if reach is None else reach,
            differential,
            manchester,
        )


class BpskIq(Bpsk):
    """BPSK in IQ, nominally at 0 Hz, as `Bpsk`."""

    def __init__(
        self,
        sample_rate: float,
        baud: float,
        reach: float | None = None,
        differential: bool = False,
        manchester: bool = False,
    ):
        reach = usual_reach(baud) if reach is None else reach
        super().__init__(sample_rate, baud, 0.0, reach, differential, manchester)


def usual_reach(baud: float) -> float:
    """Offsets worth looking for: what tuning and Doppler leave, Hz."""
    return max(800.0, 0.625 * baud)


def _rate_change(sample_rate: float, chips: float, reach: float) -> RateChange:
    """To a rate that holds the band within reach and its square, at 4 samples a chip or more."""
    down = int(sample_rate / 4.4 / (reach + 0.7 * chips))
    if down > 1:
        return RateChange(1, down)
    return RateChange(max(1, ceil(max(4 * chips, 4 * reach) / sample_rate)), 1)


def _matched(sps: float, manchester: bool) -> Taps:
    """The pulse of a symbol; *sps* samples per symbol, or per half in Manchester coding."""
    if not manchester:
        return rrc(sps, ROLLOFF, PULSE_SPAN)
    # A half is seldom a whole number of samples: the two are set in sixteenths of one.
    half = rrc(16 * sps, ROLLOFF, PULSE_SPAN) * np.float32(16)
    apart = round(8 * sps)
    both = np.pad(half, (2 * apart, 0)) - np.pad(half, (0, 2 * apart))
    middle = len(both) // 2
    return both[middle % 16 :: 16]


def _rotation(track: NDArray[np.float64]) -> NDArray[np.complex64]:
    """What turns a carrier of these frequencies, in cycles per sample, to 0 Hz."""
    turns = np.cumsum(track) % 1.0
    return np.exp((-2j * np.pi * turns).astype(np.complex64))


def _clock_ppm(at: NDArray[np.float64], sps: float) -> float:
    """How much faster than nominal the symbols at *at* come, parts per million, or NaN."""
    if len(at) < LEVEL_SPAN:
        return float("nan")
    number = np.arange(len(at)) - (len(at) - 1) / 2
    step = float((number @ at) / (number @ number))
    # Timing wanders slowly: all that it is off may be at one end.
    wander = 2 * float(np.std(at - step * number)) / sps / len(at)
    return (sps / step - 1) * 1e6 if wander * 1e6 < MAX_DEVIATION_PPM else float("nan")
