"""`cupola loopback`: a serial port, tested through a jumper from its TX to its RX."""

from __future__ import annotations

import os
import re
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from gateway.cli.lines import json_line
from gateway.cli.output import Page, safe
from gateway.errors import SourceError

if TYPE_CHECKING:
    from gateway.hil.loopback.report import Report
    from gateway.hil.loopback.result import Result
    from gateway.hil.loopback.session import Plan

EXIT_NOT_TESTED = 2

TESTS = (
    "bit-errors",
    "patterns",
    "throughput",
    "latency",
    "modem-lines",
    "counters",
    "baud-scan",
)
"""As in `gateway.hil.loopback.session`, which `--help` does not import."""

COLOURS = {
    "passed": "green",
    "failed": "red",
    "measured": "green",
    "not supported": "bright_black",
    "not tested": "yellow",
}

NAME_COLUMNS = 20
VERDICT_COLUMNS = 13
SUMMARY_COLUMNS = 20
"""At least, in a narrow terminal."""

TERMINAL_COLUMNS = 80
"""Together, with two gaps of two, no more than these, or what a narrower terminal has."""

LIVE_STEP_S = 0.2
"""Between two updates of the live line."""

UNITS_S = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def duration(context: click.Context, parameter: click.Parameter, text: str | None) -> float | None:
    """A length of time, such as ``90``, ``30s``, ``10m``, ``2h`` or ``1d``, in seconds."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?) ?([a-z]*)", text.strip())
    if not found or found[2] not in UNITS_S or not float(found[1]):
        raise click.BadParameter(f"{safe(text)!r} is no time; write such as 30s, 10m or 2h")
    return float(found[1]) * UNITS_S[found[2]]


@click.command(name="loopback")
@click.argument("port", metavar="PORT")
@click.option(
    "--baud",
    type=click.IntRange(50, 12_000_000),
    default=115200,
    show_default=True,
    help="Symbols per second, 8N1.",
)
@click.option("--quick", is_flag=True, help="About four seconds: PRBS9, patterns, counters.")
@click.option(
    "--test",
    "tests",
    multiple=True,
    type=click.Choice(TESTS),
    help="Only this test, after presence; may be given again.",
)
@click.option(
    "--duration",
    "duration_s",
    metavar="TIME",
    callback=duration,
    help="Of the bit-error test, all sequences together (30s, 10m).",
)
@click.option(
    "--soak",
    "soak_s",
    metavar="TIME",
    callback=duration,
    help="Sequences and patterns in turn for so long (10m, 2h); Ctrl-C ends it with a report.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
@click.option(
    "--plot",
    metavar="PICTURE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Draw errors over time, latency and throughput (PNG, SVG).",
)
def command(
    port: str,
    baud: int,
    quick: bool,
    tests: Sequence[str],
    duration_s: float | None,
    soak_s: float | None,
    as_json: bool,
    plot: Path | None,
) -> None:
    """Test the serial port PORT through a jumper that joins its TX with its RX.

    PORT is a device, or a URL of pyserial such as socket://host:4000. First it is made sure that
    our own octets come back; then bits, patterns, throughput, latency, modem lines, the driver's
    error counters and a scan of the bauds, in about 20 seconds at 115200 Bd. Nothing else may be
    joined to TX: what is sent would reach it. What this kind of port cannot tell is said, and is
    no pass.

    Ends with 0 if nothing was wrong, with 1 if there were errors, with 2 if it could not be
    tested.

    \b
    Examples:
        cupola loopback /dev/ttyUSB0
        cupola loopback /dev/ttyAMA0 --baud 57600 --quick
        cupola loopback /dev/ttyUSB0 --test bit-errors --duration 10m
        cupola loopback /dev/ttyUSB0 --soak 2h --plot soak.png
        cupola loopback socket://bench:4000 --json | jq .conclusion
    """
    page, live = Page(), LiveLine()
    told = _untold if as_json else lambda result: _say(page, live, result)
    with _answered():
        draw = _drawing(plot) if plot else None
        report = _run(port, baud, _plan(quick, tests, duration_s, soak_s), live, told)
        if as_json:
            sys.stdout.write(json_line(record(report)))
        else:
            _conclude(page, report)
        sys.stdout.flush()
    if draw and plot:
        _draw(draw, plot, report)
    sys.exit(report.exit_code)


class LiveLine:
    """One line on a terminal, written over and over; nothing where no terminal is."""

    def __init__(self) -> None:
        self._seen = sys.stderr.isatty()
        self._next = 0.0

    def __call__(self, text: str) -> None:
        """Show *text*, if the last one has been seen for long enough."""
        now = time.monotonic()
        if self._seen and now >= self._next:
            self._next = now + LIVE_STEP_S
            # A line that wraps could not be written over.
            columns = os.get_terminal_size(sys.stderr.fileno()).columns or TERMINAL_COLUMNS
            click.echo(f"\r\x1b[K{safe(text)[: columns - 1]}", nl=False, err=True)

    def clear(self) -> None:
        """Give the line to somebody else."""
        if self._seen:
            click.echo("\r\x1b[K", nl=False, err=True)
            self._next = 0.0


@contextmanager
def _answered() -> Iterator[None]:
    """End with 2 where there is no answer: what Python and click make of it is 1, errors found."""
    try:
        yield
    except SourceError as error:
        reason = safe(str(error))
    except KeyboardInterrupt:  # not in the session, which has a report of its own
        reason = "stopped by hand"
    except OSError as error:  # standard output: its disk is full, its reader has left
        reason = f"the report cannot be written: {os.strerror(error.errno or 0)}"
        # What is left of it cannot be written at the end of the program either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    else:
        return
    click.echo(f"cupola: {reason}", err=True)
    sys.exit(EXIT_NOT_TESTED)


def _plan(
    quick: bool, tests: Sequence[str], duration_s: float | None, soak_s: float | None
) -> Plan:
    """The plan that the options mean."""
    from gateway.hil.loopback.session import QUICK, Plan

    plan = QUICK if quick else Plan()
    if tests or soak_s:
        # A soak is enough; its counters are to be seen.
        plan = msgspec.structs.replace(plan, tests=tuple(tests) or ("counters",))
    if duration_s:
        plan = msgspec.structs.replace(plan, bit_errors_s=duration_s)
    return msgspec.structs.replace(plan, soak_s=soak_s or 0.0)


def _run(port: str, baud: int, plan: Plan, live: LiveLine, told: Any) -> Report:
    from gateway.hil.loopback.port import Port
    from gateway.hil.loopback.session import Session

    with Port(port, baud) as opened:
        report = Session(opened, plan, live, told).run()
    live.clear()
    return report


def _untold(result: Result) -> None:
    """A result that is told at the end."""


def _say(page: Page, live: LiveLine, result: Result) -> None:
    """A row of the table, with what does not fit in rows below."""
    live.clear()
    indent = NAME_COLUMNS + VERDICT_COLUMNS + 4
    room = max(_columns(page) - indent, SUMMARY_COLUMNS)
    first, *more = textwrap.wrap(safe(result.summary), room) or [""]
    verdict = page.style(result.verdict.value.ljust(VERDICT_COLUMNS), COLOURS[result.verdict])
    page.say(f"{result.name:{NAME_COLUMNS}}  {verdict}  {first}")
    for line in more:
        page.say(" " * indent + line)
    sys.stdout.flush()


def _columns(page: Page) -> int:
    return min(page.width or TERMINAL_COLUMNS, TERMINAL_COLUMNS)


def _conclude(page: Page, report: Report) -> None:
    colour = "green" if report.exit_code == 0 else "red"
    page.say()
    for line in textwrap.wrap(safe(report.conclusion), max(_columns(page) - 1, SUMMARY_COLUMNS)):
        page.say(page.style(line, colour, bold=True))


def record(report: Report) -> dict[str, Any]:
    """The report as one object."""
    fields: dict[str, Any] = msgspec.to_builtins(report)
    return {**fields, "exit_code": report.exit_code, "conclusion": report.conclusion}


def _drawing(plot: Path) -> Any:
    """What draws *plot*; looked for before the test, and not after hours of it."""
    try:
        from gateway.hil.loopback.plot import SUFFIXES, draw
    except ModuleNotFoundError as error:
        message = f"--plot needs {error.name}: pip install 'cupola-gateway[plot]'"
        raise click.UsageError(message) from error
    if plot.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"--plot {safe(str(plot))}: its name is to end in .png or .svg")
    if not plot.absolute().parent.is_dir():
        raise click.UsageError(f"--plot {safe(str(plot))}: there is no such folder")
    return draw


def _draw(draw: Any, plot: Path, report: Report) -> None:
    try:
        draw(plot, report)
    except (OSError, ValueError) as error:
        # The report has been told; that stays the answer.
        click.echo(f"cupola: {safe(f'{plot}: {error}')}", err=True)
    except KeyboardInterrupt:
        click.echo(f"cupola: {safe(str(plot))}: stopped by hand before it was drawn", err=True)
