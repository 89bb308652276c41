"""Marks and gaps in soft keying, at the speed that explains them best.

::

    soft      ▁▆▇▆▁▂▇█▇▇▇▆▇▂▁▁▁▇▁▁     log likelihood ratio of key down, per symbol
    runs      ─▄▄▄─▄▄▄▄▄▄▄▄───▄▄▄─     the most likely sequence of marks and gaps
               dit    dah      dit

A hidden semi-Markov model, decoded with Viterbi's algorithm: a run of a length has the sum
of its symbols' likelihoods, and the probability of such a length, log-normal around those of
the code.  Thus a click within a dah costs less than three marks of impossible lengths.  All
speeds are followed side by side, each on a grid of its own of a fifth of a dit; the best
total tells the speed.

Source: L. R. Rabiner, "A tutorial on hidden Markov models", Proc. IEEE 77 (1989) 257,
section IV.D (explicit durations).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Soft
from gateway.coding.morse import CHARACTER_GAP, DAH, DIT, WORD_GAP

DITS = 5.5 * 1.09 ** np.arange(27)
"""Symbols of a dit at the speeds that are tried: 44 to 4.6 words a minute at 200 a second."""

STEPS = 5
"""Steps of the grid per dit."""

MARKS = ((DIT, 0.5), (DAH, 0.5))
GAPS = ((1, 0.64), (CHARACTER_GAP, 0.26), (WORD_GAP, 0.1))
"""Units of a run, and how often it has them."""

SPREAD = 0.2
"""Standard deviation of the logarithm of a run's length: a hand is not a machine."""

LONGEST_MARK, LONGEST_GAP = 5, 10
"""Units of the longest run that is of the code; a longer gap is a pause."""


@dataclass(frozen=True)
class Run:
    """A mark, and the gap in front of it.

    Attributes:
        start: Symbol at which the mark begins.
        end: One past its last.
        units: 1 for a dit, 3 for a dah.
        gap: Units of the gap in front of it: 1, 3 or 7.
    """

    start: int
    end: int
    units: int
    gap: int


@dataclass(frozen=True)
class Runs:
    """The most likely sequence.

    Attributes:
        dit: Symbols of a dit.
        gain: Its log likelihood over that of nothing but a pause.
        runs: Its marks.
    """

    dit: float
    gain: float
    runs: Sequence[Run]


def find_runs(soft: Soft) -> Runs:
    """The marks in *soft*."""
    total = np.concatenate((np.zeros(1), np.cumsum(soft, dtype=np.float64)))
    at = np.arange(int(np.ceil(len(soft) / DITS[0] * STEPS)) + 1)[:, None] * (DITS / STEPS)
    trellis = _Trellis(np.interp(at, np.arange(len(total)), total).astype(np.float32))
    each = (_explained(total, trellis.path(speed), float(dit)) for speed, dit in enumerate(DITS))
    return max((Runs(float(DITS[0]), 0.0, ()), *each), key=lambda runs: runs.gain)


def _explained(total: NDArray[np.float64], path: Sequence[tuple[int, int]], dit: float) -> Runs:
    """The marks of a path, their edges where the symbols say and not on a grid.

    Args:
        total: Sum of the likelihood ratios up to each symbol.
        path: Start and end of each mark, in steps.
        dit: Symbols of a dit, about.
    """
    if not path:
        return Runs(dit, 0.0, ())
    edges = np.rint(np.array(path) * (dit / STEPS)).astype(np.intp)
    reach = np.arange(-int(dit / STEPS), int(dit / STEPS) + 1)
    near = np.clip(edges[..., None] + reach, 0, len(total) - 1)
    starts = near[:, 0][np.arange(len(near)), total[near[:, 0]].argmin(axis=1)]
    ends = near[:, 1][np.arange(len(near)), total[near[:, 1]].argmax(axis=1)]
    starts = np.minimum(starts, len(total) - 2)
    ends = np.maximum(ends, starts + 1)
    lengths, pauses = ends - starts, starts[1:] - ends[:-1]
    units, _ = _units(lengths / dit, MARKS)
    dit = max(float(lengths.sum() / units.sum()), float(DITS[0]))
    units, likely = _units(lengths / dit, MARKS)
    gaps, as_likely = _units(np.minimum(pauses / dit, LONGEST_GAP), GAPS)
    # Densities in time: a slow speed has more lengths to choose from.
    prior = likely.sum() + as_likely.sum() - (2 * len(path) - 1) * np.log(dit / DITS[0])
    runs = zip(starts, ends, units, (WORD_GAP, *gaps), strict=True)
    gain = float((total[ends] - total[starts]).sum() + prior)
    return Runs(dit, gain, [Run(*map(int, run)) for run in runs])


def _units(
    lengths: NDArray[np.float64], kinds: Sequence[tuple[int, float]]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The units that runs of some *lengths* most likely have, and the log likelihood."""
    lengths = np.maximum(lengths, 1 / STEPS)
    nominal, often = np.array(kinds).T[..., None]
    each = np.log(often / lengths) - (np.log(lengths / nominal) / SPREAD) ** 2 / 2
    return nominal.ravel().astype(np.intp)[each.argmax(axis=0)], each.max(axis=0)


class _Trellis:
    """Viterbi's algorithm over runs, for all speeds.

    Args:
        total: Sum of the likelihood ratios up to each step, shape (steps, speeds).
    """

    def __init__(self, total: NDArray[np.float32]):
        steps, speeds = total.shape
        marks, gaps = _lengths(MARKS, LONGEST_MARK), _lengths(GAPS, LONGEST_GAP)
        # A pause may have any length; it weighs as much as the least likely gap.
        pause = gaps[0]
        longest = len(gaps)
        # Padded in front, so that every step has as many before it as the longest run.
        on = np.full((longest + steps, speeds), -np.inf, np.float32)
        off = np.full((longest + steps, speeds), -np.inf, np.float32)
        off[longest] = -total[0]
        self._mark = np.zeros((steps, speeds), np.int16)
        self._gap = np.zeros((steps, speeds), np.int32)
        column = np.arange(speeds)
        idle, since = np.zeros(speeds, np.float32), np.zeros(speeds, np.int32)
        for step in range(1, steps):
            here = longest + step
            # A mark adds what came since its start, a gap nothing.
            trial = off[here - len(marks) : here] + marks
            best = trial.argmax(axis=0)
            on[here] = trial[best, column] + total[step]
            self._mark[step] = len(marks) - best
            trial = on[here - longest : here] + gaps
            best = trial.argmax(axis=0)
            ended = trial[best, column]
            paused = on[here - longest] + pause
            better = paused > idle
            idle = np.where(better, paused, idle)
            since = np.where(better, step - longest, since)
            off[here] = np.maximum(ended, idle) - total[step]
            self._gap[step] = np.where(ended >= idle, longest - best, step - since)
        self._last = on[longest:].argmax(axis=0)

    def path(self, speed: int) -> list[tuple[int, int]]:
        """Start and end of each mark, in steps."""
        found: list[tuple[int, int]] = []
        end = int(self._last[speed])
        while end > 0:
            start = end - int(self._mark[end, speed])
            found.append((start, end))
            end = start - int(self._gap[start, speed]) if start > 0 else 0
        return found[::-1]


def _lengths(kinds: Sequence[tuple[int, float]], longest: int) -> NDArray[np.float32]:
    """Log probabilities of run lengths, longest first, shape (steps, speeds)."""
    _, likely = _units(np.arange(longest * STEPS, 0, -1) / STEPS, kinds)
    return np.asarray(likely[:, None] - np.log(DITS / DITS[0]), np.float32)
