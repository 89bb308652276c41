"""What is kept of a test: properties for JUnit and for the HTML page.

They travel with pytest's own report of each test, also from the processes of pytest-xdist.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gateway.hil.telemetry.latency import latency_of

if TYPE_CHECKING:
    from gateway.hil.bench import Bench

PREFIX = "cupola_"
"""Of the names of all properties."""


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
