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
from gateway.modem.symbols import Samples

SPAN = 512
"""Symbols of a mean."""

PIECE = 64
"""Symbols that share a modulation index."""

LARGEST = 0.2
"""Largest offset that is believed, turns a symbol."""

SLACK = 0.4
"""Largest relative error of the modulation index that is believed."""


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
            mean=index * float(np.average(scale, weights=errors.coherence**4 + 1e-6)),
        )
    return known


def _sent(bits: Bits, bt: float | None) -> NDArray[np.intp]:
    """The number of the waveform that each symbol has, by the decided *bits*."""
    one = bits.astype(np.intp)
    if bt is None or len(one) == 0:
        return one
    around = np.pad(one, 1, "edge")
    return 4 * around[:-2] + 2 * one + around[2:]


def _errors(known: Tones, sent: NDArray[np.intp], lag: int) -> _Errors:
    """What is left of the errors."""
    rows = np.arange(len(sent))
    added = np.concatenate(((0.0,), np.cumsum(known.phase[rows, sent], dtype=np.float64)))
    decided = known.z[rows, sent] * np.exp(-1j * added[:-1]).astype(np.complex64)
    step = decided[lag:] * decided[:-lag].conj()
    mean = _around(step, lag)
    step = step * np.exp(-1j * np.angle(mean[: len(step)]))
    # A wrong index adds in proportion to the phase that the data added.
    data = added[lag:-1] - added[: -lag - 1]
    index = _around(step.imag * data, lag) / (_around(step.real * data**2, lag) + 1e-9)
    return _Errors(
        offset=np.angle(mean) / (2 * np.pi * lag),
        index=np.clip(index, -SLACK, SLACK),
        coherence=np.abs(mean) / (_around(np.abs(step), lag) + 1e-9),
    )


def _around(x: NDArray[Any], lag: int) -> NDArray[Any]:
    """Means of *x* over `SPAN` symbols, for every symbol."""
    mean = boxcar(x, SPAN)
    return np.concatenate((mean, np.repeat(mean[-1:], lag)))


def _turned(points: Samples, offset: NDArray[np.float64]) -> Samples:
    """*points* with the centre moved back by *offset*."""
    step = np.exp(-2j * np.pi / POINTS_A_SYMBOL * offset).astype(np.complex64)
    before = np.cumsum(offset) - 0.5 * offset
    turn = np.exp(-2j * np.pi * before).astype(np.complex64) * np.sqrt(step)
    turned = np.empty_like(points)
    for point in range(POINTS_A_SYMBOL):
        turned[:, point] = points[:, point] * turn
        turn = turn * step
    return turned


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
    padded[:n] = _turned(points, offset)
    # The index moves slowly: the value at a piece's start stands for all of it.
    made = [waveforms(round(float(one), 3), bt) for one in indices[::PIECE]]
    made = made or [waveforms(mean, bt)]
    z = padded.reshape(pieces, PIECE, POINTS_A_SYMBOL) @ np.stack([one.conjugate for one in made])
    phase = np.repeat(np.stack([one.phase for one in made]), PIECE, axis=0)
    turn = np.repeat(np.stack([one.turn for one in made]), PIECE, axis=0)
    return Tones(offset, indices, mean, z.reshape(phase.shape)[:n], phase[:n], turn[:n])
