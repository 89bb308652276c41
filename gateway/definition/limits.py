"""Limits: from a value to its state.

::

     warning │ caution │      nominal      │ caution │ warning
    ─────────┼─────────┼───────────────────┼─────────┼─────────▶ value
       warning[0] caution[0]          caution[1] warning[1]

The value on a limit is inside it.  NaN is inside nothing: where there are limits it is a
warning, whatever they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.model import State

Range = tuple[float | None, float | None]


@dataclass(frozen=True)
class Limits:
    """Limits of one channel, in engineering units.

    Attributes:
        caution: Lowest and highest value that is nominal; None for no limit there.
        warning: Lowest and highest value that is at most a caution.
        nominal_words: For an enumeration: the words that are nominal; all others
            are a caution.  Empty for no such limit.
        warning_words: The words that are a warning.
        persistence: Readings in a row before a worse state becomes an alarm.
        hysteresis: How far inside a limit, in the channel's unit, a value must be
            before the alarm ends.
    """

    caution: Range = (None, None)
    warning: Range = (None, None)
    nominal_words: frozenset[str] = frozenset()
    warning_words: frozenset[str] = frozenset()
    persistence: int = 2
    hysteresis: float = 0.0

    def state(self, value: Any) -> State | None:
        """State of *value*; None for a value that is not there."""
        if value is None:
            return None
        if isinstance(value, str):
            return self._state_of_word(value)
        if value != value:
            return State.WARNING
        if not _inside(value, self.warning):
            return State.WARNING
        return State.NOMINAL if _inside(value, self.caution) else State.CAUTION

    def _state_of_word(self, word: str) -> State:
        if word in self.warning_words:
            return State.WARNING
        if self.nominal_words and word not in self.nominal_words:
            return State.CAUTION
        return State.NOMINAL

    def crossed(self, value: Any) -> str:
        """The limit that *value* is beyond, such as `warning low 0.8`; empty if none."""
        if isinstance(value, str):
            state = self._state_of_word(value)
            return "" if state is State.NOMINAL else f"{state} {value}"
        if value != value:
            return f"{State.WARNING} not a number"
        for name, (low, high) in (("warning", self.warning), ("caution", self.caution)):
            if not _inside(value, (low, None)):
                return f"{name} low {low:g}"
            if not _inside(value, (None, high)):
                return f"{name} high {high:g}"
        return ""


def _inside(value: float, limits: Range) -> bool:
    low, high = limits
    return (low is None or value >= low) and (high is None or value <= high)


def limits_of(limits: Mapping[str, Limits], path: str) -> Limits | None:
    """Limits of the channel at *path*; a `*` in a key is any index, the path itself wins."""
    if path in limits:
        return limits[path]
    return next((found for key, found in limits.items() if covers(key, path)), None)


def covers(pattern: str, path: str) -> bool:
    """True if *pattern*, with `*` for any index, means the channel at *path*."""
    patterns, parts = pattern.split("."), path.split(".")
    return len(patterns) == len(parts) and all(
        want == part or (want == "*" and (part == "*" or part.isdecimal()))
        for want, part in zip(patterns, parts, strict=True)
    )
