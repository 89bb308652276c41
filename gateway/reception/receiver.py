"""One downlink: samples in, frames out, each once.

::

    samples ─▶ demodulator ─┬─ branch ─▶ deframers ─┐
                            ├─ branch ─▶ deframers ─┼─▶ the best of each ─▶ Received
                            └─ branch ─▶ deframers ─┘

A demodulator's branches (timing windows, detectors) hear the same signal, and most frames
come out of several of them.  Of those that are the same, at the same time, one is
delivered: the one in which least was corrected or guessed.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from gateway.framing.radio.deframer import Caught, Deframers, RadioFraming
from gateway.model import Frame, Rejected
from gateway.modem.stream import BLOCK_S, Stream
from gateway.modem.symbols import Demodulator, Samples, Symbols

SAME_SYMBOLS = 16
"""Two branches place the same frame closer together than this."""


class Received(Struct, frozen=True):
    """A frame or a failed candidate, with the time and place where it was heard.

    Attributes:
        event: What it is; a frame's quality is filled in.
        start_s: Its first symbol, in seconds since the first sample.
        end_s: Its last symbol.
        detector: The branch that heard it best.
    """

    event: Frame | Rejected
    start_s: float
    end_s: float
    detector: str


class Receiver:
    """One downlink.

    Args:
        demodulator: What makes symbols of its samples.
        framings: What may be on it.
        block_s: Length of the blocks it works in, seconds.

    Attributes:
        counters: Frames, and what was rejected by reason, of all branches together.
    """

    def __init__(
        self,
        demodulator: Demodulator,
        framings: Sequence[RadioFraming],
        block_s: float = BLOCK_S,
    ):
        self.counters: Counter[str] = Counter()
        self._stream = Stream(demodulator, block_s)
        self._branches = [_Branch(name, framings) for name in demodulator.branches]
        self._same_s = SAME_SYMBOLS / demodulator.baud
        self._recent: deque[Received] = deque()
        self._longest_s = max(branch.reach for branch in self._branches) / demodulator.baud

    def feed(self, samples: Samples) -> list[Received]:
        """What *samples* complete, in the order of time."""
        return [one for block in self._stream.feed(samples) for one in self._hear(block)]

    def finish(self) -> list[Received]:
        """The same for what is left when no more samples come."""
        found = [one for block in self._stream.finish() for one in self._hear(block)]
        return found + self._choose(one for branch in self._branches for one in branch.finish())

    def _hear(self, block: Sequence[Symbols]) -> list[Received]:
        """What the symbols of one block complete."""
        pairs = zip(self._branches, block, strict=True)
        return self._choose(one for branch, symbols in pairs for one in branch.feed(symbols))

    def _choose(self, found: Iterable[Received]) -> list[Received]:
        """Each of *found* once, unless it was delivered before."""
        chosen: list[Received] = []
        for one in sorted(found, key=_worth):
            known = any(self._same(one, other) for other in (*self._recent, *chosen))
            if not known:
                chosen.append(one)
        chosen.sort(key=lambda one: one.end_s)
        for one in chosen:
            kind = "frames" if isinstance(one.event, Frame) else one.event.reason.value
            self.counters[kind] += 1
        self._remember(chosen)
        return chosen

    def _same(self, one: Received, other: Received) -> bool:
        """Whether *one* is what *other* is, or a worse reading of it."""
        if not isinstance(other.event, Frame):
            return isinstance(one.event, Rejected) and _overlap(one, other)
        if isinstance(one.event, Frame) and one.event.data == other.event.data:
            return _overlap(one, other) or abs(one.start_s - other.start_s) < self._same_s
        # Nothing proves it, and what lies in the same place is proved or was better.
        return _is_unproved(one.event) and _overlap(one, other)

    def _remember(self, chosen: list[Received]) -> None:
        """Keep what another branch may still bring again."""
        self._recent.extend(chosen)
        while self._recent and self._recent[0].end_s < self._recent[-1].end_s - self._longest_s:
            self._recent.popleft()


class _Branch:
    """One branch: its deframers, and when each of the symbols they look at was.

    Args:
        name: The detector's.
        framings: What may be on it.
    """

    def __init__(self, name: str, framings: Sequence[RadioFraming]):
        self._name = name
        self._deframers = Deframers(framings)
        self.reach = self._deframers.reach
        self._at: NDArray[np.float64] = np.zeros(0)
        self._snr: NDArray[np.float32] = np.zeros(0, np.float32)
        self._offset: NDArray[np.float32] = np.zeros(0, np.float32)
        self._clock_ppm = math.nan

    def feed(self, symbols: Symbols) -> list[Received]:
        """What *symbols* complete."""
        self._at = np.concatenate((self._at[-self.reach :], symbols.at))
        self._snr = np.concatenate((self._snr[-self.reach :], symbols.snr_db))
        self._offset = np.concatenate((self._offset[-self.reach :], symbols.offset_hz))
        self._clock_ppm = symbols.clock_ppm
        return [self._place(caught) for caught in self._deframers.feed(symbols.soft)]

    def finish(self) -> list[Received]:
        """What has begun, judged without the rest."""
        nothing = np.zeros(0, np.float32)
        return [self._place(caught) for caught in self._deframers.feed(nothing, final=True)]

    def _place(self, caught: Caught) -> Received:
        """*caught* with its time and quality."""
        oldest = self._deframers.end - len(self._at)
        first = min(max(caught.start - oldest, 0), len(self._at) - 1)
        last = min(max(caught.end - oldest, first + 1), len(self._at))
        event = caught.event
        if isinstance(event, Frame):
            quality = replace(
                event.quality,
                snr_db=_mean(self._snr[first:last]),
                offset_hz=_mean(self._offset[first:last]),
                clock_ppm=None if math.isnan(self._clock_ppm) else round(self._clock_ppm, 1),
                detector=self._name,
            )
            event = replace(event, quality=quality)
        return Received(event, float(self._at[first]), float(self._at[last - 1]), self._name)


def _mean(values: NDArray[np.float32]) -> float | None:
    """The mean of those that are known, to a tenth."""
    known = values[np.isfinite(values)]
    return round(float(known.mean()), 1) if len(known) else None


def _overlap(one: Received, other: Received) -> bool:
    return one.start_s < other.end_s and other.start_s < one.end_s


def _is_unproved(event: Frame | Rejected) -> bool:
    return isinstance(event, Rejected) or event.quality.unchecked or bool(event.quality.fixed)


def _worth(one: Received) -> tuple[int, int, int]:
    """A key by which the best reading of a frame comes first."""
    if isinstance(one.event, Rejected):
        return 2, 0, 0
    quality = one.event.quality
    return int(quality.unchecked), quality.fixed or 0, quality.corrected or 0
