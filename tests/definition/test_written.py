"""Numbers and words that are written in ASCII."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gateway.definition import Calibration, decimal, hexadecimal, text
from gateway.errors import CalibrationError


@pytest.mark.parametrize(
    ("octets", "number"),
    [
        *((b"42", 42), (b" -7 ", -7), (b"3.5", 3.5), (b"1e3", 1000.0), (b"007\0", 7)),
        *((b"", None), (b"1_0", None), (b"nan", None), (b"inf", None), (b"0x10", None)),
        *((b"\xff", None), (b"9" * 60, None), (b"1e999", None), ("٣".encode(), None)),
    ],
)
def test_a_decimal_is_what_its_digits_say(octets: bytes, number: float | None) -> None:
    assert decimal().value(octets) == number


def test_a_decimal_is_scaled_as_a_line_is() -> None:
    assert decimal(0.5, -134).value(b"89") == -89.5
    assert decimal(0.5, -134).raw(-89.5) == b"89"
    assert decimal().raw(2.5) == b"2.5"
    assert hexadecimal().value(b"7f") == 127
    assert hexadecimal().raw(127) == b"7F"


def test_text_ends_where_its_padding_begins() -> None:
    assert text().value(b"HELLO\0 \0") == "HELLO"
    assert text().value(b"A\xffB") == "A\ufffdB"
    assert text("utf-8").value("Grüße".encode()) == "Grüße"
    with pytest.raises(CalibrationError, match="ascii"):
        text().raw("Grüße")


@pytest.mark.parametrize(
    ("calibration", "raws"),
    [
        (decimal(0.5, 3), [b"0", b"12", b"-77"]),
        (decimal(), [b"2.5"]),
        (hexadecimal(2), [b"7F"]),
        (text(), [b"", b"abc"]),
    ],
)
def test_what_was_read_is_written_again(calibration: Calibration, raws: list[bytes]) -> None:
    assert [calibration.raw(calibration.value(raw)) for raw in raws] == raws


@pytest.mark.parametrize(
    ("calibration", "values"),
    [(decimal(0.5), [0.5, None, -1.0]), (hexadecimal(), [1, None, -2]), (text(), ["1", "x", "-2"])],
)
def test_a_column_has_the_values_one_by_one(calibration: Calibration, values: list[Any]) -> None:
    column = calibration.column(np.array([b"1", b"x", b"-2"], dtype=object)).tolist()
    assert [None if value != value else value for value in column] == values


@pytest.mark.parametrize(
    ("calibration", "formula"),
    [
        (text(), "ascii text"),
        (decimal(), "decimal text"),
        (hexadecimal(0.1, 2), "hexadecimal text, raw * 0.1 + 2"),
    ],
)
def test_a_formula_says_how_it_is_written(calibration: Calibration, formula: str) -> None:
    assert calibration.formula == formula
