"""Which of the things that come by are hit.

The gaps between hits are drawn, not the hits: nothing is drawn for what passes, and the
same things are hit however the stream is cut into pieces.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from random import Random


class Chance:
    """A trial for each thing.

    Args:
        rng: Where random numbers come from.
        probability: That a thing is hit, 0 to 1, each for itself.
        at: Numbers of things that are hit, from 0, in place of the probability.
    """

    def __init__(self, rng: Random, probability: float, at: tuple[int, ...] = ()):
        self._gaps = _between(at) if at else _drawn(rng, probability)
        self._gap = next(self._gaps, None)

    def within(self, count: int) -> list[int]:
        """Which of the next *count* things are hit, counted from 0."""
        hits = []
        place = 0
        while self._gap is not None and place + self._gap < count:
            place += self._gap
            hits.append(place)
            place += 1
            self._gap = next(self._gaps, None)
        if self._gap is not None:
            self._gap -= count - place
        return hits


def _between(at: tuple[int, ...]) -> Iterator[int]:
    """Things that pass before each of the places."""
    return (there - here - 1 for here, there in pairwise([-1, *sorted(set(at))]))


def _drawn(rng: Random, probability: float) -> Iterator[int]:
    """Things that pass before each hit: the geometric distribution, by inversion."""
    if probability <= 0:
        return
    log_miss = math.log1p(-probability) if probability < 1 else -math.inf
    while True:
        yield int(math.log(1.0 - rng.random()) / log_miss)


def check_probability(probability: float) -> None:
    """Say that a probability cannot be one.

    Raises:
        ValueError: It is not from 0 to 1.
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability of {probability}; give one from 0 to 1")
