"""The frequency of a BPSK carrier over time, blindly: squaring, spectra, the best path.

::

    z           BPSK at an unknown, drifting frequency
    z^2 / |z|^2 a line at twice that frequency
    P[t, f]     its spectra, 64 symbols long, every 32
    path        coarse: by dynamic programming over groups of bins
                fine:   the peak within the group, by a parabola, averaged over a few

A path costs nothing while it stays, a little where it moves to the next group, and a fixed
sum where it jumps: bursts of several transmitters, each with its own offset, are followed
as one carrier with drift is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.modem.filters import boxcar
from gateway.modem.symbols import Samples

SPAN = 64
"""Symbols of a spectrum: shorter lose weak carriers, longer lose short bursts."""

HOPS = 2
"""Spectra per span."""

GROUP = 4
"""Bins of a coarse group."""

STEP_COST = 2.4
"""For moving to the next group between spectra, in nepers of power."""

JUMP_COST = 9.0
"""For jumping anywhere; more than noise gains in a short gap."""

AVERAGED = 3
"""Spectra over which the frequency is averaged, twice."""

FLOOR = 0.1
"""Added to a spectrum relative to its mean: what is below says nothing."""

Power = NDArray[np.float32]


def follow(z: Samples, sps: float, reach: float) -> NDArray[np.float64]:
    """The carrier's frequency at each sample, in cycles per sample.

    Args:
        z: BPSK near 0 Hz, complex.
        sps: Samples per symbol.
        reach: Largest frequency to look for, cycles per sample.
    """
    if len(z) == 0:
        return np.zeros(0)
    span = max(HOPS, round(SPAN * sps))
    hop = span // HOPS
    power, bin_width = _spectra(z, span, hop, reach)
    path = _steadied(_fine(power, _best_path(_grouped(power))))
    frequency = (path - power.shape[1] // 2) * bin_width
    at = np.interp(np.arange(len(z)), hop * np.arange(len(power)), frequency)
    return np.asarray(at, np.float64)


def _spectra(z: Samples, span: int, hop: int, reach: float) -> tuple[Power, float]:
    """Power of *z* squared around each hop; bins around 0 as far as *reach*.

    Returns:
        Power, shape (hops, bins), the middle bin at 0; and the width of a bin in cycles per
        sample of *z* itself.
    """
    level = boxcar(np.asarray(z.real**2 + z.imag**2, np.float32), span)
    squared = z * z / (level + np.float32(1e-20))
    padded = np.concatenate((np.zeros(span // 2), squared, np.zeros(span))).astype(np.complex64)
    frames = np.lib.stride_tricks.sliding_window_view(padded, span)[: len(z) + hop : hop]
    size = 1 << (2 * span - 1).bit_length()
    window = np.hanning(span).astype(np.float32)
    bins = min(int(2 * reach * size) + 1, size // 2 - 1)
    spectrum = np.fft.fft(frames * window, size, axis=1)
    near = np.concatenate((spectrum[:, -bins:], spectrum[:, : bins + 1]), axis=1)
    return np.asarray(near.real**2 + near.imag**2, np.float32), 0.5 / size


def _grouped(power: Power) -> Power:
    """The score of each group of bins at each hop: the logarithm of its largest."""
    groups = -(-power.shape[1] // GROUP)
    padded = np.pad(power, ((0, 0), (0, groups * GROUP - power.shape[1])))
    largest = padded.reshape(len(power), groups, GROUP).max(axis=2)
    mean = power.mean(axis=1, keepdims=True) + np.float32(1e-20)
    return np.asarray(np.log(largest / mean + np.float32(FLOOR)), np.float32)


def _best_path(score: Power) -> NDArray[np.intp]:
    """The group at each hop on the path with the largest sum of *score* less its costs."""
    hops, groups = score.shape
    came = np.zeros((hops, groups), np.int32)
    here = np.arange(groups, dtype=np.int32)
    total = np.full(groups + 2, -np.inf, np.float32)
    total[1:-1] = score[0]
    for hop in range(1, hops):
        best = total[1:-1].copy()
        origin = here.copy()
        for side, other in ((-1, total[:-2]), (1, total[2:])):
            better = other - STEP_COST > best
            best = np.where(better, other - np.float32(STEP_COST), best)
            origin = np.where(better, here + side, origin)
        top = int(total.argmax()) - 1
        jump = total[top + 1] - np.float32(JUMP_COST)
        origin = np.where(best < jump, top, origin)
        total[1:-1] = np.maximum(best, jump) + score[hop]
        came[hop] = origin
    path = np.zeros(hops, np.intp)
    path[-1] = total[1:-1].argmax()
    for hop in range(hops - 1, 0, -1):
        path[hop - 1] = came[hop, path[hop]]
    return path


def _fine(power: Power, path: NDArray[np.intp]) -> NDArray[np.float64]:
    """The peak of *power* within each hop's group, in bins."""
    bins = power.shape[1]
    rows = np.arange(len(path))
    near = np.minimum(path[:, None] * GROUP + np.arange(GROUP), bins - 1)
    peak = near[rows, power[rows[:, None], near].argmax(axis=1)]
    peak = np.clip(peak, 1, bins - 2)
    below, at, above = (np.log(power[rows, peak + side] + 1e-20) for side in (-1, 0, 1))
    curve = np.minimum(below - 2 * at + above, -1e-9)
    return np.asarray(peak + np.clip(0.5 * (below - above) / curve, -0.5, 0.5), np.float64)


def _steadied(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """*path* averaged along itself, but not across jumps."""
    jumps = np.flatnonzero(np.abs(np.diff(path)) > 2 * GROUP) + 1
    pieces = np.split(path, jumps)
    return np.concatenate([boxcar(boxcar(piece, AVERAGED), AVERAGED) for piece in pieces])
