"""Which missions a command decodes with: the options, and the decoder they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from gateway.cli.output import safe
from gateway.decoder import Decoder
from gateway.definition import Mission
from gateway.loading import load_missions
from gateway.model import Entry, Outcome

_ONE_SOURCE = "file"

Command = TypeVar("Command", bound=Callable[..., Any])

folder_option = click.option(
    "--missions-folder",
    "folders",
    multiple=True,
    metavar="FOLDER",
    type=click.Path(exists=True, path_type=Path),
    help="A folder of your own mission files, or one file; may be given several times.",
)

name_option = click.option(
    "--mission",
    "names",
    multiple=True,
    metavar="NAME",
    help="Only this mission; may be given several times. Without it frames are recognised.",
)


def mission_options(command: Command) -> Command:
    """`--mission` and `--missions-folder`."""
    return name_option(folder_option(command))


def missions_in_force(folders: Sequence[Path], names: Sequence[str] = ()) -> Mapping[str, Mission]:
    """All missions by name; a file that cannot be loaded is told and left out.

    Raises:
        click.UsageError: One of *names* is no mission.
    """
    loaded = load_missions(folders)
    for fault in loaded.faults:
        click.echo(f"cupola: mission not loaded: {safe(str(fault))}", err=True)
    for name in names:
        if name not in loaded.missions:
            raise click.UsageError(unknown_mission(name, loaded.missions))
    return loaded.missions


def unknown_mission(name: str, missions: Mapping[str, Mission]) -> str:
    """The sentence for a name that no mission has."""
    near = get_close_matches(name, missions, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`cupola missions` lists them."
    return f"there is no mission {safe(name)!r}; {hint}"


class FileDecoder:
    """A decoder to which everything comes from one source.

    The files of a recording are pieces of one stream, and no two receivers.

    Args:
        missions: All missions.
        names: Those that the source can carry; empty to recognise frames.
    """

    def __init__(self, missions: Mapping[str, Mission], names: Sequence[str] = ()):
        self._decoder = Decoder(missions, {_ONE_SOURCE: names})

    def decode(self, entry: Entry) -> Outcome:
        """What becomes of *entry*."""
        return self._decoder.decode(msgspec.structs.replace(entry, source=_ONE_SOURCE))
