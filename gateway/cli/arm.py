"""`cupola arm`: lets a wired source be commanded for a while."""

from __future__ import annotations

import getpass
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from gateway.cli.lines import json_line
from gateway.cli.output import Page, moment, safe
from gateway.commanding.arming import Armed, Arming
from gateway.record import utc
from gateway.station import LineSource, Station, load_station

Command = TypeVar("Command", bound=Callable[..., Any])

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_DURATION = re.compile(r"([1-9][0-9]{0,5})([smh])")

station_option = click.option(
    "--station",
    "path",
    required=True,
    envvar="CUPOLA_STATION",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The station file; without it, $CUPOLA_STATION names it.",
)


def duration_of(text: str) -> timedelta:
    """A time such as 90s, 10m or 2h.

    Raises:
        click.BadParameter: It is none.
    """
    found = _DURATION.fullmatch(text)
    if not found:
        raise click.BadParameter(f"{safe(text)!r} is no duration: write 90s, 10m or 2h.")
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def wired_sources(station: Station) -> list[LineSource]:
    """The sources that can be commanded at all."""
    return [source for source in station.source if isinstance(source, LineSource) and source.wired]


def check_wired(station: Station, source: str) -> None:
    """See that *source* can be commanded, if one is named.

    Raises:
        click.UsageError: It cannot.
    """
    wired = [one.name for one in wired_sources(station)]
    if source and source not in wired:
        known = ", ".join(wired) or "none: its table needs `wired = true`"
        raise click.UsageError(f"no wired source {safe(source)!r}; wired is {known}.")


def caller() -> str:
    """Who is at the machine, also behind sudo."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


@click.command(name="arm")
@click.argument("source", default="")
@click.option("--for", "duration", type=duration_of, metavar="TIME", help="90s, 10m or 2h.")
@click.option("--off", is_flag=True, help="Disarm SOURCE, or all sources.")
@station_option
@click.option("--json", "as_json", is_flag=True, help="The state, one JSON object a line.")
def command(source: str, duration: timedelta | None, off: bool, path: Path, as_json: bool) -> None:
    """Arm SOURCE for commands, disarm it, or show what is armed.

    Call it as the user whom the gateway runs as, or as root. A source is armed only where its
    table says `wired = true`, and for 12 h at most.

    \b
    Examples:
        cupola arm bench --for 10m --station bench.toml
        cupola arm --station bench.toml
        cupola arm --off --station bench.toml
    """
    station = load_station(path)
    check_wired(station, source)
    arming, now = Arming(station.state_folder), datetime.now(UTC)
    if off:
        if duration:
            raise click.UsageError("--off and --for contradict each other.")
        arming.disarm(source, now)
    elif source:
        if duration is None:
            raise click.UsageError("Say for how long with --for: 10m, for example.")
        arming.arm(source, Armed(now, now + duration, caller()))
    elif duration:
        raise click.UsageError("Say which SOURCE is to be armed.")
    _show(station, arming.armed(now), as_json)


def _show(station: Station, armed: dict[str, Armed], as_json: bool) -> None:
    rows = []
    for source in wired_sources(station):
        one = armed.get(source.name)
        if as_json:
            record: dict[str, Any] = {"source": source.name, "armed": one is not None}
            told = {"until": utc(one.until), "by": one.by} if one else {}
            sys.stdout.write(json_line(record | told))
        rows.append([source.name, f"armed until {moment(one.until)}, by {one.by}" if one else "no"])
    if not as_json:
        Page().table(rows, ["source", "armed"])
        if not rows:
            click.echo("No source is wired: nothing can be commanded.", err=True)
