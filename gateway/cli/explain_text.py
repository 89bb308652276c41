"""An examination as a person reads it: every octet with what it says.

::

    offset  octets       bits       channel       raw   value     meaning
         0  5e 01                   sequence            24065     packets since power-on
         2  9a           1001 ....  mode          9     charging  what the power system does
         2  9a           .... 1010  faults              10        one bit each
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.cli.attempt import Attempt, Reach, depth
from gateway.cli.examination import Examination
from gateway.cli.frame_text import link_title
from gateway.cli.output import GAP, Cell, Page, disposition_cell, safe, shown, state_cell
from gateway.cli.parts import Part, parts
from gateway.definition.dissection import Located
from gateway.definition.limits import covers
from gateway.model import Failure
from gateway.record import frame_record, plain

OCTETS_A_LINE = 8
DUMP_OCTETS = 16
MOST_DUMPED = 34
"""Lines of a dump: 512 octets and some, as many as the journal keeps of what was rejected."""

MOST_LINES = 4
"""Lines of octets of one field; longer ones are cut, the channel's text is not."""

HEADINGS = ("offset", "octets", "bits", "field", "raw", "value", "state", "meaning", "formula")


class ExplainText:
    """Writes examinations.

    Args:
        page: Where to.
    """

    def __init__(self, page: Page):
        self._page = page

    def write(self, found: Examination) -> None:
        """Write one."""
        self._write_head(found)
        for part in parts(found):
            self._write_part(part)
        if found.outcome.failure:
            self._write_failure(found, found.outcome.failure)
        self._write_near(found)

    def _write_head(self, found: Examination) -> None:
        octets = len(found.entry.event.data)
        link = link_title(found.outcome.link)
        ended = self._page.style(*disposition_cell(found.outcome.disposition), bold=True)
        facts = [f"{octets} octets", safe(found.entry.event.framing), link, ended]
        self._page.say(GAP.join(fact for fact in facts if fact))

    def _write_part(self, part: Part) -> None:
        self._page.say()
        self._page.say(self._page.style(part.title, "cyan", bold=True))
        rows = [row for one in part.fields for row in field_rows(one, part.data)]
        kept = [n for n in range(len(HEADINGS)) if any(row[n].text for row in rows)]
        self._page.table([[row[n] for n in kept] for row in rows], [HEADINGS[n] for n in kept])

    def _write_failure(self, found: Examination, failure: Failure) -> None:
        data = found.entry.event.data
        # A mission that claims nothing stops at once, but the link header was understood.
        behind = (found.header.offset or 0) if found.header else 0
        stop = max(failure.offset, behind)
        title = f"stopped at octet {stop} of {len(data)}, stage {failure.stage}"
        self._page.say()
        self._page.say(self._page.style(title, "yellow", bold=True))
        self._page.say(safe(expectation(found.chosen) or failure.message))
        for line in dump(data, stop):
            self._page.say(line)

    def _write_near(self, found: Examination) -> None:
        if not found.near:
            if found.far and not found.chosen:
                self._page.say(f"\nnone of {found.far} missions comes close")
            return
        self._page.say()
        title = _near_title(found.near[0].reach)
        self._page.say(self._page.style(title, "cyan", bold=True))
        rows: list[list[Cell | str]] = [
            [Cell(one.mission.name, "cyan"), safe(_reason(one))] for one in found.near
        ]
        self._page.table(rows, indent=GAP)


def _near_title(closest: Reach) -> str:
    if closest is Reach.READ:
        return "also read it"
    return "came close" if closest >= Reach.SIMILAR else "why not"


def expectation(chosen: Sequence[Attempt]) -> str:
    """What the mission that got furthest wanted where it stopped; empty if it read all."""
    made = max(chosen, key=depth, default=None)
    if made is None or made.reach is Reach.READ:
        return ""
    error = made.dissection.error if made.dissection else None
    if not (made.packet and error):
        return f"{made.mission.name}: {made.reason}"
    title = f"{made.mission.name}/{made.packet.name}"
    info = next((one for one in made.packet.channels if covers(one.path, error.path)), None)
    field = f" ({info.type}, {info.meaning})" if info else ""
    place = f"{error.path}{field}: " if error.path else ""
    return f"{title}: {place}{error.reason}"


def _reason(made: Attempt) -> str:
    if made.reach is Reach.READ:
        return f"{made.packet.name if made.packet else ''}: every octet fits"
    if made.reach is Reach.SIMILAR and made.packet:
        return f"{made.packet.name} would fit, but {made.reason}"
    return made.reason


