"""Calibrations: values against the formula worked out elsewhere, inverses, columns."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.definition import (
    Calibration,
    enumeration,
    function,
    linear,
    polynomial,
    table,
    timestamp,
)
from gateway.errors import CalibrationError

numbers = st.integers(-(2**63), 2**64 - 1)
coefficients = st.floats(-1e6, 1e6)
THERMISTOR = function(
    "thermistor", lambda raw: 1 / math.log(raw / 10), lambda v: 10 * math.exp(1 / v)
)


@given(numbers, coefficients, coefficients)
def test_a_line_is_the_exact_one_but_for_rounding(raw: int, scale: float, offset: float) -> None:
    exact = raw * Fraction(scale) + Fraction(offset)
    size = abs(raw * Fraction(scale)) + abs(Fraction(offset))
    value = linear(scale, offset).value(raw)
    assert value is not None
    assert abs(Fraction(value) - exact) <= size * Fraction(1, 2**50) + Fraction(1, 2**1000)


@given(st.integers(-4096, 4096), st.lists(st.integers(-1000, 1000), min_size=1, max_size=5))
def test_a_polynomial_is_the_sum_of_its_terms(raw: int, terms: list[int]) -> None:
    exact = sum(term * raw**power for power, term in enumerate(terms))
    assert polynomial(*terms).value(raw) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(
    ("raw", "value"),
    [(0, -40), (256, -7.5), (512, 25), (1023, 85), (767.5, 55), (-1, None), (1024, None)],
)
def test_a_table_is_straight_between_its_points_and_nothing_outside(
    raw: float, value: float | None
) -> None:
    assert table((0, -40), (512, 25), (1023, 85)).value(raw) == value


def test_a_table_says_nothing_of_nan() -> None:
    assert table((0, 0), (1, 1)).value(math.nan) is None


@pytest.mark.parametrize("points", [[(0, 0)], [(1, 0), (0, 1)], [(0, 0), (0, 1)]])
def test_a_table_needs_rising_points(points: list[tuple[float, float]]) -> None:
    with pytest.raises(CalibrationError, match="rising"):
        table(*points)


def test_an_enumeration_names_what_it_knows_and_shows_what_it_does_not() -> None:
    modes = enumeration({0: "safe", 1: "nominal", b"x": "octets"})
    assert [modes.value(raw) for raw in (0, 1, 7, b"x")] == [
        *("safe", "nominal", "unknown (7)", "octets")
    ]
    assert modes.raw("nominal") == 1
    with pytest.raises(CalibrationError, match="'fast' is none of safe, nominal"):
        modes.raw("fast")


@pytest.mark.parametrize(
    "forward",
    [
        lambda raw: math.log(raw),
        lambda raw: 1 / raw,
        lambda raw: math.inf,
        lambda raw: (raw - 8) ** 0.5,
        lambda raw: math.exp(raw + 1e9),
    ],
)
def test_a_function_without_a_value_gives_none(forward: Callable[[float], Any]) -> None:
    assert function("f", forward).value(0) is None


@pytest.mark.parametrize(
    ("calibration", "raw"),
    [(linear(1e300), 10**300), (linear(1), 10**400), (polynomial(0, 0, 1e300), 1e10)],
)
def test_what_is_too_large_for_a_float_has_no_value(calibration: Calibration, raw: float) -> None:
    assert calibration.value(raw) is None


def test_a_timestamp_is_counted_from_its_epoch() -> None:
    gps = timestamp("1980-01-06T00:00:00Z", 0.5)
    assert gps.value(2 * 86400) == datetime(1980, 1, 7, tzinfo=UTC)
    assert gps.raw(datetime(1980, 1, 7, tzinfo=UTC)) == 2 * 86400
    assert timestamp().value(1e300) is None
    assert timestamp().value(math.nan) is None


@pytest.mark.parametrize(
    ("calibration", "raws"),
    [
        (linear(0.1, -40), range(0, 256, 15)),
        (polynomial(158.239, -0.205), range(0, 256, 15)),
        (table((0, 85), (512, 25), (1023, -40)), range(0, 1024, 31)),
        (timestamp("2000-01-01T00:00:00Z", 0.001), range(0, 10**12, 10**11)),
        (THERMISTOR, range(11, 200, 7)),
    ],
)
def test_a_value_goes_back_to_its_raw_value(calibration: Calibration, raws: Any) -> None:
    for raw in raws:
        assert calibration.raw(calibration.value(raw)) == pytest.approx(raw)


@pytest.mark.parametrize(
    ("calibration", "value"),
    [
        (linear(0, 3), 3),
        (polynomial(1, 2, 3), 6),
        (table((0, 0), (1, 1), (2, 0)), 0.5),
        (table((0, 0), (1, 2), (2, 1)), 1.5),
        (table((0, 0), (1, 1)), 2),
        (function("f", abs), 1),
        (function("f", abs, lambda value: 1 / value), 0),
    ],
)
def test_a_value_without_a_raw_counterpart_is_refused(
    calibration: Calibration, value: float
) -> None:
    with pytest.raises(CalibrationError):
        calibration.raw(value)


ALL = [
    *(linear(0.1, -40), linear(3), polynomial(1, -2, 0.25), polynomial(7), THERMISTOR),
    *(table((0, -40), (100, 25), (60000, 85)), enumeration({0: "a", 200: "b"}), timestamp()),
    function("word", lambda raw: "high" if raw > 9 else None),
]


@pytest.mark.parametrize("calibration", ALL, ids=lambda c: str(c.formula))
@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.uint16, np.int64, np.uint64, np.float64])
def test_a_column_has_exactly_the_values_one_by_one(calibration: Calibration, kind: Any) -> None:
    raws: list[float] = [0, 1, 2, 10, 11, 99, 100, 101, 127, 10]
    if kind is np.float64:
        raws += [math.nan, math.inf, -math.inf, -0.0, 1e300]
    elif kind is not np.int8:
        raws += [200, 255]
    column = calibration.column(np.array(raws, dtype=kind)).tolist()
    values = [calibration.value(kind(raw).item()) for raw in raws]
    if any(isinstance(value, (str, datetime)) for value in values):
        assert column == values
    else:
        assert repr(column) == repr([math.nan if value is None else value for value in values])


@pytest.mark.parametrize("calibration", [linear(0.5), polynomial(0, 1)])
def test_a_column_takes_integers_beyond_64_bits(calibration: Calibration) -> None:
    column = calibration.column(np.array([2**70, 10**400], dtype=object)).tolist()
    assert column[0] == calibration.value(2**70)
    assert math.isnan(column[1])


@pytest.mark.parametrize(
    ("calibration", "formula"),
    [
        (linear(5 / 255), "raw * 0.0196078"),
        (linear(0.1, -40), "raw * 0.1 - 40"),
        (linear(2, 0.5), "raw * 2 + 0.5"),
        (polynomial(158.239, -0.205, 1e-6), "158.239 - 0.205 raw + 1e-06 raw^2"),
        (table((0, -40), (512, 25)), "table {0: -40, 512: 25}"),
        (enumeration({0: "safe", 1: "nominal"}), "0: safe; 1: nominal"),
        (function("thermistor", abs), "thermistor(raw)"),
        (function("thermistor", abs, text="R = raw / 5"), "thermistor: R = raw / 5"),
        (timestamp(), "seconds since 1970-01-01T00:00:00Z"),
        (timestamp("2000-01-01T12:00:00Z", 0.5), "0.5 s steps since 2000-01-01T12:00:00Z"),
    ],
)
def test_a_formula_reads_as_a_person_would_write_it(calibration: Calibration, formula: str) -> None:
    assert calibration.formula == formula
