"""A frame in the forms that commands write: records, long rows, KISS, hexadecimal lines."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from gateway.cli.output import safe
from gateway.framing import Kiss
from gateway.model import Entry, Frame, Outcome
from gateway.record import encode, frame_id, plain, records, utc

CSV_COLUMNS = (
    "id",
    "received_at",
    "mission",
    "packet",
    "channel",
    "raw",
    "value",
    "unit",
    "state",
    "guessed",
)

_NOT_ASCII = re.compile("[^\0-\x7e]+")


def json_line(record: Any) -> str:
    """A JSON object on a line, in ASCII: no terminal obeys it, no locale refuses it."""
    return _NOT_ASCII.sub(_escaped, encode(record).decode()) + "\n"


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def record_lines(entry: Entry, outcome: Outcome, station: str) -> str:
    """The frame's records, one a line."""
    return "".join(json_line(record) for record in records(entry, outcome, station))


def csv_heading() -> str:
    """The first line of a table of readings."""
    return _csv([CSV_COLUMNS])


def csv_rows(entry: Entry, outcome: Outcome, station: str) -> str:
    """A row a reading; nothing for a frame that was not decoded."""
    head = frame_id(station, entry.sequence), utc(entry.received_at)
    return _csv(
        (
            *(*head, decoded.mission, decoded.packet, reading.channel),
            *(_field(reading.raw), _field(reading.value)),
            *(reading.unit, reading.state.value if reading.state else ""),
            "true" if decoded.guessed else "",
        )
        for decoded in outcome.decoded
        for reading in decoded.readings
    )


def _csv(rows: Any) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _field(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "" if value is None else value
    text = safe(value)
    # A spreadsheet evaluates these, and a spacecraft does not get to say what.
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def kiss_octets(entry: Entry, outcome: Outcome) -> bytes:
    """The frame as a TNC would send it, its reception time in front; empty for a rejected one."""
    if not isinstance(entry.event, Frame):
        return b""
    return Kiss().encode(entry.event.data, port=entry.event.port, received_at=entry.received_at)


def hex_line(entry: Entry, outcome: Outcome, station: str) -> str:
    """The frame in hexadecimal digits, its id and time in a comment; empty for a rejected one."""
    if not isinstance(entry.event, Frame):
        return ""
    comment = f"# {frame_id(station, entry.sequence)} {utc(entry.received_at)}"
    return f"{entry.event.data.hex()}  {comment}\n"
