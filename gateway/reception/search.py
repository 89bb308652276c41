"""The search: a signal of which nothing is known, and what is in it.

::

    segment of 30 s ─▶ survey ─▶ sightings, those with the clearest symbols first
                                     │ a receiver each, for as long as it is sighted
                                     ▼
                                  frames     what a checked frame explains is not tried again

A sighting that outlives its segment keeps its receiver, so a frame across the seam is not
lost; memory is bounded however long the signal is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from gateway.framing.radio.deframer import RadioFraming
from gateway.model import Downlink, Frame
from gateway.modem.symbols import Demodulator, Samples
from gateway.reception.receiver import Received, Receiver
from gateway.reception.survey import Probe, Sighting, Survey

SEGMENT_S = 30.0
LEAD_S = 2.0
"""Time before a sighting in which its first frame may have begun."""

TAIL_S = 2.0
"""Time behind a sighting in which its last frame may end."""

AROUND_S, AROUND_SYMBOLS = 0.3, 300
"""How much of a sighting is looked at to tell how clear it is: the longer of the two."""

LEAST_SNR_DB = 0.0
"""Es/N0 below which no code that satellites use brings anything back."""

REMEMBERED = 500
"""Frames that may come again, from another receiver or from the lead of the next one."""

Tune = Callable[[Downlink], tuple[Demodulator, Sequence[RadioFraming]]]
"""What to receive a downlink with."""


class Heard(Struct, frozen=True):
    """A frame or a failed candidate, and the downlink it was heard on.

    Attributes:
        received: What it is, its times in seconds since the first sample of all.
        downlink: What was listened for.
    """

    received: Received
    downlink: Downlink


class Search:
    """One signal.

    Args:
        sample_rate: Of its samples, Hz.
        iq: Whether they are IQ, and not audio.
        candidates: What a sighting can be, the most likely first.
        tune: What to receive a downlink with.

    Attributes:
        sightings: The strongest sighting of each probe so far.
        tried: Seconds that each downlink was listened to.
    """

    def __init__(
        self,
        sample_rate: float,
        iq: bool,
        candidates: Callable[[Sighting], Sequence[Downlink]],
        tune: Tune,
    ):
        self.sightings: dict[Probe, Sighting] = {}
        self.tried: dict[Downlink, float] = {}
        self._rate = sample_rate
        self._survey = Survey(sample_rate, iq)
        self._candidates = candidates
        self._tune = tune
        self._segment = int(SEGMENT_S * sample_rate)
        self._lead = int(LEAD_S * sample_rate)
        self._held: Samples = np.zeros(0, np.complex64 if iq else np.float32)
        self._pieces: list[Samples] = []
        """What came since, joined to what is held when a segment is full."""
        self._waiting = 0
        self._first = 0
        """Number of the first sample held; what is held before the segment is its lead."""
        self._done = 0
        self._open: dict[Downlink, _Attempt] = {}
        self._delivered: deque[Received] = deque(maxlen=REMEMBERED)

    def feed(self, samples: Samples) -> list[Heard]:
        """What *samples* complete."""
        self._pieces.append(samples)
        self._waiting += len(samples)
        heard: list[Heard] = []
        while self._end >= self._done + self._segment:
            heard += self._advance(self._done + self._segment)
        return heard

    @property
    def _end(self) -> int:
        """One past the number of the last sample that came."""
        return self._first + len(self._held) + self._waiting

    def finish(self) -> list[Heard]:
        """The same for what is left when no more samples come."""
        heard = self._advance(self._end)
        rest: list[Heard] = []
        for downlink, attempt in self._open.items():
            rest += attempt.finish(downlink)
        self._open = {}
        return heard + self._once(rest)

    def _advance(self, end: int) -> list[Heard]:
        """What is in the samples up to number *end*."""
        self._held = np.concatenate((self._held, *self._pieces))
        self._pieces, self._waiting = [], 0
        segment = self._held[self._done - self._first : end - self._first]
        sightings = self._survey.look(segment, self._done)
        for one in sightings:
            self.sightings[one.probe] = max(
                self.sightings.get(one.probe, one), one, key=lambda sighting: sighting.strength
            )
        heard = self._follow(sightings, end)
        self._done = end
        keep = max(self._first, end - self._lead)
        self._held = self._held[keep - self._first :]
        self._first = keep
        return heard

    def _follow(self, sightings: Sequence[Sighting], end: int) -> list[Heard]:
        """What the receivers of *sightings* hear up to sample *end*."""
        heard: list[Heard] = []
        explained: list[tuple[float, float]] = []
        still: dict[Downlink, _Attempt] = {}
        for downlink, sighting in self._plan(sightings):
            attempt = self._open.pop(downlink, None)
            if attempt is None and _covered(sighting, explained):
                continue
            found, attempt = self._listen(downlink, sighting, attempt, end)
            heard += found
            if attempt is not None:
                still[downlink] = attempt
            if any(_proves(one.received) for one in found):
                explained.append((sighting.start_s, sighting.end_s))
        for downlink, attempt in self._open.items():
            heard += attempt.finish(downlink)
        self._open = still
        return self._once(heard)

    def _once(self, heard: list[Heard]) -> list[Heard]:
        """Those of *heard* that no other receiver, or one before it, has delivered already."""
        new: list[Heard] = []
        for one in sorted(heard, key=lambda one: one.received.end_s):
            if not any(_same(one.received, other) for other in self._delivered):
                self._delivered.append(one.received)
                new.append(one)
        return new

    def _plan(self, sightings: Sequence[Sighting]) -> list[tuple[Downlink, Sighting]]:
        """What to listen for, the clearest first; what is but noise is left out."""
        found: dict[Downlink, list[Sighting]] = {}
        for sighting in sightings:
            for downlink in self._candidates(sighting):
                found.setdefault(downlink, []).append(sighting)
        clear = {
            downlink: self._clearness(downlink, max(those, key=lambda one: one.strength))
            for downlink, those in found.items()
        }
        return [
            (downlink, sighting)
            for downlink in sorted(found, key=lambda downlink: -clear[downlink])
            if downlink in self._open or clear[downlink] > LEAST_SNR_DB
            for sighting in found[downlink]
        ]

    def _clearness(self, downlink: Downlink, sighting: Sighting) -> float:
        """Es/N0 in dB of what *downlink*'s demodulator makes of a sighting, where it is best.

        A wrong baud or modulation has symbols too, but they are not clear.
        """
        demodulator, _ = self._tune(downlink)
        length_s = sighting.end_s - sighting.start_s
        places = (sighting.start_s + length_s / 4, sighting.end_s - length_s / 4, sighting.best_s)
        return max(self._clearness_at(place_s, demodulator) for place_s in places)

    def _clearness_at(self, place_s: float, demodulator: Demodulator) -> float:
        """The same around one place."""
        around_s = max(AROUND_S, AROUND_SYMBOLS / demodulator.baud)
        first = max(self._first, int((place_s - around_s / 2) * self._rate))
        last = first + int(around_s * self._rate)
        branches = demodulator.demodulate(self._held[first - self._first : last - self._first], 0)
        known = [one.snr_db[np.isfinite(one.snr_db)] for one in branches]
        clear = [float(np.percentile(snr_db, 90)) for snr_db in known if len(snr_db)]
        return max(clear, default=LEAST_SNR_DB)

    def _listen(
        self, downlink: Downlink, sighting: Sighting, attempt: _Attempt | None, end: int
    ) -> tuple[list[Heard], _Attempt | None]:
        """What is heard of a sighting, and its receiver if it goes on behind *end*."""
        start = max(self._first, int((sighting.start_s - LEAD_S) * self._rate))
        attempt = attempt or _Attempt(Receiver(*self._tune(downlink)), start, self._rate)
        last = min(end, int((sighting.end_s + TAIL_S) * self._rate))
        samples = self._held[attempt.next - self._first : last - self._first]
        self.tried[downlink] = self.tried.get(downlink, 0.0) + len(samples) / self._rate
        heard = attempt.feed(downlink, samples)
        if last == end:
            return heard, attempt
        return heard + attempt.finish(downlink), None


class _Attempt:
    """A receiver for one downlink.

    Args:
        receiver: The receiver.
        first: Number of the sample it begins with.
        sample_rate: Hz.

    Attributes:
        next: Number of the sample it waits for.
    """

    def __init__(self, receiver: Receiver, first: int, sample_rate: float):
        self.next = first
        self._receiver = receiver
        self._offset_s = first / sample_rate

    def feed(self, downlink: Downlink, samples: Samples) -> list[Heard]:
        """What *samples* complete."""
        self.next += len(samples)
        return [self._place(downlink, one) for one in self._receiver.feed(samples)]

    def finish(self, downlink: Downlink) -> list[Heard]:
        """The same for what is left."""
        return [self._place(downlink, one) for one in self._receiver.finish()]

    def _place(self, downlink: Downlink, one: Received) -> Heard:
        start_s, end_s = one.start_s + self._offset_s, one.end_s + self._offset_s
        return Heard(Received(one.event, start_s, end_s, one.detector), downlink)


def _proves(received: Received) -> bool:
    """Whether it proves that the signal is what it was taken for."""
    event = received.event
    return isinstance(event, Frame) and not event.quality.unchecked and not event.quality.fixed


def _same(one: Received, other: Received) -> bool:
    """Whether they are the same frame at the same time."""
    together = one.start_s < other.end_s and other.start_s < one.end_s
    return together and one.event.data == other.event.data


def _covered(sighting: Sighting, explained: Sequence[tuple[float, float]]) -> bool:
    """Whether most of a sighting's time is explained by something else."""
    length = sighting.end_s - sighting.start_s
    covered = sum(
        max(0.0, min(end_s, sighting.end_s) - max(start_s, sighting.start_s))
        for start_s, end_s in explained
    )
    return covered > 0.5 * length
