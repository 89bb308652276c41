"""Errors and octets over time, in bounded memory however long a test is."""

from __future__ import annotations

from msgspec import Struct

from gateway.hil.loopback.bit_errors import BitErrorCounts

MOST_MOMENTS = 1000
FIRST_STEP_S = 0.05


class Moment(Struct):
    """What happened since the moment before.

    Attributes:
        time_s: Seconds since the start.
        octets: Octets that came back.
        bit_errors: Bits of them that were wrong.
        slips: Octets that were lost or too many.
    """

    time_s: float
    octets: int
    bit_errors: int
    slips: int


class Timeline:
    """Moments at equal steps; when there are too many, two become one.

    Attributes:
        moments: So far.
    """

    def __init__(self) -> None:
        self.moments: list[Moment] = []
        self._step_s = FIRST_STEP_S
        self._next_s = FIRST_STEP_S
        self._before = (0, 0, 0)

    def note(self, time_s: float, counts: BitErrorCounts) -> None:
        """Note the *counts* of the whole test so far."""
        if time_s >= self._next_s:
            self.close(time_s, counts)

    def close(self, time_s: float, counts: BitErrorCounts) -> None:
        """Note the *counts* now, whatever the step."""
        now = (counts.octets + counts.extra, counts.errors, counts.lost + counts.extra)
        octets, errors, slips = (a - b for a, b in zip(now, self._before, strict=True))
        self.moments.append(Moment(round(time_s, 4), octets, errors, slips))
        self._before = now
        self._next_s = time_s + self._step_s
        if len(self.moments) >= MOST_MOMENTS:
            self._step_s *= 2
            pairs = zip(self.moments[::2], self.moments[1::2], strict=True)
            self.moments = [_joined(first, second) for first, second in pairs]


def _joined(first: Moment, second: Moment) -> Moment:
    return Moment(
        second.time_s,
        first.octets + second.octets,
        first.bit_errors + second.bit_errors,
        first.slips + second.slips,
    )
