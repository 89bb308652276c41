"""Calibrations: from the raw value as sent to the value in engineering units.

A calibration is declared, never hidden in code, so that one object serves to decode
one value, to decode a column of them, to go back to the raw value where mathematics
allows, and to be shown to a person::

    linear(5 / 255)                        raw * 0.0196078
    linear(0.1, -40)                       raw * 0.1 - 40
    polynomial(158.239, -0.205)            158.239 - 0.205 x
    table((0, -40), (512, 25), (1023, 85)) straight lines between the points
    enumeration({0: "safe", 1: "nominal"}) a word per number
    function("thermistor", f, inverse=g)   named, vectorisable
    text(), decimal(), hexadecimal()       what an ASCII field says
    timestamp()                            seconds since an epoch, UTC

A raw value that has no counterpart (an absent sensor, the logarithm of zero) gives
None, in columns NaN; calibrations never raise for what came from the air.
"""

# ruff: noqa: D102 (the protocol `Calibration` documents every method once)

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from gateway.errors import CalibrationError


class Calibration(Protocol):
    """What every calibration can do."""

    def value(self, raw: Any) -> Any:
        """Engineering value of one raw value; None where there is none."""

    def column(self, raw: Any) -> Any:
        """The same for a NumPy array of raw values; NaN where there is none."""

    def raw(self, value: Any) -> Any:
        """The raw value for an engineering value.

        Raises:
            CalibrationError: The calibration has no inverse, or none for this value.
        """

    @property
    def formula(self) -> str:
        """The calibration as a person would write it."""


def _number(value: float) -> str:
    """A coefficient to six significant digits, without an exponent where possible."""
    return f"{value:.6g}"


@dataclass(frozen=True)
class Linear:
    """value = raw * scale + offset; see `linear`."""

    scale: float
    offset: float = 0.0

    def value(self, raw: float) -> float:
        return raw * self.scale + self.offset

    def column(self, raw: Any) -> Any:
        return raw * self.scale + self.offset

    def raw(self, value: float) -> float:
        if self.scale == 0:
            raise CalibrationError("a scale of 0 has no inverse")
        return (value - self.offset) / self.scale

    @property
    def formula(self) -> str:
        text = f"raw * {_number(self.scale)}"
        if self.offset:
            text += f" {'+' if self.offset > 0 else '-'} {_number(abs(self.offset))}"
        return text


@dataclass(frozen=True)
class Polynomial:
    """value = c0 + c1 raw + c2 raw**2 ...; see `polynomial`."""

    coefficients: tuple[float, ...]

    def value(self, raw: Any) -> Any:
        total = 0.0
        for coefficient in reversed(self.coefficients):
            total = total * raw + coefficient
        return total

    column = value

    def raw(self, value: float) -> float:
        if len(self.coefficients) != 2 or self.coefficients[1] == 0:
            raise CalibrationError("a polynomial beyond degree 1 has no single inverse")
        return (value - self.coefficients[0]) / self.coefficients[1]

    @property
    def formula(self) -> str:
        terms = [_number(self.coefficients[0])]
        for power, coefficient in enumerate(self.coefficients[1:], start=1):
            sign = "-" if coefficient < 0 else "+"
            variable = "raw" if power == 1 else f"raw^{power}"
            terms.append(f"{sign} {_number(abs(coefficient))} {variable}")
        return " ".join(terms)


