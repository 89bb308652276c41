"""`cupola satellites`: the catalogue of satellites and what they send."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
import msgspec

from gateway.cli.lines import json_line
from gateway.cli.main import EXIT_FAILED
from gateway.cli.output import Cell, Page, number
from gateway.model import Downlink
from gateway.satellites import Satellite, Sender, at_frequency, find, satellites

NEAR_HZ = 15e3
"""Doppler and a bad dial at 70 cm."""


@click.command(name="satellites")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--near", metavar="MHZ", type=float, help="Who sends near this frequency.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a satellite and downlink.")
def command(names: tuple[str, ...], near: float | None, as_json: bool) -> None:
    """List satellites with frequency, modulation, baud and framing.

    NAME is a name or a part of one, a callsign, or a NORAD number. Any of them can be a
    `--downlink` of `cupola decode`. Ends with 1 if there is none.

    \b
    Examples:
        cupola satellites smog
        cupola satellites 43678
        cupola satellites --near 437.5
        cupola satellites --json | jq .downlink.framings
    """
    senders = _senders(names, near)
    if as_json:
        for satellite, downlink in senders:
            sys.stdout.write(json_line(_record(satellite, downlink)))
    elif senders:
        headings = ["name", "norad", "MHz", "modulation", "Bd", "framing"]
        Page().table([_row(satellite, downlink) for satellite, downlink in senders], headings)
    if not senders:
        click.echo("cupola: there is no such satellite", err=True)
        sys.exit(EXIT_FAILED)


def _senders(names: Sequence[str], near: float | None) -> list[Sender]:
    """Those of the catalogue that are asked for."""
    senders: Sequence[Sender]
    if near is None:
        senders = [(one, downlink) for one in satellites() for downlink in one.downlinks]
    else:
        senders = at_frequency(near * 1e6, NEAR_HZ)
    return [sender for sender in senders if not names or _is_named(sender[0], names)]


def _is_named(satellite: Satellite, names: Sequence[str]) -> bool:
    """Whether one of *names* is a satellite's, or a part of its name."""
    return any(
        name.casefold() in satellite.name.casefold() or find(name) == satellite for name in names
    )


def _row(satellite: Satellite, downlink: Downlink) -> list[Cell | str]:
    hertz = downlink.frequency_hz
    return [
        satellite.name,
        str(satellite.norad or ""),
        f"{hertz / 1e6:.4f}" if hertz else "",
        downlink.modulation,
        number(downlink.baud),
        ", ".join(downlink.framings),
    ]


def _record(satellite: Satellite, downlink: Downlink) -> dict[str, object]:
    return {
        "name": satellite.name,
        "norad": satellite.norad,
        "aliases": list(satellite.aliases),
        "downlink": msgspec.to_builtins(downlink),
    }
