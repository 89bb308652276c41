"""One HTML page about a run, for people.

::

    Hardware in the loop       [x] 1 failed  [x] 204 passed       boxes hide and show
    outcome   test                              time  packets  rejected  missed  latency
    failed    test_board.py::test_it             2.1       41         3       1
              mission ...  clock ...  seed ...
              ▸ no beacon came within 2 s                         opens to the whole text
    passed    ...

Failures come first.  Everything may have come over a wire: all of it is escaped.  The page
loads nothing and runs nothing.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

STYLE = Path(__file__).with_name("page.css")
OUTCOMES = ("failed", "error", "passed", "skipped")
"""In the order of the page."""

NUMBERS = {
    "packets": "packets",
    "rejected": "rejected",
    "missed": "missed",
    "latency_ms": "latency, ms",
}
"""Facts with a column, and its heading."""

FACTS = {
    "mission": "mission",
    "clock": "clock",
    "port": "port",
    "boots": "boots",
    "layout_hash": "layout hash",
    "seed": "seed",
    "capture": "capture",
    "faults": "faults",
}
"""Facts below a test's name, each with its label."""

MOST_OPEN = 5
"""Failures whose whole text is shown at once."""


@dataclass
class Row:
    """One test.

    Attributes:
        name: Its node id.
        outcome: `passed`, `failed`, `skipped` or `error`.
        duration: Of set-up, call and tear-down together, s.
        facts: Its properties, by name without the prefix.
        reason: Why it did not pass, in a line.
        message: All that there is to know of it.
    """

    name: str
    outcome: str = "passed"
    duration: float = 0.0
    facts: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    message: str = ""


def page(rows: Sequence[Row], version: str, made_at: datetime | None = None) -> str:
    """The HTML page."""
    shown = [name for name in NUMBERS if any(name in row.facts for row in rows)]
    count = Counter(row.outcome for row in rows)
    summary = ", ".join(f"{count[outcome]} {outcome}" for outcome in OUTCOMES if count[outcome])
    when = (made_at or datetime.now(UTC)).strftime("%Y-%m-%d %H:%M:%SZ")
    seconds = sum(row.duration for row in rows)
    heads = ["time, s", *(NUMBERS[name] for name in shown)]
    return _PAGE.format(
        style=STYLE.read_text("utf-8"),
        summary=html.escape(summary or "no tests"),
        about=html.escape(f"Cupola {version}, {when}, {seconds:.1f} s of tests"),
        boxes="\n".join(_box(outcome, count[outcome]) for outcome in OUTCOMES if count[outcome]),
        heads="".join(f'<th class="number">{html.escape(head)}</th>' for head in heads),
        note=_NOTE if "latency_ms" in shown else "",
        tests="\n".join(
            _test(row, shown, number < MOST_OPEN)
            for number, row in enumerate(sorted(rows, key=_place))
        ),
    )


def _place(row: Row) -> tuple[int, list[str]]:
    """By outcome, then by name: `[9]` before `[10]`."""
    parts = re.split(r"([0-9]+)", row.name)
    return OUTCOMES.index(row.outcome), [p.zfill(20) if p.isdecimal() else p for p in parts]


def _box(outcome: str, count: int) -> str:
    box = f'<input type="checkbox" id="{outcome}" checked>'
    return f'<label class="{outcome}">{box} {count} <b>{outcome}</b></label>'


def _test(row: Row, shown: Sequence[str], is_open: bool) -> str:
    cells = [
        f"<td><b>{row.outcome}</b></td>",
        f'<td><div class="name">{html.escape(row.name)}</div>{_facts(row.facts)}</td>',
        f'<td class="number">{row.duration:.2f}</td>',
        *(f'<td class="number">{html.escape(row.facts.get(name, ""))}</td>' for name in shown),
    ]
    text = f'<tbody class="{row.outcome}">\n<tr>{"".join(cells)}</tr>'
    if row.reason or row.message:
        told = _why(row, is_open and row.outcome in ("failed", "error"))
        text += f'\n<tr class="why"><td></td><td colspan="{len(shown) + 2}">{told}</td></tr>'
    return text + "\n</tbody>"


def _facts(facts: Mapping[str, str]) -> str:
    told = [
        f"<span><i>{label}</i> {html.escape(facts[name])}</span>"
        for name, label in FACTS.items()
        if facts.get(name)
    ]
    return f'<div class="facts">{" ".join(told)}</div>' if told else ""


def _why(row: Row, is_open: bool) -> str:
    if not row.message:
        return f"<div>{html.escape(row.reason)}</div>"
    return (
        f"<details{' open' * is_open}><summary>{html.escape(row.reason or 'why')}</summary>"
        f"<pre>{html.escape(row.message)}</pre></details>"
    )


_NOTE = "<p>Latency: min / median / p95 on the test's clock.</p>"
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hardware in the loop: {summary}</title>
<style>
{style}</style>
</head>
<body>
<h1>Hardware in the loop</h1>
<p>{about}</p>
<form>
{boxes}
</form>
<table>
<thead><tr><th>outcome</th><th class="test">test</th>{heads}</tr></thead>
{tests}
</table>
{note}
</body>
</html>
"""
