"""`cupola send`: a command to a device, through the running gateway."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
import msgspec

from gateway.cli.arm import caller, check_wired, station_option
from gateway.cli.lines import json_line
from gateway.cli.mission_text import argument_row, command_record
from gateway.cli.output import Page, safe
from gateway.cli.selection import missions_in_force
from gateway.commanding.commander import Way, ways
from gateway.commanding.reply import Status
from gateway.definition import Command
from gateway.errors import BrokerError, LayoutError
from gateway.record import encode, utc
from gateway.sinks.topics import Incoming, Message, Topics
from gateway.station import Station, load_station

EXIT_CODES = {
    Status.ACCEPTED: 0,
    Status.REFUSED: 1,
    Status.FAILED: 1,
    Status.UNKNOWN: 2,
    Status.INVALID: 2,
    Status.NOT_ARMED: 3,
    Status.NOT_SENT: 4,
    Status.TIMEOUT: 5,
}
"""By what became of the command; `docs/commands.md` has them too."""

NOTHING = (
    "No mission of a wired source has such a command. The source needs `wired = true`, and for "
    "a simulated mission `simulated = true`."
)

PATIENCE_S = 3.0
"""How long the gateway may take for its own part."""


@click.command(name="send")
@click.argument("verb", default="")
@click.argument("arguments", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--source", default="", metavar="NAME", help="Where to, if that is not clear.")
@click.option("--mission", default="", metavar="NAME", help="Whose command, if not clear.")
@station_option
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(0.1, 60),
    default=5.0,
    show_default=True,
    help="Seconds until the device must have acknowledged.",
)
@click.option("--list", "listing", is_flag=True, help="List the commands and their arguments.")
@click.option("--json", "as_json", is_flag=True, help="The answer, or the list, as JSON.")
def command(
    verb: str,
    arguments: Sequence[str],
    source: str,
    mission: str,
    path: Path,
    timeout_s: float,
    listing: bool,
    as_json: bool,
) -> None:
    """Send the command VERB to a wired device and wait for its acknowledgement.

    The gateway has to run, and the source to be armed: see `cupola arm`. The exit code is 0 where
    the device accepted, 1 where it refused or failed, 2 for a wrong command, 3 not armed, 4 not
    sent, 5 not acknowledged: it may have been carried out.

    \b
    Examples:
        cupola send --list --station bench.toml
        cupola send valve position=closed --station bench.toml
    """
    station = load_station(path)
    folders = [station.path(folder) for folder in station.missions.folders]
    found = ways(station.source, missions_in_force(folders), source, mission)
    if listing:
        return _list([way for way in found if verb in ("", way[2].name)], as_json)
    if not verb:
        raise click.UsageError("Name the VERB; `cupola send --list` shows them.")
    check_wired(station, source)
    values = _values(_command(verb, found), arguments)
    body = {
        "id": uuid4().hex,
        "sent_at": utc(datetime.now(UTC)),
        "source": source,
        "mission": mission,
        "values": values,
        "timeout_s": timeout_s,
        "by": f"{caller()}@{socket.gethostname()}"[:64],
    }
    try:
        answer = asyncio.run(_ask(station, verb, body, timeout_s + PATIENCE_S))
    except BrokerError as error:
        answer = {"id": body["id"], "status": Status.NOT_SENT.value, "message": str(error)}
    _tell(answer, as_json)
    sys.exit(EXIT_CODES[Status(answer["status"])])


def _command(verb: str, ways: Sequence[Way]) -> Command:
    """The one command that can be meant."""
    found = {id(command): command for _, _, command in ways if command.name == verb}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise click.UsageError(f"several missions have a command {safe(verb)!r}: use --mission.")
    names = sorted({command.name for _, _, command in ways})
    if not names:
        raise click.UsageError(NOTHING)
    near = get_close_matches(verb, names, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(names)}."
    raise click.UsageError(f"there is no command {safe(verb)!r}; {hint}")


def _values(command: Command, arguments: Sequence[str]) -> dict[str, Any]:
    """The values by path, read as the definition has them and checked by it."""
    values: dict[str, Any] = {}
    try:
        for text in arguments:
            name, equals, value = text.partition("=")
            if not equals:
                raise click.UsageError(f"{safe(text)!r} is no NAME=VALUE.")
            if name in values:
                raise click.UsageError(f"{safe(name)} is given twice.")
            argument = command.arguments.get(name)
            values[name] = argument.read(value) if argument else value
        command.build(values, tag=1)
    except LayoutError as error:
        raise click.UsageError(safe(f"{error.path}: {error.reason}")) from error
    return values


async def _ask(
    station: Station, verb: str, body: Mapping[str, Any], patience_s: float
) -> Mapping[str, Any]:
    """Publish a request and wait for its answer; without one it is a timeout.

    Raises:
        BrokerError: The broker cannot be reached, or refuses it.
    """
    # The MQTT client takes longer to load than the other commands to run.
    from gateway.cli.broker import join

    base = Topics(station.name, station.mqtt).base()
    answered: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()

    def hear(incoming: Incoming) -> None:
        try:
            answer = msgspec.json.decode(incoming.payload, type=dict[str, Any])
            is_ours = answer.get("id") == body["id"] and bool(Status(answer.get("status", "")))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return
        if is_ours and not answered.done():
            answered.set_result(answer)

    def published(code: int) -> None:
        if code and not answered.done():
            reason = f"the broker refuses the command (reason code 0x{code:02X})"
            answered.set_exception(BrokerError(reason))

    async with AsyncExitStack() as stack:
        connection = await join(station, f"send-{body['id'][:8]}", stack)
        await connection.listen(f"{base}/rsp/{verb}", hear)
        request = Message(f"{base}/cmd/{verb}", encode(body), expire_s=30)
        connection.post(request, published)
        losing = asyncio.ensure_future(connection.lost())
        await asyncio.wait((answered, losing), timeout=patience_s, return_when="FIRST_COMPLETED")
        if answered.done():
            losing.cancel()
            return answered.result()
        message = (
            f"no answer within {patience_s:g} s: is the gateway of {station.name} running, "
            "with `wired = true` in a source?"
        )
        if losing.done():
            message = str(losing.exception())
        losing.cancel()
        return {"id": body["id"], "status": Status.TIMEOUT.value, "message": message}


def _tell(answer: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json_line(answer))
        return
    facts = [safe(str(answer.get("message", "")))]
    if "tag" in answer:
        facts.append(f"tag {answer['tag']}")
    if isinstance(attempts := answer.get("attempts"), int) and attempts > 1:
        facts.append(f"sent {attempts} times")
    Page().say(f"{safe(str(answer.get('status')))}: {', '.join(facts)}")


def _list(ways: Sequence[Way], as_json: bool) -> None:
    page = Page()
    for source, mission, command in ways:
        if as_json:
            way = {"source": source, "mission": mission.name, "verb": command.name}
            sys.stdout.write(json_line(way | command_record(command)))
            continue
        about = f": {command.about}" if command.about else ""
        page.say(
            page.style(safe(f"{source}  {mission.name}  {command.name}"), bold=True) + safe(about)
        )
        page.table(list(map(argument_row, command.arguments.values())), indent="  ")
    if not ways:
        click.echo(NOTHING, err=True)
