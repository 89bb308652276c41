"""`cupola run`: the gateway."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path
from typing import Any

import click

from gateway.app import Gateway
from gateway.cli import logs
from gateway.station import load_station

log = logging.getLogger(__name__)


@click.command(name="run")
@click.argument("station", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--once", is_flag=True, help="End when every source is at its end.")
@click.option("--check", is_flag=True, help="Check the station file and end.")
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
    help="The least that is logged.",
)
@click.option("--log-json", is_flag=True, help="Log one JSON object a line.")
def command(station: Path, once: bool, check: bool, log_level: str, log_json: bool) -> None:
    """Run the gateway of the file STATION until Ctrl-C.

    Frames go from its sources to its journal and from there, decoded, to MQTT. Without an
    [mqtt] host a private mosquitto is started on loopback.

    \b
    Example:
        cupola run roof.toml
        mosquitto_sub -t 'cupola/#' -v        (in another terminal)
    """
    logs.set_up(log_level, log_json)
    gateway = Gateway(load_station(station))
    if check:
        click.echo(f"{station}: in order")
        return
    asyncio.run(_run(gateway, once))


def _tell(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what a callback of a library raised in one line: nobody waits for it.

    aiomqtt asks to be told when a socket can be written to that is closed meanwhile.
    """
    log.warning("%s: %r", context["message"].partition(" handle")[0], context.get("exception"))


async def _run(gateway: Gateway, once: bool) -> None:
    leave = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_tell)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, leave.set)
    await gateway.run(leave, until_finished=once)