@dataclass(frozen=True)
class Table:
    """Straight lines between points, nothing outside them; see `table`."""

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        raws = [raw for raw, _ in self.points]
        if len(raws) < 2 or sorted(set(raws)) != raws:
            raise CalibrationError("a table needs at least two points, their raw values rising")

    def value(self, raw: float) -> float | None:
        return _interpolate(self.points, raw)

    def column(self, raw: Any) -> Any:
        import numpy as np

        raws, values = zip(*self.points, strict=True)
        return np.interp(raw, raws, values, left=math.nan, right=math.nan)

    def raw(self, value: float) -> float:
        swapped = tuple(sorted((value, raw) for raw, value in self.points))
        if len({value for value, _ in swapped}) != len(swapped):
            raise CalibrationError("the table's values repeat, so it has no single inverse")
        raws = [raw for _, raw in swapped]
        if raws not in (sorted(raws), sorted(raws, reverse=True)):
            raise CalibrationError("the table rises and falls, so it has no single inverse")
        found = _interpolate(swapped, value)
        if found is None:
            raise CalibrationError(f"{value} is outside the table")
        return found

    @property
    def formula(self) -> str:
        shown = ", ".join(f"{_number(raw)}: {_number(value)}" for raw, value in self.points[:4])
        return f"table {{{shown}{', ...' if len(self.points) > 4 else ''}}}"


def _interpolate(points: tuple[tuple[float, float], ...], x: float) -> float | None:
    """The straight line through the two points around *x*; None outside or for NaN."""
    if not points[0][0] <= x <= points[-1][0]:
        return None
    right = min(bisect_right(points, x, key=lambda point: point[0]), len(points) - 1)
    (x0, y0), (x1, y1) = points[right - 1], points[right]
    return y0 + (x - x0) * (y1 - y0) / (x1 - x0)


@dataclass(frozen=True, eq=False)
class Enumeration:
    """A word per number; see `enumeration`."""

    words: Mapping[int, str]
    _numbers: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", {word: number for number, word in self.words.items()})

    def value(self, raw: int) -> str:
        return self.words.get(raw) or f"unknown ({raw:d})"

    def column(self, raw: Any) -> Any:
        import numpy as np

        unique, where = np.unique(raw, return_inverse=True)
        return np.array([self.value(int(number)) for number in unique], dtype=object)[where]

    def raw(self, value: str) -> int:
        if value in self._numbers:
            return self._numbers[value]
        raise CalibrationError(f"{value!r} is none of {', '.join(self._numbers)}")

    @property
    def formula(self) -> str:
        words = [f"{number}: {word}" for number, word in self.words.items()]
        return "; ".join(words[:8]) + ("; ..." if len(words) > 8 else "")


@dataclass(frozen=True, eq=False)
class Function:
    """A named function that works on a number and on a column; see `function`."""

    name: str
    forward: Callable[[Any, Any], Any]
    inverse: Callable[[Any, Any], Any] | None = None
    text: str = ""

    def value(self, raw: Any) -> Any:
        try:
            value = self.forward(raw, math)
        except (ArithmeticError, ValueError):
            return None
        return value if not isinstance(value, float) or math.isfinite(value) else None

    def column(self, raw: Any) -> Any:
        import numpy as np

        with np.errstate(all="ignore"):
            values = np.asarray(self.forward(raw, np), dtype=float)
        return np.where(np.isfinite(values), values, math.nan)

    def raw(self, value: Any) -> Any:
        if self.inverse is None:
            raise CalibrationError(f"{self.name} has no inverse")
        try:
            return self.inverse(value, math)
        except (ArithmeticError, ValueError) as error:
            raise CalibrationError(f"{self.name} has no inverse for {value}: {error}") from error

    @property
    def formula(self) -> str:
        return f"{self.name}: {self.text}" if self.text else f"{self.name}(raw)"


class _Scalar:
    """A calibration of things that are no numbers: a column is a value each."""

    def value(self, raw: Any) -> Any:
        raise AssertionError("every calibration of text has its own")

    def column(self, raw: Any) -> Any:
        import numpy as np

        values = np.empty(len(raw), dtype=object)
        values[:] = [self.value(item) for item in raw]
        return values


@dataclass(frozen=True)
class Text(_Scalar):
    """Octets as text; see `text`."""

    encoding: str = "ascii"

    def value(self, raw: bytes) -> str:
        return raw.decode(self.encoding, "replace").rstrip("\0 ")

    def raw(self, value: str) -> bytes:
        return value.encode(self.encoding)

    @property
    def formula(self) -> str:
        return f"{self.encoding} text"


