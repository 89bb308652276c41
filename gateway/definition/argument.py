"""An argument: one value of a command, as the one who gives the command writes it.

A virtual spacecraft's packet keeps every value within what its bits can say
(`gateway.definition.building`).  A command must not: a number that the board would read
as another number is refused here, before anything is sent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from gateway.definition.calibration import Enumeration, Timestamp
from gateway.definition.channel import ChannelInfo, engineering_value
from gateway.definition.limits import Range
from gateway.definition.written import Text
from gateway.errors import LayoutError


@dataclass(frozen=True, eq=False)
class Argument:
    """One value that a command carries.

    Attributes:
        path: Dotted path in the command's layout.
        info: Its unit, calibration, meaning and type.
        bounds: The lowest and highest value that the board takes, in its unit; None for
            what the type can carry.
    """

    path: str
    info: ChannelInfo
    bounds: Range = (None, None)

    @property
    def words(self) -> tuple[str, ...]:
        """What an enumeration can say; empty for anything else."""
        calibration = self.info.calibration
        return tuple(calibration.words.values()) if isinstance(calibration, Enumeration) else ()

    @cached_property
    def range(self) -> Range:
        """The lowest and highest number that may be given, in its unit; None if unknown."""
        low, high = self.bounds
        least, most = self._carried
        return (least if low is None else low, most if high is None else high)

    @property
    def _carried(self) -> Range:
        """The lowest and highest number that its type can carry, in its unit."""
        sent = self.info.sent
        if sent.kind != "int":
            return None, None
        ends = [engineering_value(self.info.channel, raw) for raw in (sent.low, sent.high)]
        numbers = [end for end in ends if isinstance(end, int | float)]
        return (min(numbers), max(numbers)) if len(numbers) == len(ends) else (None, None)

    @property
    def kind(self) -> str:
        """What a value of it is: `word`, `time`, `text`, `flag`, `octets` or `number`."""
        match self.info.calibration:
            case Enumeration():
                return "word"
            case Timestamp():
                return "time"
            case Text():
                return "text"
            case None if self.info.sent.kind in ("flag", "octets"):
                return self.info.sent.kind
        return "number"

    def read(self, text: str) -> Any:
        """The value that *text* says, as somebody typed it.

        Raises:
            LayoutError: It says none.
        """
        match self.kind:
            case "flag":
                if text not in ("true", "false"):
                    raise self._fault(f"{text!r} is neither true nor false")
                return text == "true"
            case "number":
                return self._number(text)
        return text

    def _number(self, text: str) -> int | float:
        for read in (lambda: int(text, 0), lambda: float(text)):
            try:
                return read()
            except ValueError:
                continue
        raise self._fault(f"{text!r} is no number")

    def accept(self, value: Any) -> Any:
        """*value* in the type that a definition works with: octets for hex, a time for text.

        Raises:
            LayoutError: It is of another type, or the board would read another value.
        """
        taken = self._typed(value)
        try:
            raw = self.info.calibration.raw(taken) if self.info.calibration else taken
        except Exception as error:
            raise self._fault(f"{error}{self._nearest(value)}") from error
        if not (self._fits(raw) and self._within(value)):
            whole = ", in whole numbers" if self._counts and isinstance(value, float) else ""
            raise self._fault(f"{value!r} does not fit: {self.allowed}{whole}")
        return taken

    def _typed(self, value: Any) -> Any:
        match self.kind, value:
            case ("word" | "text", str()) | ("flag", bool()) | ("octets", bytes()):
                return value
            case "time", datetime() if value.tzinfo:
                return value
            case "time", str():
                return self._time(value)
            case "octets", str():
                return self._octets(value)
            case "number", int() if not isinstance(value, bool) and value.bit_length() <= 64:
                return value
            case "number", float() if math.isfinite(value):
                return value
        raise self._fault(f"{value!r} is no {self.kind}; expected {self.allowed}")

    def _time(self, text: str) -> datetime:
        try:
            time = datetime.fromisoformat(text)
        except ValueError:
            raise self._fault(f"{text!r} is no time; write 2026-11-22T03:52:18Z") from None
        if time.tzinfo is None:
            raise self._fault(f"{text!r} does not say its time zone; end it with Z for UTC")
        return time

    def _octets(self, text: str) -> bytes:
        try:
            return bytes.fromhex(text)
        except ValueError:
            raise self._fault(f"{text!r} is not hexadecimal") from None

    def _fits(self, raw: Any) -> bool:
        """Whether the type can carry a raw value as it is."""
        sent = self.info.sent
        if isinstance(raw, float) and not math.isfinite(raw):
            return False
        match sent.kind:
            case "int":
                # A number in units may fall between two raw ones; a count may not.
                is_number = isinstance(raw, int | float)
                whole = is_number and (not self._counts or raw == round(raw))
                return bool(whole and sent.low <= round(raw) <= sent.high)
            case "octets" if isinstance(raw, bytes) and sent.high:
                shortest = sent.low if self.kind == "octets" else 0
                return shortest <= len(raw) <= sent.high
        return True

    @property
    def _counts(self) -> bool:
        """Whether it is sent as the very number that is given."""
        return self.info.sent.kind == "int" and self.info.calibration is None

    def _within(self, value: Any) -> bool:
        low, high = self.bounds
        return (low is None or value >= low) and (high is None or value <= high)

    @property
    def allowed(self) -> str:
        """What may be given, in words."""
        if self.words:
            return " or ".join(self.words)
        match self.kind:
            case "flag":
                return "true or false"
            case "octets" | "text":
                return self.info.type
            case "time":
                return "a time such as 2026-11-22T03:52:18Z"
        return f"{_range_text(*self.range)} {self.info.unit}".rstrip()

    def _nearest(self, value: Any) -> str:
        near = get_close_matches(value, self.words, n=1) if isinstance(value, str) else []
        return f"; did you mean {near[0]}?" if near else ""

    def _fault(self, reason: str) -> LayoutError:
        return LayoutError(reason, path=self.path)


def _range_text(low: float | None, high: float | None) -> str:
    match low, high:
        case None, None:
            return "a number"
        case None, _:
            return f"at most {_written(high)}"
        case _, None:
            return f"at least {_written(low)}"
    return f"{_written(low)} to {_written(high)}"


def _written(number: float | None) -> str:
    return f"{number:g}" if isinstance(number, float) else str(number)
