"""Play the leak: nine hours of a module whose backup radiator loses its coolant.

    firmware (C, this machine) ─▶ virtual line ─▶ `cupola run` ─▶ mosquitto ─▶ mosquitto_sub

The module's clock runs faster than ours.  All of its numbers are invented.
`tools/demo --leak` calls this.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

import click
from play import broker_port, running_gateway, subscriber_of

from gateway.errors import CupolaError
from gateway.hil.device.virtual_device import VirtualDevice, build_virtual_device
from gateway.hil.wire import Line

HOURS = 9
SHOWN_EVERY_S = 600
"""Of the module's time between two lines."""

COLOURS = {"caution": "yellow", "warning": "red"}
FULL_KPA = 320
BAR = 24

_SOURCE = """
[[source]]
name = "module"
hardware = "firmware-shim"
port = "{port}"
missions = ["coolant-loops"]
simulated = true

[mqtt]
channel_topics = "off"
"""
_TOPICS = ("tlm/coolant-loops/loops", "tlm/coolant-loops/event", "alarm/#")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--leak", is_flag=True, hidden=True)
@click.option(
    "--scenario",
    default="nauka",
    show_default=True,
    type=click.Choice(["nauka", "soyuz-ms-22", "progress-ms-21", "nominal"]),
    help="What happens.",
)
@click.option(
    "--speed", default=600, show_default=True, help="The module's seconds in one of ours."
)
def main(leak: bool, scenario: str, speed: int) -> None:
    """Nine hours of a leaking coolant loop, from firmware in C to alarms on MQTT."""
    with (
        tempfile.TemporaryDirectory(prefix="cupola-leak-") as folder,
        contextlib.suppress(KeyboardInterrupt),
        Line() as line,
    ):
        try:
            _play(Path(folder), line, scenario, speed)
        except CupolaError as error:
            raise click.ClickException(str(error)) from error
    click.echo("demo: ended")


def _play(folder: Path, line: Line, scenario: str, speed: int) -> None:
    executable = build_virtual_device(folder / "device")
    with running_gateway(folder, _SOURCE.format(port=line.ground_port)) as gateway:
        port = broker_port(gateway, "ERROR")
        subscriber = subscriber_of(port, [f"cupola-sim/demo/{topic}" for topic in _TOPICS])
        click.secho("\nAll numbers are invented; no spacecraft sent them.", bold=True)
        options = ["--scenario", scenario, "--speed", str(speed)]
        with VirtualDevice(executable, line.device_port, options):
            end = threading.Timer(HOURS * 3600 / speed, subscriber.terminate)
            end.daemon = True
            end.start()
            _show(subscriber)


def _show(subscriber: subprocess.Popen[str]) -> None:
    """Print a line every ten of the module's minutes, and what it and the gateway say."""
    assert subscriber.stdout
    shown_s = -SHOWN_EVERY_S
    for text in subscriber.stdout:
        topic, _, payload = text.partition(" ")
        if not payload.strip():
            continue
        record = json.loads(payload)
        if "/alarm/" in topic:
            _show_alarm(topic.rpartition("/")[2], record)
            continue
        readings = record["readings"]
        uptime_s = readings["uptime"]["value"] / 1000
        if record["packet"] == "event":
            where, what = readings["loop"]["value"], readings["event"]["value"]
            click.secho(f"{_clock(uptime_s)}  module: {where} loop: {what}", fg="cyan")
        elif uptime_s - shown_s >= SHOWN_EVERY_S:
            shown_s = uptime_s
            _show_loops(uptime_s, readings)


def _show_alarm(channel: str, record: dict[str, Any]) -> None:
    state = record["state"]
    value = f"{record['value']:.4g}" if isinstance(record["value"], float) else record["value"]
    said = f"{channel} is {state}: {value} {record.get('unit', '')} {record['limit']}"
    click.secho(f"          ALARM  {said}", fg=COLOURS.get(state, "green"), bold=True)


def _show_loops(uptime_s: float, readings: dict[str, Any]) -> None:
    parts = []
    for loop in ("main_loop", "backup_loop"):
        pressure = readings[f"{loop}.inlet_pressure"]
        quantity = readings[f"{loop}.accumulator_quantity"]
        if pressure["value"] is None:
            continue
        filled = "█" * round(BAR * min(1.0, pressure["value"] / FULL_KPA))
        text = f"{loop[:-5]:>6} {pressure['value']:5.0f} kPa {quantity['value']:4.0f} %"
        parts.append(click.style(f"{text} {filled:<{BAR}}", fg=COLOURS.get(pressure["state"])))
    click.echo(f"{_clock(uptime_s)}  {'  '.join(parts)}")


def _clock(seconds: float) -> str:
    minutes = int(seconds) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


if __name__ == "__main__":
    main()
