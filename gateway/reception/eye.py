"""The eye and the constellation of a stretch of signal, for people to look at.

What a demodulator decides by is drawn: the frequency of an FSK signal around its symbol
instants, the phase and amplitude of a PSK signal at them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from gateway.model import Downlink
from gateway.modem.carrier_phase import phase
from gateway.modem.filters import fir, lowpass, oscillator
from gateway.modem.symbols import Samples, Symbols
from gateway.modem.timing import interpolate
from gateway.reception.demodulators import carrier_of, make_demodulator

POINTS = 48
"""Points of a trace, over two symbols."""

MAX_TRACES = 600


class Eye(Struct, frozen=True):
    """What to draw.

    Attributes:
        time: Of the points of a trace, in symbols from the middle one; shape (p,).
        traces: A trace a row, shape (n, p).
        symbols: One value a symbol, real or complex, shape (n,).
    """

    time: NDArray[np.float64]
    traces: NDArray[Any]
    symbols: NDArray[Any]


def eye(samples: Samples, downlink: Downlink, sample_rate: float, iq: bool) -> Eye | None:
    """The eye of *samples*, which hold a frame of *downlink*; None if they are too few."""
    demodulator = make_demodulator(downlink, sample_rate, iq)
    found = max(demodulator.demodulate(samples, 0), key=lambda symbols: len(symbols.at))
    at = np.unique(found.at) * sample_rate
    if len(at) < 16:
        return None
    wave = _wave(samples, downlink, sample_rate, iq, found)
    time = np.linspace(-1.0, 1.0, POINTS)
    middle = at[1:-1][:: max(1, len(at) // MAX_TRACES)]
    places = middle[:, None] + time * (sample_rate / downlink.baud)
    traces = interpolate(wave, np.clip(places, 1, len(wave) - 3).ravel()).reshape(places.shape)
    return Eye(time, np.real(traces), interpolate(wave, at))


def _wave(
    samples: Samples, downlink: Downlink, sample_rate: float, iq: bool, found: Symbols
) -> Samples:
    """What a decision is made on, at every sample: a frequency, or a complex amplitude."""
    cutoff = min(0.45, 0.7 * downlink.baud / sample_rate)
    taps = lowpass(int(4 * sample_rate / downlink.baud) | 1, cutoff)
    carrier = carrier_of(downlink, iq)
    if "PSK" in downlink.modulation:
        return _derotated(samples, carrier, sample_rate, taps, found)
    if not iq and not carrier:
        return _level(fir(samples, taps))
    wide = min(0.45, 2.0 * downlink.baud / sample_rate)
    z = fir(samples * oscillator(carrier, sample_rate, 0, len(samples)), lowpass(65, wide))
    turn = z[1:] * z[:-1].conj()
    frequency = np.angle(np.concatenate((turn[:1], turn))).astype(np.float32)
    return _level(fir(frequency, taps))


def _derotated(
    samples: Samples, carrier: float, sample_rate: float, taps: Samples, found: Symbols
) -> Samples:
    """PSK at 0 Hz with its carrier's phase taken out, of mean amplitude 1."""
    n = np.arange(len(samples))
    offset = np.interp(n / sample_rate, found.at, np.nan_to_num(found.offset_hz))
    turns = (np.cumsum(carrier + offset) / sample_rate) % 1.0
    z = fir((samples * np.exp(-2j * np.pi * turns)).astype(np.complex64), taps)
    at = found.at * sample_rate
    symbols = interpolate(z, at)
    angle = np.interp(n, at, phase(symbols, 2, 24))
    level = np.mean(np.abs(symbols)) + 1e-20
    return np.asarray(z * np.exp(-1j * angle) / level, np.complex64)


def _level(y: Samples) -> Samples:
    """*y* around its mean, on its own scale."""
    y = y - y.mean()
    return np.asarray(y / (np.mean(np.abs(y)) + 1e-20), np.float32)
