"""What is kept of a test: properties for JUnit, and one HTML page for people.

The properties travel with pytest's own report of each test, also from the processes of
pytest-xdist; the page is made of them.  Everything in it may have come over a wire: all of
it is escaped, and the page loads nothing.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gateway.hil.latency import latency_of

if TYPE_CHECKING:
    from gateway.hil.bench import Bench

PREFIX = "cupola_"
"""Of the names of all properties."""

COLUMNS = {
    "mission": "mission",
    "packets": "packets",
    "rejected": "rejected",
    "missed": "missed",
    "faults": "faults injected",
    "latency_ms": "latency, ms of the test's clock: min / median / p95",
    "clock": "clock",
    "port": "port",
    "boots": "boots",
    "layout_hash": "layout hash",
    "seed": "seed",
    "capture": "capture",
}
"""Properties in the order of the page, with their headings."""


def facts_of(bench: Bench) -> dict[str, str]:
    """What is worth keeping of a test's gateway, as text by property.

    Of a gateway that several tests share it is what came since the last time.
    """
    counters = bench.counters()
    counted = {
        "packets": bench.history.packets.count,
        "rejected": bench.history.lost.count,
        "missed": counters["missed"],
        "faults": len(bench.line.faults),
        "latencies": len(bench.latencies),
    }
    before, bench.reported = bench.reported, counted
    news = {name: count - before.get(name, 0) for name, count in counted.items()}
    facts = {
        "mission": ", ".join(bench.missions),
        **{name: str(news[name]) for name in ("packets", "rejected", "missed")},
        "faults": "; ".join(map(str, bench.line.faults[before.get("faults", 0) :])),
        "latency_ms": _milliseconds(bench.latencies[before.get("latencies", 0) :]),
        "clock": bench.clock.kind,
        "seed": str(bench.line.seed),
        **bench.identity(),
    }
    return {name: text for name, text in facts.items() if text}


def _milliseconds(latencies: Sequence[float]) -> str:
    if not latencies:
        return ""
    latency = latency_of(latencies)
    times = (latency.minimum, latency.median, latency.p95)
    return " / ".join(f"{1000 * time:.1f}" for time in times)


@dataclass
class Row:
    """One test.

    Attributes:
        name: Its node id.
        outcome: `passed`, `failed`, `skipped` or `error`.
        duration: Of set-up, call and tear-down together, s.
        facts: Its properties, by name without the prefix.
        message: Why it did not pass.
    """

    name: str
    outcome: str = "passed"
    duration: float = 0.0
    facts: Mapping[str, str] = field(default_factory=dict)
    message: str = ""


def page(rows: Sequence[Row], version: str, made_at: datetime | None = None) -> str:
    """The HTML page."""
    shown = [name for name in COLUMNS if any(name in row.facts for row in rows)]
    count = {outcome: sum(row.outcome == outcome for row in rows) for outcome in _OUTCOMES}
    summary = ", ".join(f"{number} {outcome}" for outcome, number in count.items() if number)
    when = (made_at or datetime.now(UTC)).strftime("%Y-%m-%d %H:%M:%SZ")
    heads = ["test", "outcome", "duration, s", *(COLUMNS[name] for name in shown)]
    return _PAGE.format(
        summary=html.escape(summary or "no tests"),
        about=html.escape(f"Cupola {version}, {when}"),
        heads="".join(f"<th>{html.escape(head)}</th>" for head in heads),
        rows="\n".join(_row(row, shown, len(heads)) for row in rows),
    )


def _row(row: Row, shown: Sequence[str], width: int) -> str:
    cells = [
        f'<td class="name">{html.escape(row.name)}</td>',
        f"<td><b>{row.outcome}</b></td>",
        f'<td class="number">{row.duration:.2f}</td>',
        *(_cell(row.facts.get(name, "")) for name in shown),
    ]
    text = f'<tr class="{row.outcome}">{"".join(cells)}</tr>'
    if row.message:
        told = f"<details><summary>why</summary><pre>{html.escape(row.message)}</pre></details>"
        text += f'\n<tr class="why"><td colspan="{width}">{told}</td></tr>'
    return text


def _cell(text: str) -> str:
    kind = ' class="number"' if text.isdecimal() else ""
    return f"<td{kind}>{html.escape(text)}</td>"


_OUTCOMES = ("failed", "error", "passed", "skipped")
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hardware in the loop: {summary}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 15px/1.45 system-ui, sans-serif; margin: 2rem; }}
h1 {{ font-size: 1.3rem; margin: 0; }}
p {{ margin: .2rem 0 1.2rem; opacity: .7; }}
main {{ overflow-x: auto; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: .35rem .7rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }}
th {{ font-weight: 600; font-size: .85rem; opacity: .75; }}
td.name, pre {{ font-family: ui-monospace, monospace; font-size: .85rem; }}
td.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
tr.failed b, tr.error b {{ color: #d1242f; }}
tr.passed b {{ color: #1a7f37; }}
tr.skipped b {{ color: #9a6700; }}
tr.why td {{ padding-top: 0; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; }}
</style>
</head>
<body>
<h1>Hardware in the loop: {summary}</h1>
<p>{about}</p>
<main>
<table>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</main>
</body>
</html>
"""
