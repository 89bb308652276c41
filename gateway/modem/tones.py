"""Where the two tones of an FSK signal are, learnt from decided symbols.

::

    points of each symbol * waveform decided -> z[k], turned back by all that the data added
    P[k] = z[k + lag] conj(z[k])              what the phase did beside
    angle of the mean of P                 -> the centre is off by so much phase a symbol
    its part in proportion to the data     -> the modulation index is off by so much

Means are over `SPAN` symbols, so that each burst has its own tones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits
from gateway.modem.filters import boxcar
from gateway.modem.multisymbol import POINTS_A_SYMBOL, Phasors, waveforms
from gateway.modem.snr import decibels
from gateway.modem.symbols import Samples

SPAN = 512
"""Symbols of a mean."""

SNR_SPAN = 96
"""The same for the signal to noise ratio."""

APART = 3
"""Symbols between those that are compared for it."""

PIECE = 64
"""Symbols that share a modulation index."""

LARGEST = 0.2
"""Largest offset that is believed, turns a symbol."""

SLACK = 0.4
"""Largest relative error of the modulation index that is believed."""


NEARBY = np.arange(-0.3, 0.401, 0.05)
"""Modulation indices that `fitted` tries, about the one that is thought to be."""

FITTED = 400
"""Symbols that it tries them on, at least if there are so many."""

BT = 0.5
"""Of the Gaussian filter that it tries: what nearly all senders with one have."""


@dataclass(frozen=True)
class Tones:
    """A signal with its tones where they are thought to be.

    Attributes:
        offset: How far the centre was off, turns a symbol, shape (symbols,).
        indices: Modulation index around each symbol, the same shape.
        index: A mean of it over all that looks like signal.
        z: Correlations with the waveforms of a symbol, shape (symbols, waveforms).
        phase: What each waveform adds, radians, the same shape.
        turn: The same as a phasor.
    """

    offset: NDArray[np.float64]
    indices: NDArray[np.float64]
    index: float
    z: Phasors
    phase: NDArray[np.float32]
    turn: Phasors


@dataclass(frozen=True)
class _Errors:
    """Around each symbol: offset (turns a symbol), relative error of the index, coherence 0..1."""

    offset: NDArray[np.float64]
    index: NDArray[np.float64]
    coherence: NDArray[np.float64]


def learnt(
    points: Samples, bits: Bits, index: float, bt: float | None, known: Tones, lags: tuple[int, ...]
) -> Tones:
    """Tones as *bits* tell them.

    Args:
        points: Of each symbol, as `timing.symbol_points` gives them.
        bits: What the symbols are thought to be; some may be wrong.
        index: Modulation index, nominal; negative if a 1 is the lower tone.
        bt: Of the Gaussian filter that the sender is thought to have; None for none.
        known: Where the tones are thought to be.
        lags: Symbols between those whose phases are compared, in turn: 1 stands a large
            offset and wrong bits, more is more exact.
    """
    sent = _sent(bits, bt)
    for lag in lags if len(bits) > 2 * max(lags) else ():
        errors = _errors(known, sent, lag)
        scale = np.clip(known.indices / index * (1 + errors.index), 1 - SLACK, 1 + SLACK)
        known = placed(
            points,
            bt,
            offset=np.clip(known.offset + errors.offset, -LARGEST, LARGEST),
            indices=index * scale,
            mean=index * float(np.average(scale, weights=np.square(errors.coherence**2) + 1e-6)),
        )
    return known


def snr_db(known: Tones, bits: Bits, bt: float | None) -> NDArray[np.float32]:
    """Es/N0 around each of the symbols *bits*, between -10 and 40 dB.

    Symbols turned back by what the data added have the carrier in common, and, if they are
    not next to each other, no noise; the power of each is that of both.
    """
    decided, _ = _turned_back(known, _sent(bits, bt))
    if len(decided) <= APART:
        return np.zeros(len(decided), np.float32)
    power = boxcar(np.abs(decided) ** 2, SNR_SPAN)
    carrier = np.abs(boxcar(decided[APART:] * decided[:-APART].conj(), SNR_SPAN))
    carrier = np.pad(carrier, (0, APART), "edge")
    return decibels(carrier, power - carrier)


def fitted(
    points: Samples, bits: Bits, index: float, filters: tuple[float | None, ...]
) -> tuple[float, float | None]:
    """The modulation index near *index*, and the filter, in whose waveforms most power is.

    Args:
        points: Of each symbol, as `timing.symbol_points` gives them.
        bits: What the symbols are thought to be; some may be wrong.
        index: Modulation index, roughly.
        filters: BT of the sender's Gaussian filter, or None for none, of which one fits;
            at a low index they are told apart badly.

    Returns:
        The index, and that of the *filters*.
    """
    some = slice(None, None, max(1, len(points) // FITTED))
    best = -1.0
    found = index, filters[0]
    for bt in filters:
        sent, few = _sent(bits, bt)[some], points[some]
        for nearby in index + NEARBY:
            shapes = waveforms(round(float(nearby), 3), bt).conjugate.T[sent]
            power = float((np.abs((few * shapes).sum(axis=1)) ** 2).sum())
            if power > best:
                best, found = power, (float(nearby), bt)
    return found


def _sent(bits: Bits, bt: float | None) -> NDArray[np.intp]:
    """The number of the waveform that each symbol has, by the decided *bits*."""
    one = bits.astype(np.intp)
    if bt is None or len(one) == 0:
        return one
    around = np.pad(one, 1, "edge")
    return 4 * around[:-2] + 2 * one + around[2:]


def _errors(known: Tones, sent: NDArray[np.intp], lag: int) -> _Errors:
    """What is left of the errors."""
    decided, added = _turned_back(known, sent)
    step = decided[lag:] * decided[:-lag].conj()
    mean = _around(step, lag)
    step = step * (mean / (np.abs(mean) + np.float32(1e-20))).conj()[: len(step)]
    # A wrong index adds in proportion to the phase that the data added.
    data = added[lag:-1] - added[: -lag - 1]
    index = _around(step.imag * data, lag) / (_around(step.real * data**2, lag) + 1e-9)
    return _Errors(
        offset=np.angle(mean) / (2 * np.pi * lag),
        index=np.clip(index, -SLACK, SLACK),
        coherence=np.minimum(np.abs(mean) / (_around(np.abs(step), lag) + 1e-9), 1),
    )


def _turned_back(known: Tones, sent: NDArray[np.intp]) -> tuple[Phasors, NDArray[np.float64]]:
    """Each symbol with the phase that the data added before it taken out, and that phase."""
    rows = np.arange(len(sent))
    added = np.concatenate(((0.0,), np.cumsum(known.phase[rows, sent], dtype=np.float64)))
    turn = np.exp((-1j * (added[:-1] % (2 * np.pi))).astype(np.complex64))
    return known.z[rows, sent] * turn, added


def _around(x: NDArray[Any], lag: int) -> NDArray[Any]:
    """Means of *x* over `SPAN` symbols, for every symbol."""
    mean = boxcar(x, SPAN)
    return np.concatenate((mean, np.repeat(mean[-1:], lag)))


def placed(
    points: Samples,
    bt: float | None,
    offset: NDArray[np.float64],
    indices: NDArray[np.float64],
    mean: float,
) -> Tones:
    """*points* against waveforms with their tones at *offset* and *indices*, see `Tones`."""
    n = len(points)
    pieces = max(1, -(-n // PIECE))
    padded = np.zeros((pieces * PIECE, POINTS_A_SYMBOL), np.complex64)
    padded[:n] = points
    # Index and offset move slowly: those at a piece's start stand for the symbols in it.
    made = [waveforms(round(float(one), 3), bt) for one in indices[::PIECE]]
    made = made or [waveforms(mean, bt)]
    shapes = np.stack([one.conjugate for one in made]) * _within(offset, pieces)
    z = (padded.reshape(pieces, PIECE, POINTS_A_SYMBOL) @ shapes).reshape(len(padded), -1)[:n]
    z *= np.exp((-2j * np.pi * (np.cumsum(offset) % 1.0)).astype(np.complex64))[:, None]
    phase = np.repeat(np.stack([one.phase for one in made]), PIECE, axis=0)[:n]
    turn = np.repeat(np.stack([one.turn for one in made]), PIECE, axis=0)[:n]
    return Tones(offset, indices, mean, z, phase, turn)


def _within(offset: NDArray[np.float64], pieces: int) -> Phasors:
    """What turns the points of a symbol back by *offset*, shape (pieces, points, 1)."""
    each = np.zeros(pieces)
    each[: len(offset[::PIECE])] = offset[::PIECE]
    across = (np.arange(POINTS_A_SYMBOL) + 0.5) / POINTS_A_SYMBOL - 0.5
    turned = np.exp(-2j * np.pi * each[:, None] * across)
    return np.asarray(turned[..., None], np.complex64)
