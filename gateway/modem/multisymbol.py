r"""Multi-symbol detection: FSK judged by the phase that joins its symbols, without a loop.

::

    points of symbol k   --correlated with the waveforms that it can have-->   z[k]
    forward    a survivor a state: its metric and its carrier's phasor G
               metric += |w G + z| - |w G|        G = (w G + z) exp(j phase of the symbol)
    backward   the same from the far end
    soft[k]    the best pair of survivors joined by a 1, less the best joined by a 0

A survivor has its own phasor, so a carrier's phase is for the data to explain: it has to
last over 1 / (1 - w) symbols, which a discriminator, that looks at one symbol at a time,
cannot ask for.  A state is the phase that the data have added so far (the number of ones
modulo `count`, with count * index close to whole) and, if neighbours shape a symbol, two
bits.  Long signals are cut into pieces that overlap; all pieces, in both directions, go
through the trellis side by side.

Source: G. Colavolpe, R. Raheli, "Noncoherent sequence detection of continuous phase
modulations", IEEE Trans. Commun. 47 (1999) 1303 (survivors with a phasor each).  Differs:
joined with a backward pass, for soft symbols.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Soft
from gateway.modem.fsk_modulator import POINTS, gaussian

BODY, LONG_BODY = 32, 64
"""Symbols of a piece, without what it shares with its neighbours."""

LONG = 4000
"""Symbols from which it is the long one: what is shared costs more than the steps then."""

POINTS_A_SYMBOL = 8
"""Samples of the signal that a correlation takes."""

CLOSE = 0.13
"""Turns by which the phase of a state may be out of true."""

Phasors = NDArray[np.complex64]


@dataclass(frozen=True)
class Waveforms:
    """What a symbol can look like.

    Attributes:
        conjugate: The waveforms, conjugate, phase 0 at the symbol's start; shape
            (`POINTS_A_SYMBOL`, waveforms): two by the symbol's bit d[k], or eight by
            d[k-1] d[k] d[k+1].
        phase: What each adds until the symbol's end, radians.
        turn: The same as a phasor.
    """

    conjugate: Phasors
    phase: NDArray[np.float32]
    turn: Phasors


@lru_cache(maxsize=512)
def waveforms(index: float, bt: float | None) -> Waveforms:
    """Those of a signal.

    Args:
        index: Modulation index: the phase in half turns that a symbol adds.
        bt: Of the Gaussian filter that the sender is thought to have; None for none.
    """
    if bt is None:
        keying = np.repeat(np.array([[-1.0], [1.0]]), POINTS, axis=1)
    else:
        # What lies beyond the neighbours is as often 1 as 0: 0 in the mean.
        three = 2.0 * ((np.arange(8)[:, None] >> np.array([2, 1, 0])) & 1) - 1
        seven = np.repeat(np.pad(three, ((0, 0), (2, 2))), POINTS, axis=1)
        shaped = np.stack([np.convolve(row, gaussian(bt), "same") for row in seven])
        keying = shaped[:, 3 * POINTS : 4 * POINTS]
    phase = np.pi * index * np.cumsum(keying, axis=1) / POINTS
    step = POINTS // POINTS_A_SYMBOL
    middle = phase[:, step // 2 - 1 :: step]
    return Waveforms(
        conjugate=np.asarray(np.exp(-1j * middle.T), np.complex64),
        phase=phase[:, -1].astype(np.float32),
        turn=np.exp(1j * phase[:, -1]).astype(np.complex64),
    )


@dataclass(frozen=True)
class _Trellis:
    """The states of a modulation.

    Attributes:
        count: States that differ by the number of ones.
        shapes: Waveforms of a symbol: 2 or 8.
        bits: States that differ by d[k-1] d[k]: 1 or 4.
        source: The states before each of the two branches into every state.
        waveform: The waveforms of those branches.
        mirror: The waveforms read backwards.
    """

    count: int
    shapes: int
    bits: int
    source: NDArray[np.intp]
    waveform: NDArray[np.intp]
    mirror: NDArray[np.intp]


@lru_cache(maxsize=16)
def _trellis(count: int, shapes: int) -> _Trellis:
    bits = shapes // 2 if shapes == 8 else 1
    state = np.arange(count * bits)
    if shapes == 2:
        waveform = np.concatenate((state * 0, state * 0 + 1))
        source = (np.tile(state, 2) - waveform) % count
        return _Trellis(count, 2, 1, source, waveform, np.arange(2))
    waveform = np.concatenate((state & 3, (state & 3) + 4))
    ones = (np.tile(state >> 2, 2) - ((waveform >> 1) & 1)) % count
    mirror = np.array([0, 4, 2, 6, 1, 5, 3, 7])
    return _Trellis(count, 8, 4, ones * 4 + (waveform >> 1), waveform, mirror)


def _count(index: float) -> int:
    """The number of states after which the phase *index* ones add is whole turns again."""
    out = [abs(count * index - round(count * index)) for count in range(1, 9)]
    return next((n + 1 for n, one in enumerate(out) if one < CLOSE), 6)


def detect(z: Phasors, turn: Phasors, index: float, weight: float) -> Soft:
    """The soft symbols.

    Args:
        z: Correlations with the waveforms, shape (n, 2) or (n, 8).
        turn: The phase that each waveform adds, as a phasor, the same shape.
        index: Modulation index.
        weight: Of the phasor so far against the next symbol, w above: 0.9 for a carrier that
            holds still, less for one that does not.
    """
    n, shapes = z.shape
    if n == 0:
        return np.zeros(0, np.float32)
    trellis = _trellis(_count(index), shapes)
    # After three times its memory a survivor does not depend on where it began.
    warm = math.ceil(3 / (1 - weight))
    body = LONG_BODY if n > LONG else BODY
    pieces = -(-n // body)
    rows = np.arange(body + 2 * warm)[:, None] + np.arange(pieces) * body
    z, turn = _pieces(z, 0, rows, warm), _pieces(turn, 1, rows, warm)
    metric, phasor = _survivors(
        np.concatenate((z, (z * turn)[::-1, trellis.mirror]), axis=2),
        np.concatenate((turn, turn.conj()[::-1, trellis.mirror]), axis=2),
        trellis,
        np.float32(weight),
    )
    inner = slice(warm, warm + body)
    soft = _joined(
        (metric[inner, :, :pieces], phasor[inner, :, :pieces]),
        (metric[::-1][inner, :, pieces:], phasor[::-1][inner, :, pieces:]),
        z[inner],
        turn[inner],
        trellis,
    )
    return soft.T.reshape(-1)[:n]


def _pieces(x: Phasors, beyond: complex, rows: NDArray[np.intp], warm: int) -> Phasors:
    """*x* cut up, shape (symbols, waveforms, pieces); *beyond* stands before and behind."""
    padded = np.full((rows[-1, -1] + 1, x.shape[1]), beyond, np.complex64)
    padded[warm : warm + len(x)] = x
    return np.ascontiguousarray(padded[rows].swapaxes(1, 2))


def _survivors(
    z: Phasors, turn: Phasors, trellis: _Trellis, weight: np.float32
) -> tuple[NDArray[np.float32], Phasors]:
    """Metric (less the phasor's length) and phasor of each state before every symbol.

    Args:
        z: Shape (symbols, waveforms, pieces).
        turn: The same shape.
        trellis: The states.
        weight: As in `detect`.

    Returns:
        Both of shape (symbols, states, pieces).
    """
    symbols, _, pieces = z.shape
    states = trellis.count * trellis.bits
    source, waveform = trellis.source, trellis.waveform
    metrics = np.zeros((symbols, states, pieces), np.float32)
    phasors = np.zeros((symbols, states, pieces), np.complex64)
    metric, phasor = metrics[0].copy(), phasors[0]
    # Counted from the start; otherwise all counts would be copies of one survivor.
    metric[trellis.bits :] = -1e6
    for k in range(symbols):
        np.multiply(phasor, weight, out=phasors[k])
        np.subtract(metric, np.abs(phasors[k]), out=metrics[k])
        joined = phasors[k][source] + z[k][waveform]
        total = metrics[k][source] + np.abs(joined)
        joined *= turn[k][waveform]
        late = total[states:] > total[:states]
        metric = np.where(late, total[states:], total[:states])
        phasor = np.where(late, joined[states:], joined[:states])
    return metrics, phasors


def _joined(
    before: tuple[NDArray[np.float32], Phasors],
    after: tuple[NDArray[np.float32], Phasors],
    z: Phasors,
    turn: Phasors,
    trellis: _Trellis,
) -> Soft:
    """Soft symbols from the survivors on both sides of each, shape (symbols, pieces)."""
    best: list[list[NDArray[np.float32]]] = [[], []]
    for p in range(trellis.shapes):
        bit, first, last = p, 0, 0
        if trellis.shapes == 8:
            bit, first, last = (p >> 1) & 1, p >> 1, int(trellis.mirror[p]) >> 1
        own, far = slice(first, None, trellis.bits), slice(last, None, trellis.bits)
        left = before[1][:, own] + z[:, p, None]
        right = after[1][:, far] * turn[:, p, None].conj()
        for one in range(trellis.count):
            total = np.abs(left + right[:, one, None]) + before[0][:, own]
            best[bit].append(total.max(axis=1) + after[0][:, far][:, one])
    return np.asarray(np.maximum.reduce(best[1]) - np.maximum.reduce(best[0]), np.float32)