def field_rows(one: Located, data: bytes) -> list[list[Cell]]:
    """The lines of a field: its octets eight by eight, and in the first what it says."""
    start, end = one.bit // 8, -(-(one.bit + one.bits) // 8)
    octets = data[start:end] if one.bits else b""
    lines = [octets[at : at + OCTETS_A_LINE] for at in range(0, len(octets), OCTETS_A_LINE)]
    state = state_cell(one.state)
    quiet = "bright_black" if one.gap else ""
    # Raw octets stand in the line already.
    calibrated = one.raw != one.value and not isinstance(one.raw, bytes)
    value = "" if one.gap else f"{shown(one.value)} {one.unit}".rstrip()
    first = [
        Cell(f"{start:6d}", "bright_black"),
        Cell(lines[0].hex(" ") if lines else "", quiet),
        Cell(bit_pattern(one, octets), quiet),
        Cell(safe(one.path) or "(padding)", quiet or "cyan"),
        Cell(shown(one.raw) if calibrated and not one.gap else "", quiet),
        Cell(value, state.colour or quiet),
        state,
        Cell(safe(one.meaning)),
        Cell(safe(one.formula), "bright_black"),
    ]
    more = [
        [Cell(""), Cell(line.hex(" "), quiet), *[Cell("")] * (len(HEADINGS) - 2)]
        for line in lines[1:MOST_LINES]
    ]
    if len(lines) > MOST_LINES:
        left = len(octets) - MOST_LINES * OCTETS_A_LINE
        more[-1][2] = Cell(f"and {left} octets more", "bright_black")
    return [first, *more]


def bit_pattern(one: Located, octets: bytes) -> str:
    """Which bits of its octets a field has, as in `.... 0101`; empty if it has all."""
    skipped = one.bit % 8
    if not one.bits:
        return "computed"
    if not skipped and one.bits % 8 == 0:
        return ""
    if len(octets) > 2:
        return f"{one.bits} bits from bit {skipped}"
    digits = f"{int.from_bytes(octets, 'big'):0{8 * len(octets)}b}"
    own = digits[skipped : skipped + one.bits]
    pattern = ("." * skipped + own).ljust(len(digits), ".")
    return " ".join(pattern[at : at + 4] for at in range(0, len(pattern), 4))


def dump(data: bytes, marked: int) -> list[str]:
    """Octets from the line before *marked* on, in hex and ASCII, and a line that points to it."""
    at = min(marked, max(len(data) - 1, 0)) // DUMP_OCTETS * DUMP_OCTETS
    starts = range(max(0, at - DUMP_OCTETS), max(len(data), 1), DUMP_OCTETS)
    lines = []
    for start in starts[:MOST_DUMPED]:
        octets = data[start : start + DUMP_OCTETS]
        text = "".join(chr(octet) if 0x20 <= octet < 0x7F else "." for octet in octets)
        lines.append(f"{start:6d}  {octets.hex(' '):<{3 * DUMP_OCTETS - 1}}  {text}".rstrip())
        if start == at:
            lines.append(" " * (8 + 3 * (marked - at)) + "^^")
    if left := len(data) - starts[:MOST_DUMPED].stop:
        lines += [f"{'':6}  and {left} octets more"] if left > 0 else []
    return lines


def examination_record(found: Examination, station: str) -> dict[str, Any]:
    """The same for a program: the frame's record with its fields, and who came close."""
    record = frame_record(found.entry, found.outcome, station)
    record["parts"] = [
        {"title": part.title, "fields": [_field_record(one, part.data) for one in part.fields]}
        for part in parts(found)
    ]
    record["near"] = [
        {"mission": one.mission.name, "offset": one.offset, "reason": _reason(one)}
        for one in found.near
    ]
    return record


def _field_record(one: Located, data: bytes) -> dict[str, Any]:
    octets = data[one.bit // 8 : -(-(one.bit + one.bits) // 8)]
    record = {"path": one.path, "bit": one.bit, "bits": one.bits, "octets": octets.hex()}
    if one.gap:
        return record
    record |= {"raw": plain(one.raw), "value": plain(one.value)}
    told = {"unit": one.unit, "formula": one.formula, "meaning": one.meaning, "state": one.state}
    return record | {key: value for key, value in told.items() if value}
