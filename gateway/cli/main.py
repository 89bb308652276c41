"""`cupola`: the group of commands, and what they share."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Any

import click

from gateway.errors import CupolaError, StationError

EXIT_FAILED = 1
"""The command did its work, and the answer is no."""

EXIT_USAGE = 2
"""The command was called wrongly, or a file it needs is wrong."""

_COMMANDS = {
    "run": "The gateway: from the sources of a station file to MQTT.",
    "decode": "Decode signals and files of frames to a table, JSON lines or CSV.",
    "explain": "Show what every octet of a frame means, or why it was not decoded.",
    "journal": "List, export and replay the frames of a station's journal.",
    "arm": "Let a wired source be commanded for a while.",
    "send": "Send a command to a wired device, through the running gateway.",
    "sstv": "Pictures of slow-scan television in recordings, as PNG files.",
    "loopback": "Test a serial port through a jumper from its TX to its RX.",
    "satellites": "List satellites with frequency, modulation, baud and framing.",
    "missions": "List the missions, show one, check a mission file.",
    "export": "Write a mission's packets and commands as C for its firmware.",
}


class _Commands(click.Group):
    """Imports a command's module when the command is called: `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"gateway.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except CupolaError as error:
            click.echo(f"cupola: {error}", err=True)
            sys.exit(EXIT_USAGE if isinstance(error, StationError) else EXIT_FAILED)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            click.echo(f"cupola: the output cannot be written: {error.strerror}", err=True)
            # What is left of it cannot be written at the end of the program either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(EXIT_FAILED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cupola-gateway", message="cupola %(version)s")
def main() -> None:
    """Cupola: frames from wires and radios, decoded channels on MQTT.

    \b
    Try:  cupola decode recording.wav
          cupola run station.toml
    """
