"""A signal of any length through a demodulator, in windows that overlap.

::

    window n      ├── guard ──┼──────── block ────────┼── guard ──┤
    window n + 1                          ├── guard ──┼──────── block ──── ...
    symbols       ────────────●●●●●●●●●●●●●●●●●●●●●●●●│●●●●●●● ...
                                                      seam: last + T/2 < t <= end

Each block owns the symbols behind the last one delivered, up to its end; half a symbol
keeps one symbol from being delivered twice when two windows place it differently.  Where
the sign of symbols is unknown, each window is turned to agree with the one before it in
the symbols behind the seam, which both have.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gateway.modem.symbols import Demodulator, Samples, Symbols

BLOCK_S = 1.0
"""Usual block: a second of latency, and little work done twice."""

COMPARED = 64
"""Symbols behind a seam that tell whether a window is inverted."""


class Stream:
    """One signal through one demodulator.

    Args:
        demodulator: What turns windows into symbols.
        block_s: Length of a block in seconds.
    """

    def __init__(self, demodulator: Demodulator, block_s: float = BLOCK_S):
        self.demodulator = demodulator
        grid = demodulator.grid
        self._block = max(1, round(block_s * demodulator.sample_rate / grid)) * grid
        self._guard = -(-demodulator.guard // grid) * grid
        self._pieces: list[Samples] = []
        self._first = 0
        self._held = 0
        self._done = 0
        self._last = [-1.0] * len(demodulator.branches)
        self._beyond: list[Symbols | None] = [None] * len(demodulator.branches)

    def feed(self, samples: Samples) -> list[list[Symbols]]:
        """For every block that *samples* complete, the symbols of each branch."""
        self._pieces.append(samples)
        self._held += len(samples)
        blocks = []
        while self._first + self._held >= self._done + self._block + self._guard:
            blocks.append(self._advance(self._done + self._block))
        return blocks

    def finish(self) -> list[list[Symbols]]:
        """The same for what is left when no more samples come."""
        end = self._first + self._held
        blocks = []
        while self._done < end:
            blocks.append(self._advance(min(self._done + self._block, end)))
        return blocks

    def _advance(self, end: int) -> list[Symbols]:
        """The symbols up to sample *end*."""
        if len(self._pieces) > 1:
            self._pieces = [np.concatenate(self._pieces)]
        held = self._pieces[0]
        window = held[: end + self._guard - self._first]
        found = self.demodulator.demodulate(window, self._first)
        last_s = end / self.demodulator.sample_rate
        symbols = [self._own(branch, one, last_s) for branch, one in enumerate(found)]
        self._done = end
        keep = max(0, end - self._guard)
        self._pieces = [held[keep - self._first :]]
        self._first, self._held = keep, len(self._pieces[0])
        return symbols

    def _own(self, branch: int, symbols: Symbols, end_s: float) -> Symbols:
        """Those of a branch's *symbols* that belong to the block that ends at *end_s*."""
        half_s = 0.5 / self.demodulator.baud
        if not symbols.sign_known:
            symbols = self._turned(branch, symbols, end_s)
        own = symbols.between(self._last[branch] + half_s, end_s)
        self._last[branch] = max(self._last[branch], end_s - half_s)
        if len(own.at):
            self._last[branch] = float(own.at[-1])
        return own

    def _turned(self, branch: int, symbols: Symbols, end_s: float) -> Symbols:
        """*symbols*, inverted if the window before had the same ones inverted."""
        before = self._beyond[branch]
        if before is not None and _alike(before, symbols) < 0:
            symbols = replace(symbols, soft=-symbols.soft)
        self._beyond[branch] = symbols.between(end_s, end_s + COMPARED / self.demodulator.baud)
        return symbols


def _alike(some: Symbols, others: Symbols) -> float:
    """The correlation of *some* symbols with those of *others* at the same times."""
    if len(others.at) == 0:
        return 0.0
    middles = (others.at[1:] + others.at[:-1]) / 2
    return float(some.soft @ others.soft[np.searchsorted(middles, some.at)])
