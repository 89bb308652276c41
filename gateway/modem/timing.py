"""Symbol timing without a loop: the phase of the clock line, smoothed and unwrapped.

::

    e[n]   a signal with a spectral line at the baud rate: |y|, or its zero crossings
    c[n] = smooth( e[n] exp(-2j pi n / sps) )          the line's phasor
    g[n] = n / sps + unwrap(angle(c[n])) / 2 pi        symbols since the start
    t_k  = where g = k                                 symbol instants
    s_k  = y(t_k)                                      cubic interpolation

Feed-forward: nothing to lock, nothing to lose, the same result wherever a window starts.
Source: M. Oerder, H. Meyr, "Digital filter and square timing recovery", IEEE Trans.
Commun. 36 (1988) 605.  Differs: where `clock.clock_error` has seen the clock's error, the
line is turned back by it first, so that a long smoothing suits a clock that is off.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.modem.filters import boxcar, oscillator
from gateway.modem.symbols import Samples

STEP = 8
"""Samples over which the line's phasor is summed up before all else."""


def line_phasor(line: Samples, sps: float) -> Samples:
    """The phasor of *line* at the nominal baud rate, one complex value for `STEP` samples."""
    steps = len(line) // STEP
    turned = line[: steps * STEP] * oscillator(1.0, sps, 0, steps * STEP)
    return np.asarray(turned.reshape(steps, STEP).sum(axis=1), np.complex64)


def instants(
    line: Samples, sps: float, window: float, error: Samples | None = None
) -> NDArray[np.float64]:
    """The instants of the symbols, in samples.

    Args:
        line: A real signal with a spectral line at the baud rate, largest at the symbols'
            middle.
        sps: Samples per symbol, nominal.
        window: Symbols over which the line is smoothed.
        error: The clock's relative error, one value for `STEP` samples; None for 0.
    """
    phasor = line_phasor(line, sps)
    if len(phasor) < 2:
        return np.zeros(0)
    at = np.arange(len(phasor)) * float(STEP) + (STEP - 1) / 2
    count = at / sps
    if error is not None:
        ahead = np.cumsum(error.astype(np.float64)) * (STEP / sps)
        phasor = phasor * np.exp((-2j * np.pi * (ahead % 1.0)).astype(np.complex64))
        count += ahead
    length = max(1, round(window * sps / 2 / STEP))
    smooth = boxcar(boxcar(phasor, length), length)
    count += np.unwrap(np.angle(smooth)) / (2 * np.pi)
    # The line ends half a step inside the signal; its symbols do not.
    at = np.concatenate(((0.0,), at, (len(line) - 1.0,)))
    count = np.concatenate(
        ((count[0] - at[1] / sps,), count, (count[-1] + (at[-1] - at[-2]) / sps,))
    )
    count = np.maximum.accumulate(count)
    wanted = np.arange(np.ceil(count[0]), np.floor(count[-1]) + 1)
    return np.asarray(np.interp(wanted, count, at))


def crossings(y: Samples, sps: float) -> Samples:
    """Impulses opposite to the zero crossings of *y*, as a `line` for `instants`.

    An impulse lies between two samples: it is shared by both in proportion.
    """
    line = np.zeros(len(y), np.float32)
    at = np.flatnonzero((y[:-1] < 0) != (y[1:] < 0))
    part = y[at] / (y[at] - y[at + 1])
    line[at] -= 1 - part
    line[at + 1] -= part
    return line


def interpolate(y: Samples, at: NDArray[np.float64]) -> Samples:
    """*y* at fractional indices, by a cubic through the four nearest samples."""
    if len(y) < 4:
        return np.zeros(len(at), y.dtype)
    base = np.clip(np.floor(at).astype(np.intp), 1, len(y) - 3)
    u = (at - base).astype(np.float32)
    a, b, c, d = y[base - 1], y[base], y[base + 1], y[base + 2]
    return (
        b
        + u * (c - a / 3 - b / 2 - d / 6)
        + u * u * ((a + c) / 2 - b)
        + u * u * u * ((d - a) / 6 + (b - c) / 2)
    ).astype(y.dtype)


def symbol_points(x: Samples, at: NDArray[np.float64], points: int) -> Samples:
    """Each symbol as *points* samples across its length, shape (symbols, points).

    Args:
        x: The signal.
        at: Instants of the symbols' middles in it.
        points: Samples of a symbol; the first is half a step behind the symbol's start.
    """
    if len(at) < 2:
        return np.zeros((len(at), points), x.dtype)
    across = (np.arange(points) + 0.5) / points - 0.5
    wanted = at[:, None] + np.gradient(at)[:, None] * across
    return interpolate(x, wanted.reshape(-1)).reshape(-1, points)
