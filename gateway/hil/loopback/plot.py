"""Pictures of a loopback test.

::

    ┌──────────────────────────────────────┐
    │ errors over time                     │  bit-error tests and soak, one after another
    ├───────────────────┬──────────────────┤
    │ latency by size   │ throughput       │  throughput beside what the line can carry
    └───────────────────┴──────────────────┘

Only what was tested has a panel, and those there are share the room.  Drawn by matplotlib,
which is the extra `plot`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from gateway.hil.loopback.bit_error_test import BitErrorData
from gateway.hil.loopback.latency import LatencyData
from gateway.hil.loopback.report import Report
from gateway.hil.loopback.throughput import ThroughputData

mpl.use("agg")

SUFFIXES = (".png", ".svg")
"""What a picture's name may end in."""

BITS, SLIPS, LINE = "tab:red", "tab:orange", "tab:blue"


def draw(path: Path, report: Report) -> None:
    """Draw *report* to the picture *path*.

    Raises:
        ValueError: matplotlib knows no such kind of picture.
        OSError: It cannot be written.
    """
    data = [result.data for result in report.results]
    errors = [one for one in data if isinstance(one, BitErrorData)]
    latencies = [one for one in data if isinstance(one, LatencyData) and one.times_ms]
    rates = [one for one in data if isinstance(one, ThroughputData)]
    below = ["latency"] * bool(latencies) + ["throughput"] * bool(rates)
    figure = Figure(figsize=(12, 8 if errors and below else 4.5), layout="constrained")
    panels: Any = _panels(bool(errors), below)
    axes: Any = figure.subplot_mosaic(panels) if panels else {}
    if errors:
        _errors(axes["errors"], errors)
    if latencies:
        _latency(axes["latency"], latencies)
    if rates:
        _throughput(axes["throughput"], rates)
    if not axes:
        figure.text(0.5, 0.5, report.conclusion, ha="center", wrap=True, parse_math=False)
    baud = f", {report.baud} Bd" if report.baud else ""
    title = f"{report.port}: {report.kind}{baud}, {report.started_at:%Y-%m-%d %H:%M:%S}Z"
    # The port's name is somebody else's: no mathematics in it.
    figure.suptitle(title, parse_math=False)
    figure.savefig(path, dpi=110)


def _panels(has_errors: bool, below: Sequence[str]) -> list[list[str]]:
    """The panels: errors over the whole width, the others side by side below."""
    rows = [["errors"] * max(len(below), 1)] * has_errors
    return [*rows, list(below)] if below else rows


def _errors(axes: Any, tests: Sequence[BitErrorData]) -> None:
    """Errors in each moment of each test, the tests one after another."""
    begin_s = 0.0
    for number, test in enumerate(tests):
        end_s = begin_s + max(test.duration_s, 1e-3)
        times = [begin_s + moment.time_s for moment in test.timeline]
        widths = [end - start for start, end in zip([begin_s, *times], times, strict=False)]
        bits = [moment.bit_errors for moment in test.timeline]
        slips = [moment.slips for moment in test.timeline]
        kwargs = {"align": "edge", "linewidth": 0}
        starts = [time - width for time, width in zip(times, widths, strict=True)]
        axes.bar(starts, bits, widths, color=BITS, label="wrong bits", **kwargs)
        axes.bar(
            starts,
            slips,
            widths,
            bottom=bits,
            color=SLIPS,
            label="octets lost or too many",
            **kwargs,
        )
        if number % 2:
            axes.axvspan(begin_s, end_s, color="black", alpha=0.05, lw=0)
        verdict = f"{test.counts.errors} of {test.bits} bits\nBER < {test.upper_bound:.1e}"
        axes.text(
            (begin_s + end_s) / 2, 0.97, f"{test.sequence}\n{verdict}", ha="center", va="top",
            fontsize=8, transform=axes.get_xaxis_transform(),
        )  # fmt: skip
        begin_s = end_s
    axes.set_title("errors over time", fontsize=10)
    axes.set_xlabel("s")
    axes.set_ylabel("errors")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(0, max(axes.get_ylim()[1] * 1.4, 1.0))
    axes.set_xlim(0, begin_s)
    axes.legend(*_once(axes), fontsize=8, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)


def _latency(axes: Any, sizes: Sequence[LatencyData]) -> None:
    """Share of the exchanges that took no longer, for each size."""
    for number, size in enumerate(sizes):
        colour = f"C{number}"
        count = len(size.times_ms)
        shares = [100 * (n + 1) / count for n in range(count)]
        axes.step(size.times_ms, shares, where="post", color=colour, label=str(size.octets))
        if size.line_ms:
            axes.axvline(size.line_ms, color=colour, ls=":", lw=0.8)
    axes.set_title("latency by size in octets; dotted: on the line", fontsize=10)
    axes.set_xlabel("ms")
    axes.set_ylabel("took no longer, %")
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.legend(fontsize=8)


def _throughput(axes: Any, tests: Sequence[ThroughputData]) -> None:
    """Octets per second in each moment, beside what the line can carry."""
    for test in tests:
        edges = [0.0, *(moment.time_s for moment in test.timeline)]
        rates = [
            moment.octets / max(end - start, 1e-6) / 1e3
            for moment, start, end in zip(test.timeline, edges, edges[1:], strict=False)
        ]
        axes.stairs(rates, edges, baseline=None, color=LINE, label="measured")
        axes.axhline(test.octets_per_s / 1e3, color=LINE, lw=0.8, ls=":", label="mean")
        if test.theory_octets_per_s:
            theory = test.theory_octets_per_s / 1e3
            axes.axhline(theory, color="black", ls="--", label="theory, 8N1")
    axes.set_title("throughput", fontsize=10)
    axes.set_xlabel("s")
    axes.set_ylabel("1000 octets/s")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=8)


def _once(axes: Any) -> tuple[list[Any], list[str]]:
    """The legend's handles and labels, each label once."""
    handles, labels = axes.get_legend_handles_labels()
    one_each = dict(zip(labels, handles, strict=True))
    return list(one_each.values()), list(one_each)
