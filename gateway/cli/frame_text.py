"""A frame as a person reads it: one line, and its channels below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from gateway.cli.output import GAP, Cell, Page, disposition_cell, moment, safe, shown, state_cell
from gateway.links import AX25
from gateway.model import Decoded, Disposition, Entry, Frame, Outcome, Reading, Unit

INDENT = "    "

MOST_PANES = 4
"""Columns of channels side by side; with more the eye loses the line."""

LONG_VALUE = 24
"""Characters of a value that would make a pane too wide."""

_read_ax25 = AX25().reader()


class FrameText:
    """Writes frames.

    Args:
        page: Where to.
        brief: Leave the channels out.
        by_id: Station whose ids stand in front; empty for none.
    """

    def __init__(self, page: Page, *, brief: bool = False, by_id: str = ""):
        self._page = page
        self._brief = brief
        self._by_id = by_id
        # Guesses that spare the first lines of a list from being the narrowest.
        self._widths = [0, 0, 12, 16]

    def write(self, entry: Entry, outcome: Outcome) -> None:
        """Write one frame."""
        self._page.say(self._line(entry, outcome))
        if self._brief:
            return
        for decoded in outcome.decoded:
            self._write_channels(decoded)
        if outcome.decoded:
            self._page.say()

    def _line(self, entry: Entry, outcome: Outcome) -> str:
        """When, from which file, over which link, what it is and how it ended."""
        number = f"{self._by_id}-{entry.sequence}" if self._by_id else ""
        cells = [
            Cell(number, "cyan"),
            Cell(safe(entry.source)),
            Cell(link_title(headers_of(entry, outcome))),
            packets_cell(entry, outcome.decoded),
        ]
        # Frames come one by one: a column is as wide as the widest cell so far.
        self._widths = [max(w, len(c.text)) for w, c in zip(self._widths, cells, strict=True)]
        padded = [
            self._page.style(c.text.ljust(w), c.colour)
            for c, w in zip(cells, self._widths, strict=True)
            if w
        ]
        ended = disposition_cell(outcome.disposition)
        line = [moment(entry.received_at), *padded, self._page.style(*ended)]
        if outcome.failure and outcome.disposition is not Disposition.NO_MISSION:
            line.append(safe(outcome.failure.message))
        return GAP.join(line)

    def _write_channels(self, decoded: Decoded) -> None:
        """Channels in as many panes as the terminal is wide, long values below them."""
        rows = [_channel_row(reading) for reading in decoded.readings]
        long = [row for row in rows if len(row[1].text) > LONG_VALUE]
        panes = self._panes([row for row in rows if row not in long])
        if panes == 1:
            self._page.table(rows, indent=INDENT)
            return
        rows = [row for row in rows if row not in long]
        self._page.table(_side_by_side(rows, panes), indent=INDENT)
        self._page.table(long, indent=INDENT)

    def _panes(self, rows: Sequence[Sequence[Cell]]) -> int:
        if self._page.width is None or not rows:
            return 1
        widths = [max(len(cell.text) for cell in column) for column in zip(*rows, strict=True)]
        pane = sum(widths) + len(GAP) * len(widths)
        return min(max(1, (self._page.width - len(INDENT) + len(GAP)) // pane), MOST_PANES)


def _channel_row(reading: Reading) -> list[Cell]:
    state = state_cell(reading.state)
    value = Cell(shown(reading.value), state.colour)
    return [Cell(safe(reading.channel), "bright_black"), value, Cell(reading.unit), state]


def _side_by_side(rows: Sequence[Sequence[Cell]], panes: int) -> list[list[Cell]]:
    """*rows* read down the first pane, then down the next."""
    height = -(-len(rows) // panes)
    columns = [rows[at : at + height] for at in range(0, len(rows), height)]
    return [[cell for row in together if row for cell in row] for together in zip_longest(*columns)]


def headers_of(entry: Entry, outcome: Outcome) -> Sequence[Mapping[str, Any]]:
    """The link headers; of a frame that no mission claims, what AX.25 makes of it."""
    if outcome.link or not isinstance(entry.event, Frame):
        return outcome.link
    found = _read_ax25(entry.event.data)[0]
    return (found.header,) if isinstance(found, Unit) else ()


def link_title(headers: Iterable[Mapping[str, Any]]) -> str:
    """Who sent it to whom, by its headers, outermost first."""
    titles = (_TITLES[h["protocol"]].format_map(h) for h in headers if h["protocol"] in _TITLES)
    return safe(" ".join(title for title in titles if title != ">"))


_TITLES = {
    "ax25": "{from}>{to}",
    "csp": "{source}:{source_port}>{destination}:{destination_port}",
    "space_packet": "apid {apid}",
    "tm_frame": "scid {scid} vcid {vcid}",
    "aos_frame": "scid {scid} vcid {vcid}",
    "usp": "usp {message:#06x}",
}


def packets_cell(entry: Entry, decoded: Sequence[Decoded]) -> Cell:
    """Mission and packet; how many more where a frame holds several, its length if none."""
    if not decoded:
        return Cell(f"{len(entry.event.data)} octets", "bright_black")
    title = f"{decoded[0].mission}/{decoded[0].packet}"
    more = f" and {len(decoded) - 1} more" if len(decoded) > 1 else ""
    if decoded[0].guessed:
        return Cell(f"{title}{more} (guessed)", "yellow")
    return Cell(title + more, "cyan")
