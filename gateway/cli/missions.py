"""`cupola missions`: the missions there are, what one sends, whether a file is in order."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

import gateway.missions
from gateway.cli.lines import json_line
from gateway.cli.main import EXIT_FAILED
from gateway.cli.mission_text import (
    MissionText,
    command_record,
    downlink_text,
    link_text,
    match_text,
)
from gateway.cli.output import Cell, Page, safe
from gateway.cli.selection import missions_in_force, unknown_mission
from gateway.definition import Mission, Packet
from gateway.errors import LayoutError, MissionError
from gateway.loading import check_file, load_file, load_missions

MOST_NAMED = 8
"""Channels that a hint names; the number tells the rest."""

folder_option = click.option(
    "--folder",
    "folders",
    multiple=True,
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of your own mission files; may be given several times.",
)


@click.group(name="missions", invoke_without_command=True)
@folder_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a mission, a line each.")
@click.pass_context
def command(ctx: click.Context, folders: Sequence[Path], as_json: bool) -> None:
    """List the missions; `show` one, `check` a file.

    \b
    Examples:
        cupola missions
        cupola missions show delfi-pq
        cupola missions check my_cubesat.py
    """
    if ctx.invoked_subcommand:
        return
    missions = missions_in_force(folders)
    if as_json:
        for mission in missions.values():
            sys.stdout.write(json_line(_summary(mission)))
        return
    rows = [_row(mission) for mission in missions.values()]
    Page().table(rows, ["name", "title", "norad", "packets", "channels", "link", "downlinks"])


def _row(mission: Mission) -> list[Cell | str]:
    channels = sum(len(packet.channels) for packet in mission.packets)
    return [
        Cell(mission.name, "cyan"),
        safe(mission.title),
        str(mission.norad or ""),
        f"{len(mission.packets):7d}",
        f"{channels:8d}",
        " ".join(link.name for link in mission.link),
        "; ".join(map(downlink_text, mission.downlinks)),
    ]


def _summary(mission: Mission) -> dict[str, Any]:
    return {
        "name": mission.name,
        "title": mission.title,
        "norad": mission.norad,
        "link": [link_text(link) for link in mission.link],
        "match": match_text(mission.match),
        "downlinks": [msgspec.to_builtins(downlink) for downlink in mission.downlinks],
        "simulated": mission.simulated,
        "packets": {packet.name: len(packet.channels) for packet in mission.packets},
        "commands": [command.name for command in mission.commands],
    }


@command.command()
@click.argument("name")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with JSON Schemas.")
def show(name: str, folders: Sequence[Path], as_json: bool) -> None:
    """Show the mission NAME: what it sends, how it is known, and what it can be told."""
    loaded = load_missions(folders)
    if name not in loaded.missions:
        raise click.UsageError(unknown_mission(name, loaded.missions))
    mission = loaded.missions[name]
    if as_json:
        schemas = {packet.name: packet.schema() for packet in mission.packets}
        commands = {command.name: command_record(command) for command in mission.commands}
        more = {"packets": schemas, "commands": commands}
        sys.stdout.write(json_line(_summary(mission) | more))
        return
    MissionText(Page()).write(mission, loaded.files.get(name, package_file(name)))


@command.command()
@click.argument("path", metavar="FILE|FOLDER", type=click.Path(exists=True, path_type=Path))
def check(path: Path) -> None:
    """Check a mission file, or all in a folder.

    Tells every fault with file, line and field, and ends with 1 if there is any. A file in order
    is told with what it holds, and with hints at what it leaves unsaid.
    """
    files = sorted(path.glob("*.py")) if path.is_dir() else [path]
    if not files:
        raise click.UsageError(f"{safe(str(path))} holds no mission file (*.py).")
    page = Page()
    broken = [file for file in files if not _check(file, page)]
    if broken:
        sys.exit(EXIT_FAILED)


def _check(file: Path, page: Page) -> bool:
    """Tell what is wrong with *file*, or what it holds."""
    faults = check_file(file) or _clashes(file)
    for fault in faults:
        page.say(page.style(safe(str(fault)), "red"))
    if faults:
        return False
    mission = load_file(file)
    packets = ", ".join(f"{p.name} ({len(p.channels)} channels)" for p in mission.packets)
    page.say(page.style(f"{safe(str(file))}: in order", "green"))
    page.say(f"  mission {mission.name}, {safe(mission.title)}: {packets}")
    if mission.commands:
        page.say(f"  commands: {', '.join(command.name for command in mission.commands)}")
    for hint in hints(mission):
        page.say(page.style(f"  hint: {safe(hint)}", "yellow"))
    return True


def _clashes(file: Path) -> list[MissionError]:
    """What stands against the file's mission beside the package's own."""
    mission = load_file(file)
    if mission.replaces or file.resolve() == package_file(mission.name).resolve():
        return []
    if mission.name not in load_missions().missions:
        return []
    reason = "the package has this mission; say replaces=True to stand in for it"
    return [MissionError(reason, file=file, key="name")]


def package_file(name: str) -> Path:
    """Where the package defines the mission *name*, if it does."""
    return Path(gateway.missions.__path__[0], f"{name.replace('-', '_')}.py")


def hints(mission: Mission) -> Iterator[str]:
    """What a mission's author may have forgotten."""
    own = mission.match.identifies or all(p.match.identifies for p in mission.packets)
    if not own:
        yield "no callsign, address or prefix tells its frames: sources have to name the mission"
    if not mission.downlinks:
        yield "no downlinks say where it is heard"
    if unlimited := [packet.name for packet in mission.packets if not packet.limits]:
        yield f"no channel has limits in {', '.join(unlimited)}"
    for packet in mission.packets:
        yield from (f"{packet.name}: {hint}" for hint in _packet_hints(packet))


def _packet_hints(packet: Packet) -> Iterator[str]:
    unsaid = [info.path for info in packet.channels if not info.meaning]
    if unsaid:
        more = ", ..." if len(unsaid) > MOST_NAMED else ""
        named = ", ".join(unsaid[:MOST_NAMED])
        yield f"{len(unsaid)} channels do not say what they mean: {named}{more}"
    if gaps := _gaps(packet):
        yield f"nothing says what these hold: {', '.join(gaps)}"


def _gaps(packet: Packet) -> list[str]:
    """Padding, in a packet of zeros; inside a record it has the record's path."""
    try:
        fields = packet.locate(packet.build_values({})).fields
    except LayoutError:
        return []
    records = {""}
    for info in packet.channels:
        parts = info.path.split(".")
        records |= {".".join(parts[:depth]) for depth in range(1, len(parts))}
    return [place_text(one.bit, one.bits) for one in fields if one.gap and one.path in records]


def place_text(bit: int, bits: int) -> str:
    """A place in a packet, in octets where it can be."""
    if bit % 8 or bits % 8:
        return f"{bits} bits in octet {bit // 8}"
    first, last = bit // 8, (bit + bits) // 8 - 1
    return f"octet {first}" if first == last else f"octets {first} to {last}"
