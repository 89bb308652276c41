"""PSK of any kind from bits to samples, for simulators and tests.

::

    bits ─▶ phases ─▶ pulses (root raised cosine) ─▶ IQ at 0 Hz ─▶ audio on a carrier

Any sample rate above twice the baud will do: a symbol need not have a whole number of
samples.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, soften
from gateway.modem.filters import root_raised_cosine
from gateway.modem.phase_changes import DBPSK, PhaseChanges
from gateway.modem.symbols import Samples

FINE = 64
"""Steps per symbol in which a pulse is tabulated."""

SPAN = 8
"""Symbols of a pulse."""

Pulse = Literal["root_raised_cosine", "rectangle"]


def bpsk(
    bits: Bits,
    sample_rate: float,
    baud: float,
    *,
    differential: bool = False,
    manchester: bool = False,
    rolloff: float = 0.5,
    pulse: Pulse = "root_raised_cosine",
) -> Samples:
    """IQ at 0 Hz of mean power 1.

    Args:
        bits: One a symbol.
        sample_rate: Hz.
        baud: Symbols per second.
        differential: A one keeps the phase of the symbol before it, a zero turns it.
        manchester: Each symbol is sent as its opposite and then itself, half as long.
        rolloff: Of the root raised cosine.
        pulse: Filtered as a clean transmitter does, or not at all.
    """
    symbols = DBPSK.encode(bits).real if differential else soften(bits)
    if not manchester:
        return shape(symbols, sample_rate / baud, rolloff, pulse)
    halves = (symbols[:, None] * np.array([-1, 1], np.float32)).ravel()
    return shape(halves, sample_rate / baud / 2, rolloff, pulse)


def dpsk(
    bits: Bits,
    sample_rate: float,
    baud: float,
    changes: PhaseChanges,
    rolloff: float = 0.5,
    pulse: Pulse = "root_raised_cosine",
) -> Samples:
    """IQ at 0 Hz of mean power 1; as `bpsk`, several bits a symbol where *changes* says so."""
    return shape(changes.encode(bits), sample_rate / baud, rolloff, pulse)


def shape(
    symbols: NDArray[np.generic],
    sps: float,
    rolloff: float = 0.5,
    pulse: Pulse = "root_raised_cosine",
) -> Samples:
    """*symbols* as a pulse each, half a symbol after the start on; mean power as theirs.

    Args:
        symbols: Real or complex.
        sps: Samples per symbol, 2 or more.
        rolloff: Of the root raised cosine.
        pulse: As in `bpsk`.
    """
    n = np.arange(int(len(symbols) * sps))
    if pulse == "rectangle":
        return symbols[(n / sps).astype(np.intp)].astype(np.complex64)
    taps = root_raised_cosine(FINE, rolloff, SPAN)
    taps = taps / np.sqrt(np.sum(taps**2) / FINE)
    grid = (np.arange(len(taps)) - len(taps) // 2) / FINE
    padded = np.pad(symbols, SPAN)
    place = n / sps - 0.5
    base = np.floor(place).astype(np.intp)
    out = np.zeros(len(n), np.complex64)
    for other in range(-SPAN // 2, SPAN // 2 + 1):
        out += padded[base + other + SPAN] * np.interp(place - base - other, grid, taps, 0.0, 0.0)
    return out


def to_audio(
    iq: Samples, sample_rate: float, carrier: float, drift_hz_s: float = 0.0, level: float = 0.5
) -> Samples:
    """The audio of an SSB receiver: *iq* on a carrier that drifts, of amplitude *level*."""
    t = np.arange(len(iq)) / sample_rate
    turns = ((carrier + drift_hz_s * t / 2) * t) % 1.0
    return np.asarray(level * (iq * np.exp(2j * np.pi * turns)).real, np.float32)
