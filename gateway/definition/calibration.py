"""Calibrations: from the raw value as sent to the value in engineering units.

A calibration is declared, never hidden in code, so that one object serves to decode
one value, to decode a column of them, to go back to the raw value where mathematics
allows, and to be shown to a person::

    linear(5 / 255)                        raw * 0.0196078
    linear(0.1, -40)                       raw * 0.1 - 40
    polynomial(158.239, -0.205)            158.239 - 0.205 raw
    table((0, -40), (512, 25), (1023, 85)) straight lines between the points
    enumeration({0: "safe", 1: "nominal"}) a word per number
    function("thermistor", f, inverse=g)   any function of one number, named
    timestamp()                            seconds since an epoch, UTC

Those of octets that are text are in `gateway.definition.written`.

A raw value that has no counterpart (an absent sensor, the logarithm of zero) gives
None, in columns NaN; calibrations never raise for what came from the air.  A column
holds exactly the values that its raw values have one by one: the arithmetic is the
same, and what NumPy may round otherwise (logarithms, powers) is done value by value.
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
        """The same for a NumPy array of raw values; NaN where there is none.

        Integers and float64, or objects; the result is float64, or objects.
        """

    def raw(self, value: Any) -> Any:
        """The raw value for an engineering value, not yet rounded to an integer.

        Raises:
            CalibrationError: The calibration has no inverse, or none for this value.
        """

    @property
    def formula(self) -> str:
        """The calibration as a person would write it."""


def number(value: float) -> str:
    """A coefficient to six significant digits, without an exponent where possible."""
    return f"{value:.6g}"


def _is_float(value: Any) -> bool:
    """True if float64 holds *value* exactly."""
    return isinstance(value, float) or (isinstance(value, int) and abs(value) <= 2**53)


class OneByOne:
    """A calibration whose column is its values one by one, each distinct one once."""

    def value(self, raw: Any) -> Any:
        raise AssertionError("every calibration has its own")

    def column(self, raw: Any) -> Any:
        import numpy as np

        from gateway.definition.distinct import distinct

        items, where = distinct(raw)
        values = [self.value(item) for item in items]
        if all(value is None or _is_float(value) for value in values):
            numbers = [math.nan if value is None else value for value in values]
            return np.array(numbers, dtype=float)[where]
        column = np.empty(len(values), dtype=object)
        column[:] = values
        return column[where]


class _Arithmetic(OneByOne):
    """A calibration of numbers by operators alone, which serve NumPy as well."""

    def _compute(self, raw: Any) -> Any:
        raise AssertionError("every calibration has its own")

    def value(self, raw: float) -> float | None:
        try:
            value: float = self._compute(raw)
        except OverflowError:
            return None
        return value if math.isfinite(value) else None

    def column(self, raw: Any) -> Any:
        import numpy as np

        if raw.dtype == object:  # integers beyond 64 bits
            return super().column(raw)
        with np.errstate(all="ignore"):
            values = self._compute(raw)
        finite = np.isfinite(values)
        return values if finite.all() else np.where(finite, values, math.nan)


@dataclass(frozen=True)
class Linear(_Arithmetic):
    """value = raw * scale + offset; see `linear`."""

    scale: float
    offset: float = 0.0

    def _compute(self, raw: Any) -> Any:
        value = raw * self.scale
        value += self.offset  # of a column, in place
        return value

    def raw(self, value: float) -> float:
        if self.scale == 0:
            raise CalibrationError("a scale of 0 has no inverse")
        return (value - self.offset) / self.scale

    @property
    def formula(self) -> str:
        text = f"raw * {number(self.scale)}"
        if self.offset:
            text += f" {'+' if self.offset > 0 else '-'} {number(abs(self.offset))}"
        return text


@dataclass(frozen=True)
class Polynomial(_Arithmetic):
    """value = c0 + c1 raw + c2 raw**2 ...; see `polynomial`."""

    coefficients: tuple[float, ...]

    def _compute(self, raw: Any) -> Any:
        total = 0.0
        for coefficient in reversed(self.coefficients):
            total = total * raw + coefficient
        return total

    def raw(self, value: float) -> float:
        if len(self.coefficients) != 2 or self.coefficients[1] == 0:
            raise CalibrationError("a polynomial beyond degree 1 has no single inverse")
        return (value - self.coefficients[0]) / self.coefficients[1]

    @property
    def formula(self) -> str:
        terms = [number(self.coefficients[0])]
        for power, coefficient in enumerate(self.coefficients[1:], start=1):
            sign = "-" if coefficient < 0 else "+"
            variable = "raw" if power == 1 else f"raw^{power}"
            terms.append(f"{sign} {number(abs(coefficient))} {variable}")
        return " ".join(terms)


@dataclass(frozen=True)
class Table(OneByOne):
    """Straight lines between points, nothing outside them; see `table`."""

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        raws = [raw for raw, _ in self.points]
        if len(raws) < 2 or sorted(set(raws)) != raws:
            raise CalibrationError("a table needs at least two points, their raw values rising")

    def value(self, raw: float) -> float | None:
        return _interpolate(self.points, raw)

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
        shown = ", ".join(f"{number(raw)}: {number(value)}" for raw, value in self.points[:4])
        return f"table {{{shown}{', ...' if len(self.points) > 4 else ''}}}"


def _interpolate(points: tuple[tuple[float, float], ...], x: float) -> float | None:
    """The straight line through the two points around *x*; None outside or for NaN."""
    if not points[0][0] <= x <= points[-1][0]:
        return None
    right = min(bisect_right(points, x, key=lambda point: point[0]), len(points) - 1)
    (x0, y0), (x1, y1) = points[right - 1], points[right]
    return y0 + (x - x0) * (y1 - y0) / (x1 - x0)


@dataclass(frozen=True, eq=False)
class Enumeration(OneByOne):
    """A word per raw value; see `enumeration`."""

    words: Mapping[Any, str]
    _raws: dict[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_raws", {word: raw for raw, word in self.words.items()})

    def value(self, raw: Any) -> str:
        word = self.words.get(raw)
        return f"unknown ({raw})" if word is None else word

    def raw(self, value: str) -> Any:
        if value in self._raws:
            return self._raws[value]
        raise CalibrationError(f"{value!r} is none of {', '.join(self._raws)}")

    @property
    def formula(self) -> str:
        words = [f"{raw}: {word}" for raw, word in self.words.items()]
        return "; ".join(words[:8]) + ("; ..." if len(words) > 8 else "")


@dataclass(frozen=True, eq=False)
class Function(OneByOne):
    """A named function of one number; see `function`."""

    name: str
    forward: Callable[[Any], Any]
    inverse: Callable[[Any], Any] | None = None
    text: str = ""

    def value(self, raw: Any) -> Any:
        try:
            value = self.forward(raw)
        except (ArithmeticError, ValueError):
            return None
        # A broken power of a negative number is complex in Python, and no measurement.
        if isinstance(value, complex) or (isinstance(value, float) and not math.isfinite(value)):
            return None
        return value

    def raw(self, value: Any) -> Any:
        if self.inverse is None:
            raise CalibrationError(f"{self.name} has no inverse")
        try:
            return self.inverse(value)
        except (ArithmeticError, ValueError) as error:
            raise CalibrationError(f"{self.name} has no inverse for {value}: {error}") from error

    @property
    def formula(self) -> str:
        return f"{self.name}: {self.text}" if self.text else f"{self.name}(raw)"


@dataclass(frozen=True)
class Timestamp(OneByOne):
    """A count of seconds since an epoch; see `timestamp`."""

    epoch: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    scale: float = 1.0

    def value(self, raw: float) -> datetime | None:
        try:
            return self.epoch + timedelta(seconds=raw * self.scale)
        except (OverflowError, ValueError):
            return None

    def raw(self, value: datetime) -> float:
        return (value - self.epoch).total_seconds() / self.scale

    @property
    def formula(self) -> str:
        unit = "seconds" if self.scale == 1 else f"{number(self.scale)} s steps"
        return f"{unit} since {self.epoch:%Y-%m-%dT%H:%M:%SZ}"


def linear(scale: float, offset: float = 0.0) -> Linear:
    """The line raw * scale + offset."""
    return Linear(float(scale), float(offset))


def polynomial(*coefficients: float) -> Polynomial:
    """The polynomial c0 + c1 * raw + c2 * raw**2 + ..., the constant first."""
    return Polynomial(coefficients)


def table(*points: tuple[float, float]) -> Table:
    """Straight lines between (raw, value) points, raw rising; no value outside them."""
    return Table(points)


def enumeration(words: Mapping[Any, str]) -> Enumeration:
    """A word per raw value; one without a word reads `unknown (raw)`."""
    return Enumeration(words)


def function(
    name: str,
    forward: Callable[[Any], Any],
    inverse: Callable[[Any], Any] | None = None,
    text: str = "",
) -> Function:
    """A named function of the raw value.

    Args:
        name: What people call it, such as `thermistor`.
        forward: From the raw value to the engineering value.  An ArithmeticError or a
            ValueError (the logarithm of zero) means that there is none.
        inverse: From the value to the raw value, if there is one.
        text: The formula as a person would write it.
    """
    return Function(name, forward, inverse, text)


def timestamp(epoch: str = "1970-01-01T00:00:00Z", scale: float = 1.0) -> Timestamp:
    """A count of *scale* seconds since *epoch* (ISO 8601, UTC); the value is a datetime."""
    return Timestamp(datetime.fromisoformat(epoch.replace("Z", "+00:00")), scale)
