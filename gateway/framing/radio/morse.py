r"""Morse telegraphy: text from the soft symbols of a key, at any usual speed.

::

    soft       key down or up, at a fixed rate; a dit is 5 to 52 symbols long
    frame      CQ DE N0CALL BATT 3.9V            a transmission, or a line up to a long pause

Who sends decides how fast and how evenly; `keyed_runs` finds out both.  Letters, figures,
punctuation and prosigns are ASCII as `coding.morse` spells them, `#` where dits and dahs are
no character.  Nothing checks a text, so each frame is `unchecked`; too short a one, one with
many unknown characters, and one of marks that noise would make as well are none.
`corrected` counts symbols that are not what they seemed, taken alone.

Source: Recommendation ITU-R M.1677-1 (2009), "International Morse code".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft
from gateway.coding.morse import UNKNOWN, WORD_GAP, character, units
from gateway.framing.radio.deframer import Caught
from gateway.framing.radio.keyed_runs import Run, find_runs
from gateway.framing.radio.ring import SymbolRing
from gateway.model import Frame, Quality

NAME = "morse"

PAUSE = 500
"""Symbols without a mark that end a line: 2.5 s, more than a gap between slow words."""

LONGEST = 24_000
"""Symbols of a frame, at most: two minutes."""

ACTIVE_SPAN, ACTIVE = 10, 5.0
"""A mark is likely where so many symbols have this sum."""

BESIDE = 40
"""Symbols before the first and behind the last such place that may belong to marks."""

RESTLESS = 0.35
"""Changes of sign per symbol from which it is no key that changes."""

LEAST_CHARACTERS = 4
LEAST_KNOWN = 0.8
LEAST_EVIDENCE = 8.0
"""What makes a text: characters, the part of them that is known, and the logarithm of the
likelihood ratio of its marks, each, over that of no mark."""


@dataclass(frozen=True)
class Morse:
    """Morse telegraphy.

    Attributes:
        dit: Symbols of a dit that a sender makes: 12 are 20 words a minute.
        name: Of the framing.
    """

    dit: float = 12.0
    name: str = NAME

    def deframer(self) -> MorseDeframer:
        """A new receiver."""
        return MorseDeframer()

    def encode(self, data: bytes) -> Bits:
        """The key of a sender for the text *data*, a pause before and behind it."""
        keyed = list(units(data.decode("ascii", "ignore")))
        lengths = [PAUSE, *(self.dit * count for _, count in keyed), PAUSE]
        levels = [False, *(down for down, _ in keyed), False]
        edges = np.rint(np.cumsum(lengths)).astype(np.intp)
        return np.repeat(np.array(levels, np.uint8), np.diff(edges, prepend=0))


MORSE = Morse()


class MorseDeframer:
    """Receiver for Morse telegraphy.

    Attributes:
        counters: `doubtful_texts` that were no frames.
    """

    reach = LONGEST + 2 * PAUSE

    def __init__(self) -> None:
        self.counters = {"doubtful_texts": 0}
        self._first: int | None = None
        self._last = 0

    def search(self, ring: SymbolRing, final: bool = False) -> list[Caught]:
        """As `SoftDeframer.search`."""
        caught: list[Caught] = []
        for place in _active(ring, ring.fresh, ring.end):
            if self._first is not None and place - self._last > PAUSE:
                caught += self._read(ring, self._first, self._last)
                self._first = None
            if self._first is None:
                self._first = place
            self._last = place
            if place - self._first > LONGEST:
                cut = _widest_gap(ring, self._first, place)
                caught += self._read(ring, self._first, cut)
                self._first = cut
        if self._first is not None and (final or ring.end - self._last > PAUSE):
            caught += self._read(ring, self._first, self._last)
            self._first = None
        return caught

    def _read(self, ring: SymbolRing, first: int, last: int) -> Iterator[Caught]:
        """The texts between two symbols."""
        start = max(first - BESIDE, ring.start)
        soft = ring.soft(start, min(last + BESIDE, ring.end))
        if np.count_nonzero(np.diff(soft > 0)) > RESTLESS * len(soft):
            return
        for line in _lines(find_runs(soft).runs):
            text = _text(line)
            if not _is_plausible(text, line, soft):
                self.counters["doubtful_texts"] += 1
                continue
            end = line[-1].end
            part = soft[line[0].start : end]
            wrong = int(np.count_nonzero((part > 0) != _keyed(line)))
            quality = Quality(unchecked=True, corrected=wrong)
            frame = Frame(text.encode("ascii"), NAME, quality)
            yield Caught(frame, start + line[0].start, start + end)


def _active(ring: SymbolRing, start: int, stop: int) -> list[int]:
    """Where between two symbols a mark is likely."""
    soft = ring.soft(start - ACTIVE_SPAN + 1, stop)
    total = np.concatenate((np.zeros(1), np.cumsum(soft, dtype=np.float64)))
    sums = total[ACTIVE_SPAN:] - total[:-ACTIVE_SPAN]
    return list(map(int, start + np.flatnonzero(sums > ACTIVE)))


def _widest_gap(ring: SymbolRing, first: int, last: int) -> int:
    """The middle of the widest gap in the last quarter of what is between two symbols."""
    places = _active(ring, last - (last - first) // 4, last + 1)
    widest = int(np.argmax(np.diff(places))) if len(places) > 1 else 0
    return sum(places[widest : widest + 2]) // 2


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """*runs*, divided where there is a long pause."""
    lines: list[list[Run]] = []
    for run in runs:
        if not lines or run.start - lines[-1][-1].end > PAUSE:
            lines.append([])
        lines[-1].append(run)
    return lines


def _text(line: Sequence[Run]) -> str:
    """What *line* says."""
    text, code = "", ""
    for run in line:
        if run.gap > 1 and code:
            text += character(code) + (" " if run.gap == WORD_GAP else "")
            code = ""
        code += "." if run.units == 1 else "-"
    return text + character(code)


def _is_plausible(text: str, line: Sequence[Run], soft: Soft) -> bool:
    """Whether *line* is more than noise."""
    characters = text.replace(" ", "")
    known = len(characters) - characters.count(UNKNOWN)
    if known < LEAST_CHARACTERS or known < LEAST_KNOWN * len(characters):
        return False
    evidence = sum(float(soft[run.start : run.end].sum()) for run in line)
    return evidence > LEAST_EVIDENCE * len(line)


def _keyed(line: Sequence[Run]) -> NDArray[np.bool_]:
    """The key from the first mark of *line* to its last."""
    start = line[0].start
    key = np.zeros(line[-1].end - start, np.bool_)
    for run in line:
        key[run.start - start : run.end - start] = True
    return key
