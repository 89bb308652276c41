"""What reaches a terminal stands still, in columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cli.output import LONGEST_CELL, Cell, Page, moment, number, safe, shown, state_cell
from gateway.model import State


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UVG a Guatemala", "UVG a Guatemala"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("two\r\nlines\t", r"two\r\nlines\t"),
        ("\x9b2J", r"\x9b2J"),
        ("\u202etxet", r"\u202etxet"),
        ("\x00\x7f", r"\x00\x7f"),
        ("23 µA at 5 °C \ufffd", "23 µA at 5 °C \ufffd"),
    ],
)
def test_what_a_terminal_would_obey_is_written_as_an_escape(text: str, expected: str) -> None:
    assert safe(text) == expected


@given(st.text())
def test_nothing_that_is_not_printable_gets_through(text: str) -> None:
    assert safe(text).isprintable()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"),
        (3.0196078, "3.01961"),
        (-40.0, "-40"),
        (8.14, "8.14"),
        (1559758170.0, "1559758170"),
        (123456.789, "123457"),
        (0.00012, "0.00012"),
        (0.00001, "1e-05"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
    ],
)
def test_numbers_have_six_digits_and_no_needless_exponent(value: float, expected: str) -> None:
    assert number(value) == expected


def test_values_are_shown_as_people_write_them() -> None:
    assert shown(None) == "-"
    assert shown(True) == "true"
    assert shown(17593) == "17593"
    assert shown(b"\xca\xfe") == "cafe"
    assert shown("a\nb") == r"a\nb"
    assert len(shown("x" * 500)) == LONGEST_CELL


def test_times_are_utc_to_the_millisecond() -> None:
    cest = timezone(timedelta(hours=2))
    assert moment(datetime(2026, 7, 1, 2, 3, 4, 56789, tzinfo=cest)) == "2026-07-01 00:03:04.056Z"
    assert shown(datetime(2026, 7, 1, tzinfo=UTC)) == "2026-07-01 00:00:00.000Z"


def test_a_nominal_state_needs_no_word() -> None:
    assert state_cell(State.NOMINAL).text == state_cell(None).text == ""
    assert state_cell(State.WARNING) == Cell("warning", "red")


def test_columns_stand_below_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    Page().table([["a", "1", "x"], [Cell("bbb", "red"), "22", "yy"]], ["n", "value", "last"])
    assert capsys.readouterr().out.splitlines() == [
        "n    value  last",
        "a    1      x",
        "bbb  22     yy",
    ]


def test_rows_may_be_shorter_than_others(capsys: pytest.CaptureFixture[str]) -> None:
    Page().table([["a", "b", "c"], ["ddd"]], indent="  ")
    assert capsys.readouterr().out == "  a    b  c\n  ddd\n"


def test_lines_end_at_the_edge_of_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    page = Page()
    page.width = 12
    page.table([["abc", "defghi", "jkl"], ["abc", "d", "j"], ["abc", "d", ""]])
    assert capsys.readouterr().out == "abc  defghi…\nabc  d  j\nabc  d\n"


def test_a_long_cell_overhangs_where_room_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    page = Page()
    page.width = 20
    page.table([["a", "long, long, long", "x"], *[["a", "b", "what it means"]] * 9])
    first, *others = capsys.readouterr().out.splitlines()
    assert first == "a  long, long, long…"
    assert others == ["a  b  what it means"] * 9


def test_colour_is_for_those_who_see_it(capsys: pytest.CaptureFixture[str]) -> None:
    page = Page()
    assert not page.colour
    assert page.style("x", "red", bold=True) == "x"
    page.colour = True
    assert page.style("x", "red") == "\x1b[31mx\x1b[0m"
    page.table([[Cell("ab", "red"), "c"], ["defg", "h"]])
    assert capsys.readouterr().out == "\x1b[31mab  \x1b[0m  c\ndefg  h\n"