@dataclass(frozen=True)
class Decimal(_Scalar):
    """A number written in ASCII; see `decimal`."""

    scale: float = 1
    offset: float = 0
    base: int = 10

    def value(self, raw: bytes) -> float | None:
        try:
            text = raw.decode("ascii").strip()
            number = (
                float(text) if self.base == 10 and not _is_integer(text) else int(text, self.base)
            )
        except ValueError:
            return None
        value = number if (self.scale, self.offset) == (1, 0) else number * self.scale + self.offset
        return value if math.isfinite(value) else None

    def raw(self, value: float) -> bytes:
        number = (value - self.offset) / self.scale
        if self.base == 16:
            return b"%X" % round(number)
        return (b"%d" % number) if number == int(number) else repr(number).encode("ascii")

    @property
    def formula(self) -> str:
        name = "hexadecimal" if self.base == 16 else "decimal"
        if (self.scale, self.offset) == (1, 0):
            return f"{name} text"
        return f"{name} text, {Linear(self.scale, self.offset).formula}"


def _is_integer(text: str) -> bool:
    return text.lstrip("+-").isdecimal() and len(text) < 20


@dataclass(frozen=True)
class Timestamp:
    """A count of seconds since an epoch; see `timestamp`."""

    epoch: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    scale: float = 1.0

    def value(self, raw: float) -> datetime | None:
        try:
            return self.epoch + timedelta(seconds=raw * self.scale)
        except (OverflowError, ValueError):
            return None

    def column(self, raw: Any) -> Any:
        import numpy as np

        values = np.empty(len(raw), dtype=object)
        values[:] = [self.value(item) for item in raw.tolist()]
        return values

    def raw(self, value: datetime) -> int:
        return round((value - self.epoch).total_seconds() / self.scale)

    @property
    def formula(self) -> str:
        unit = "seconds" if self.scale == 1 else f"{_number(self.scale)} s steps"
        return f"{unit} since {self.epoch:%Y-%m-%dT%H:%M:%SZ}"


def linear(scale: float, offset: float = 0.0) -> Linear:
    """The line raw * scale + offset."""
    return Linear(scale, offset)


def polynomial(*coefficients: float) -> Polynomial:
    """The polynomial c0 + c1 * raw + c2 * raw**2 + ..., the constant first."""
    return Polynomial(coefficients)


def table(*points: tuple[float, float]) -> Table:
    """Straight lines between (raw, value) points, raw rising; no value outside them."""
    return Table(points)


def enumeration(words: Mapping[int, str]) -> Enumeration:
    """A word per number; a number without one reads `unknown (n)`."""
    return Enumeration(words)


def function(
    name: str,
    forward: Callable[[Any, Any], Any],
    inverse: Callable[[Any, Any], Any] | None = None,
    text: str = "",
) -> Function:
    """A named function of the raw value.

    Args:
        name: What people call it, such as `thermistor`.
        forward: Called as ``forward(raw, m)``, where *m* is `math` for one value and
            NumPy for a column of them; written with operators and *m* it serves both.
        inverse: The same from value to raw, if there is one.
        text: The formula as a person would write it.
    """
    return Function(name, forward, inverse, text)


def text(encoding: str = "ascii") -> Text:
    """Octets as text, trailing NUL and blanks dropped, what is no text as U+FFFD."""
    return Text(encoding)


def decimal(scale: float = 1, offset: float = 0) -> Decimal:
    """A decimal number written in ASCII, then value = number * scale + offset."""
    return Decimal(scale, offset)


def hexadecimal(scale: float = 1, offset: float = 0) -> Decimal:
    """A hexadecimal number written in ASCII, then value = number * scale + offset."""
    return Decimal(scale, offset, base=16)


def timestamp(epoch: str = "1970-01-01T00:00:00Z", scale: float = 1.0) -> Timestamp:
    """A count of *scale* seconds since *epoch* (ISO 8601, UTC); the value is a datetime."""
    return Timestamp(datetime.fromisoformat(epoch.replace("Z", "+00:00")), scale)
