"""The soak: sequences and patterns in turn, for minutes or hours.

What is rare is found here: a loose wire, a machine that was busy once, an adapter that
gets warm.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import cycle

from gateway.errors import SourceError
from gateway.hil.loopback.bit_error_test import Tell, judge, told
from gateway.hil.loopback.bit_errors import BitErrorCounts, BitErrors
from gateway.hil.loopback.echo import octets_in, run
from gateway.hil.loopback.patterns import (
    BLOCK_S,
    LEAST_OCTETS,
    MOST_OCTETS,
    PATTERNS,
    Pattern,
    compare,
    exchange,
)
from gateway.hil.loopback.port import Port
from gateway.hil.loopback.prbs import SEQUENCES, Prbs
from gateway.hil.loopback.result import Result
from gateway.hil.loopback.timeline import Timeline

TEST = "soak"
TURN_S = 5.0
"""How long one sequence or pattern is sent before the next has its turn."""

TURNS: tuple[Prbs | Pattern, ...] = (*SEQUENCES, *PATTERNS)


class Soak:
    """A soak of *seconds* through *port*.

    Attributes:
        counts: Of all turns that are over.
    """

    def __init__(self, port: Port, seconds: float, tell: Tell):
        self.counts = BitErrorCounts()
        self._port = port
        self._seconds = seconds
        self._tell = tell
        self._timeline = Timeline()
        self._now = BitErrorCounts()
        self._begun = time.monotonic()

    def run(self) -> None:
        """Do all turns."""
        for turn in cycle(TURNS):
            left_s = self._seconds - self._elapsed_s()
            if left_s <= 0:
                return
            self._take(turn, min(TURN_S, left_s))
            self.counts.add(self._now)
            self._now = BitErrorCounts()

    def result(self) -> Result:
        """What was found so far."""
        self.counts.add(self._now)
        self._now = BitErrorCounts()
        duration_s = self._elapsed_s()
        self._timeline.close(duration_s, self.counts)
        found = judge("soak", self.counts, duration_s, self._timeline.moments)
        summary = f"{time_text(duration_s)}: {found.summary}"
        return Result(TEST, "soak", found.verdict, summary, found.data)

    def _take(self, turn: Prbs | Pattern, seconds: float) -> None:
        if isinstance(turn, Prbs):
            errors, _ = run(self._port, turn, seconds, lambda _, test: self._watch(turn.name, test))
            self._now = errors.counts
            return
        until = time.monotonic() + seconds
        length = octets_in(self._port, BLOCK_S, LEAST_OCTETS, MOST_OCTETS)
        while time.monotonic() < until:
            self._now.add(compare(*exchange(self._port, turn, length)))
            self._note(turn.name)

    def _watch(self, name: str, test: BitErrors) -> None:
        self._now = test.counts
        self._note(name)

    def _note(self, name: str) -> None:
        total = BitErrorCounts()
        total.add(self.counts)
        total.add(self._now)
        elapsed_s = self._elapsed_s()
        self._timeline.note(elapsed_s, total)
        progress = f"{time_text(elapsed_s)} of {time_text(self._seconds)}"
        self._tell(f"soak  {progress}  {told(total)}  {name}")

    def _elapsed_s(self) -> float:
        return time.monotonic() - self._begun


def test(port: Port, seconds: float, tell: Tell) -> Iterator[Result]:
    """Soak; what was found until the port goes away, or somebody ends it, is told."""
    soak = Soak(port, seconds, tell)
    try:
        soak.run()
    except SourceError:
        yield soak.result()
        raise
    except KeyboardInterrupt:
        tell("ended by hand")
    yield soak.result()


def time_text(seconds: float) -> str:
    """Hours, minutes and seconds: ``2:05:09``."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}"
