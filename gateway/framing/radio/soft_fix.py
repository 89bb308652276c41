"""Soft fixing: flip the symbols that are least sure until the check agrees.

::

    soft     0.9 -1.1  0.1 -0.8  0.9 -0.2
    trials    1    0   [0]   0    1    0
              1    0    1    0    1   [1]
              1    0   [0]   0    1   [1]       ...      likeliest first

It is the first steps of D. Chase, "A class of algorithms for decoding block codes with
channel measurement information", IEEE Trans. Inform. Theory 18 (1972) 170, with the CRC as
the code.  Every trial is another chance for a wrong frame to pass, so a frame that was
found like this says so in `Quality.fixed`, and needs other proof beside its CRC.  Where so
many errors are to be expected that a few flips will hardly do, nothing is tried: what would
pass there is chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft, harden

WEAKEST = 24
"""So many of the least sure symbols are tried alone and in pairs."""

TRIALS = 90
"""So many of these trials are made; more find more frames, right and wrong ones."""

MAX_EXPECTED = 6.0
"""Errors to be expected in the symbols, above which nothing is tried."""

WEAK = 0.35
"""What is near zero, in multiples of the size that a quarter of the symbols are below."""

ERRORS_OF_WEAK = 7.0
"""Share of errors to be expected, in multiples of the square of the share near zero."""


def fix(
    soft: Soft, most: int, read: Callable[[Bits], Iterable[bytes | None]]
) -> tuple[bytes, int] | None:
    """What *read* makes of *soft* with the likeliest symbols flipped.

    Args:
        soft: The symbols.
        most: Symbols to flip at most: 0, 1 or 2.
        read: Given the trials as hard bits of shape (trials, symbols), what each is; None
            for those that are nothing.

    Returns:
        What was found, and the symbols flipped; None if nothing was.
    """
    if len(soft) == 0 or min(expected_errors(soft), expected_of_unlike(soft)) > MAX_EXPECTED:
        return None
    chosen = _choices(soft, most)
    trials = np.tile(harden(soft), (len(chosen), 1))
    for trial, flipped in zip(trials, chosen, strict=True):
        trial[list(flipped)] ^= 1
    for found, flipped in zip(read(trials), chosen, strict=False):
        if found is not None:
            return found, len(flipped)
    return None


def expected_errors(soft: Soft) -> float:
    """How many of *soft* are wrong, to go by their own scatter.

    Symbols of amplitude a in noise of variance v have a log-likelihood ratio of 2 a s / v.
    """
    size = np.abs(soft)
    ratio = 2 * size * size.mean() / (size.var() + np.float32(1e-9))
    return float(np.sum(1 / (1 + np.exp(np.minimum(ratio, 50)))))


def expected_of_unlike(soft: Soft) -> float:
    """The same where symbols have several amplitudes, as the bits of 8PSK have.

    What tells then is how many are near zero, compared with the weaker ones: of amplitude a
    in noise of deviation d, a share of 0.03 is below `WEAK` at a = 2.5 d, where 0.006 are
    wrong, and both grow with d, one as the square of the other.  It scatters more.
    """
    size = np.abs(soft)
    quarter = len(size) // 4
    weak = np.count_nonzero(size < WEAK * np.partition(size, quarter)[quarter]) / len(size)
    return ERRORS_OF_WEAK * weak * weak * len(size)


def _choices(soft: Soft, most: int) -> list[tuple[int, ...]]:
    """The symbols to flip in each trial, those first that take back the least evidence."""
    size = np.abs(soft)
    weakest = np.argsort(size, kind="stable")[:WEAKEST]
    sets, members = _sets(len(weakest), most)
    order = np.argsort(members @ size[weakest], kind="stable")[:TRIALS]
    return [tuple(int(weakest[rank]) for rank in sets[at]) for at in order]


@lru_cache(maxsize=64)
def _sets(count: int, most: int) -> tuple[list[tuple[int, ...]], NDArray[np.float32]]:
    """All sets of up to *most* of *count* symbols, and a row for each that has 1 at them."""
    sets = [chosen for n in range(1, most + 1) for chosen in combinations(range(count), n)]
    members = np.zeros((len(sets), count), np.float32)
    for row, chosen in zip(members, sets, strict=True):
        row[list(chosen)] = 1
    return sets, members
