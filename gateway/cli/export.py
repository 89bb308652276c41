"""`cupola export`: a mission's definition in other languages; for now, C for its firmware."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from gateway.cli.lines import json_line
from gateway.cli.main import EXIT_FAILED
from gateway.cli.output import Cell, Page, safe
from gateway.cli.selection import folder_option, missions_in_force
from gateway.definition import Mission
from gateway.export.c_mission import MARK, CMission
from gateway.hil.device.firmware import shim_folder

MARK_WITHIN = 1000
"""Octets of a file in which its mark stands, if it has one."""


@click.group(name="export")
def command() -> None:
    """Write a mission's definition in another language.

    \b
    Examples:
        cupola export c --list
        cupola export c horus-v2 --to firmware/src
    """


@command.command()
@click.argument("name", metavar="[MISSION]", required=False)
@folder_option
@click.option(
    "--to",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Where to write; made if it is not there. Without it, the current folder.",
)
@click.option(
    "--packet",
    "chosen",
    multiple=True,
    metavar="NAME",
    help="Only this packet or command; may be given several times.",
)
@click.option("--with-shim", is_flag=True, help="Also copy the firmware library, `cupola/`.")
@click.option("--force", is_flag=True, help="Overwrite files that were not made by this command.")
@click.option("--list", "listed", is_flag=True, help="Show what can be exported; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a mission, a line each.")
def c(
    name: str | None,
    folders: Sequence[Path],
    to: Path,
    chosen: Sequence[str],
    with_shim: bool,
    force: bool,
    listed: bool,
    as_json: bool,
) -> None:
    """Write the packets and commands of MISSION as C99: a header and a source.

    Only layouts of fixed size have a struct in C. What has none is told and left out, and the
    command ends with 1; with `--packet` only what is asked for counts.

    \b
    Examples:
        cupola export c coolant-loops --to src --with-shim
        cc -std=c99 -Os -c src/*.c src/cupola/*.c
        cupola export c horus-v2
        cupola export c picsat --packet beacon
        cupola export c --list
    """
    missions = missions_in_force(folders, [name] if name else [])
    if listed:
        _list([missions[name]] if name else list(missions.values()), as_json)
        return
    if name is None:
        raise click.UsageError("Missing argument 'MISSION'; `cupola export c --list` shows them.")
    made = CMission(missions[name], _known(chosen, missions[name]))
    files = _write(made, to, with_shim=with_shim, force=force) if made.packets else []
    if as_json:
        sys.stdout.write(json_line({**_record(made), "files": [str(file) for file in files]}))
    else:
        _tell(made, files)
    if made.left_out:
        sys.exit(EXIT_FAILED)


def _known(chosen: Sequence[str], mission: Mission) -> Sequence[str]:
    """*chosen*, if they are packets or commands.

    Raises:
        click.UsageError: One is neither.
    """
    there = [packet.name for packet in mission.packets]
    there += [each.name for each in mission.commands]
    for name in chosen:
        if name not in there:
            missing = f"{mission.name} has no packet or command {safe(name)!r}"
            raise click.UsageError(f"{missing}; it has {', '.join(there)}.")
    return chosen


def _write(made: CMission, to: Path, *, with_shim: bool, force: bool) -> list[Path]:
    """Write the files; nothing at all if one of them is in the way."""
    contents = {to / f"{made.name}.{kind}": text.encode() for kind, text in _texts(made)}
    if with_shim:
        contents |= _shim(to)
    try:
        in_the_way = [] if force else [file for file in contents if not _is_ours(file, contents)]
        if in_the_way:
            name = safe(str(in_the_way[0]))
            raise click.UsageError(f"{name} was not made by this command; --force overwrites it.")
        for file, content in contents.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    except OSError as error:
        raise click.FileError(safe(str(error.filename)), error.strerror) from error
    return list(contents)


def _texts(made: CMission) -> list[tuple[str, str]]:
    return [("h", made.header), ("c", made.source)]


def _shim(to: Path) -> dict[Path, bytes]:
    """The files of the firmware library, by where they go."""
    folder = shim_folder()
    sources = sorted(file for file in (folder / "cupola").rglob("*") if file.suffix in (".c", ".h"))
    return {to / file.relative_to(folder): file.read_bytes() for file in sources}


def _is_ours(file: Path, contents: Mapping[Path, bytes]) -> bool:
    """Whether *file* may be written: it is not there, or was made here, or is the same."""
    if not file.exists():
        return True
    there = file.read_bytes()
    return there == contents[file] or MARK.encode() in there[:MARK_WITHIN]


def _tell(made: CMission, files: Sequence[Path]) -> None:
    page = Page()
    for packet in made.packets:
        page.say(f"struct {packet.tag}: {packet.size} octets, layout hash {packet.layout_hash:08x}")
    if made.packets:
        page.say(f"{made.mission.name}: layout hash {made.layout_hash:08x}")
    for file in files[:2]:
        page.say(page.style(f"wrote {safe(str(file))}", "green"))
    if shim := files[2:]:
        folder = safe(str(shim[0].parent))
        page.say(page.style(f"wrote {folder}: {len(shim)} files of the firmware library", "green"))
    for left_out in made.left_out:
        click.echo(f"cupola: left out: {safe(str(left_out))}", err=True)
    if not made.packets:
        click.echo("cupola: nothing was written", err=True)


def _list(missions: Sequence[Mission], as_json: bool) -> None:
    """Show what of each mission can be exported."""
    made = [CMission(mission) for mission in missions]
    if as_json:
        for one in made:
            sys.stdout.write(json_line(_record(one)))
        return
    rows = [row for one in made for row in _rows(one)]
    Page().table(rows, ["mission", "packet", "octets", "left out, because"])


def _rows(made: CMission) -> list[list[Cell | str]]:
    name = Cell(made.mission.name, "cyan")
    rows: list[list[Cell | str]] = [
        [name, packet.definition.name, f"{packet.size:6d}"] for packet in made.packets
    ]
    for one in made.left_out:
        why = ": ".join(filter(None, (one.refusal.path, one.refusal.reason)))
        rows.append([name, one.name, "", Cell(safe(why), "yellow")])
    return rows


def _record(made: CMission) -> dict[str, Any]:
    """What is exported and what is not."""
    return {
        "name": made.mission.name,
        "layout_hash": f"{made.layout_hash:08x}" if made.packets else None,
        "exported": {
            packet.definition.name: {
                "struct": packet.tag,
                "octets": packet.size,
                "layout_hash": f"{packet.layout_hash:08x}",
            }
            for packet in made.packets
        },
        "left_out": {
            one.name: {"path": one.refusal.path, "reason": one.refusal.reason}
            for one in made.left_out
        },
    }
