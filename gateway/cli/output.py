"""What a person reads: safe on a terminal, in aligned columns, coloured if one looks.

Whatever came from the air goes through `safe` before it reaches a terminal: a frame
must not be able to move the cursor, set a title or turn the text around.
"""

from __future__ import annotations

import io
import math
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import click

from gateway.model import Disposition, State

STATE_COLOURS = {State.CAUTION: "yellow", State.WARNING: "red", State.STALE: "magenta"}

QUIET = (Disposition.IDLE, Disposition.PARTIAL, Disposition.DUPLICATE)
"""Dispositions of frames that nobody misses."""

LONGEST_CELL = 64
"""Characters of a value that a table shows; `--json` has all of it."""

GAP = "  "


class Cell(NamedTuple):
    """A text in a table, with the name of its colour; empty for none."""

    text: str
    colour: str = ""


class Page:
    """Standard output, as far as text needs to know it.

    Attributes:
        width: Columns of the terminal; None where no terminal is.
        colour: Whether to colour: on a terminal, unless NO_COLOR says no.
    """

    def __init__(self) -> None:
        looked_at = sys.stdout.isatty()
        self.width = shutil.get_terminal_size().columns if looked_at else None
        self.colour = looked_at and not os.environ.get("NO_COLOR")
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A terminal that knows no µ must not end the program.
            sys.stdout.reconfigure(errors="backslashreplace")

    def style(self, text: str, colour: str = "", *, bold: bool = False) -> str:
        """*text* in a colour, where colours are seen."""
        if not (self.colour and (colour or bold)):
            return text
        return click.style(text, fg=colour or None, bold=bold or None)

    def say(self, text: str = "") -> None:
        """Write a line."""
        sys.stdout.write(text + "\n")

    def table(
        self, rows: Sequence[Sequence[Cell | str]], headings: Sequence[str] = (), indent: str = ""
    ) -> None:
        """Write *rows* in columns; the last one is cut at the terminal's edge."""
        drawn = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
        head = [[Cell(heading, "bright_black") for heading in headings]] if headings else []
        for line in self._lines([*head, *drawn]):
            self.say(indent + self._cut(line, len(indent)))

    def _lines(self, rows: Sequence[Sequence[Cell]]) -> Iterator[list[Cell]]:
        """Cells padded to their columns; blank ones at the end of a row are left out."""
        widths = self._widths([sorted(map(len, texts)) for texts in _columns(rows)])
        for row in rows:
            filled = max((n for n, cell in enumerate(row, start=1) if cell.text), default=0)
            padded = zip(row[: max(filled - 1, 0)], widths, strict=False)
            yield [*(Cell(c.text.ljust(w), c.colour) for c, w in padded), *row[:filled][-1:]]

    def _widths(self, lengths: Sequence[Sequence[int]]) -> list[int]:
        """Widths of the columns, by the lengths of their cells in rising order."""
        widths = [column[-1] for column in lengths]
        if self.width is None or sum(widths) + len(GAP) * len(widths) <= self.width:
            return widths
        # Where room is short a few long cells overhang, instead of pushing columns out.
        return [column[(len(column) - 1) * 9 // 10] for column in lengths]

    def _cut(self, line: Sequence[Cell], used: int) -> str:
        """The line as far as it fits, with a mark where it does not."""
        room = sys.maxsize if self.width is None else self.width - used
        shown = []
        for left, (text, colour) in zip(range(len(line) - 1, -1, -1), line, strict=True):
            fits = len(text) + (len(GAP) + 1 if left else 0) <= room
            shown.append(self.style(text if fits else text[: max(room - 1, 0)] + "…", colour))
            if not fits:
                break
            room -= len(text) + len(GAP)
        return GAP.join(shown)


def _columns(rows: Sequence[Sequence[Cell]]) -> Iterable[list[str]]:
    count = max((len(row) for row in rows), default=0)
    return ([row[n].text for row in rows if n < len(row)] for n in range(count))


def safe(text: str) -> str:
    """*text* with everything that does not simply stand on a line written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shown(value: Any) -> str:
    """A raw or engineering value as a person reads it, on one line and not too long."""
    text = _written(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _written(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    return value.hex() if isinstance(value, bytes) else safe(str(value))


def number(value: float) -> str:
    """Six significant digits, without an exponent where people write none."""
    if not math.isfinite(value) or not 1e-4 <= abs(value) < 1e15:
        return f"{value:.6g}"
    decimals = max(0, 5 - math.floor(math.log10(abs(value))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(time: datetime) -> str:
    """A time, UTC, to the millisecond."""
    time = time.astimezone(UTC)
    return f"{time:%Y-%m-%d %H:%M:%S}.{time.microsecond // 1000:03d}Z"


def disposition_cell(disposition: Disposition) -> Cell:
    """How a frame ended, in its colour."""
    if disposition is Disposition.PUBLISHED:
        return Cell(disposition.value, "green")
    return Cell(disposition.value, "bright_black" if disposition in QUIET else "yellow")


def state_cell(state: State | None) -> Cell:
    """A state in its colour; what is nominal needs no word."""
    if state is None or state is State.NOMINAL:
        return Cell("")
    return Cell(state.value, STATE_COLOURS[state])
