"""Play a spacecraft and show what an outside subscriber sees.

    frames ─▶ KISS ─▶ pty ─┐
    frames ─▶ GMSK ─▶ IQ ──┴▶ `cupola run` ─▶ private mosquitto ─▶ mosquitto_sub ─▶ terminal

Everything between the first arrow and the last is what a station has; only the
transmitter is ours.  `tools/demo` calls this.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from transmitters import Line, Radio

from gateway.decoder import Decoder
from gateway.definition import Mission, Packet
from gateway.framing import make_deframer
from gateway.loading import load_missions
from gateway.model import Delivery, Disposition, Entry, Frame, Unit

ROOT = Path(__file__).resolve().parents[1]
VECTORS = ROOT / "tests" / "vectors" / "missions"
SHARED_FRAMES = ROOT.parent / "shared" / "data" / "frames"
SHOWN_CHANNELS = 6

LATENCY_S = 2.0
"""Until the last frame has come out of the modem."""

_STATION = 'name = "demo"\nstate_dir = "state"\n\n'


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--radio", is_flag=True, help="By radio: GMSK 9600, Doppler, noise, the modem.")
@click.option("--virtual", is_flag=True, help="The virtual spacecraft, whatever lies near.")
@click.option("--mission", default="quetzal-1", show_default=True, help="Which one it is.")
@click.option("--frames", "limit", type=int, default=0, help="End after so many frames.")
@click.option("--interval", default=1.0, show_default=True, help="Seconds between frames.")
def main(
    paths: tuple[Path, ...],
    radio: bool,
    virtual: bool,
    mission: str,
    limit: int,
    interval: float,
) -> None:
    """Frames on a serial line, or by radio, become channels on MQTT, until Ctrl-C.

    Without PATHS a virtual spacecraft transmits (or, if ../shared/data lies beside the
    repository, the real frames in it); PATHS are files or folders of real frames.
    """
    if not paths and not virtual and SHARED_FRAMES.is_dir():
        paths = (SHARED_FRAMES,)
    frames = real_frames(paths) if paths else virtual_frames(mission)
    with (
        tempfile.TemporaryDirectory(prefix="cupola-demo-") as folder,
        contextlib.suppress(KeyboardInterrupt),
        contextlib.closing(Radio() if radio else Line()) as transmitter,
    ):
        _play(Path(folder), frames, limit, interval, transmitter)
    click.echo("demo: ended")


def _play(
    folder: Path, frames: Iterator[bytes], limit: int, interval: float, transmitter: Line | Radio
) -> None:
    with running_gateway(folder, transmitter.source) as gateway:
        port = broker_port(gateway)
        click.secho("Subscribe from another terminal:", bold=True)
        click.echo(f"  mosquitto_sub -h 127.0.0.1 -p {port} -t 'cupola-sim/#' -v\n")
        subscriber = subscriber_of(port, ["cupola-sim/demo/tlm/+/+", "cupola-sim/demo/frame/+"])
        sender = threading.Thread(
            target=_send, args=(transmitter, frames, limit, interval, subscriber), daemon=True
        )
        sender.start()
        _show(subscriber)


@contextlib.contextmanager
def running_gateway(folder: Path, source: str) -> Iterator[subprocess.Popen[str]]:
    """`cupola run` with the tables *source* in its station file; ended with the block."""
    station = folder / "station.toml"
    station.write_text(_STATION + source, encoding="utf-8")
    gateway = subprocess.Popen(
        [sys.executable, "-m", "gateway.cli", "run", str(station)],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield gateway
    finally:
        gateway.terminate()
        gateway.wait()


def broker_port(gateway: subprocess.Popen[str], level: str = "") -> int:
    """The port that the gateway's log names; lines of *level* behind it go on to stderr."""
    assert gateway.stderr
    port = 0
    for line in gateway.stderr:
        click.secho(line.rstrip(), dim=True, err=True)
        if found := re.search(r"mqtt: connected to 127\.0\.0\.1:(\d+)", line):
            port = int(found[1])
            break
    if not port:
        raise click.ClickException("the gateway did not start")
    threading.Thread(target=_pass_on, args=(gateway, level), daemon=True).start()
    return port


def _pass_on(gateway: subprocess.Popen[str], level: str) -> None:
    assert gateway.stderr
    for line in gateway.stderr:
        if level in line:
            click.secho(line.rstrip(), dim=True, err=True)


def subscriber_of(port: int, topics: Sequence[str]) -> subprocess.Popen[str]:
    """mosquitto_sub on *topics*, each message a line: topic, space, payload."""
    program = shutil.which("mosquitto_sub")
    if not program:
        raise click.ClickException("mosquitto_sub is not there: apt-get install mosquitto-clients")
    return subprocess.Popen(
        [
            *(program, "-h", "127.0.0.1", "-p", str(port), "-q", "1", "-F", "%t %p"),
            *(word for topic in topics for word in ("-t", topic)),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )


def _send(
    transmitter: Line | Radio,
    frames: Iterator[bytes],
    limit: int,
    interval: float,
    subscriber: subprocess.Popen[str],
) -> None:
    """Transmit, then hang up the terminal's side."""
    time.sleep(0.3)
    for number, frame in enumerate(frames, start=1):
        transmitter.send(frame, interval)
        if number == limit:
            break
    time.sleep(LATENCY_S)
    subscriber.terminate()


def _show(subscriber: subprocess.Popen[str]) -> None:
    """Print what the subscriber prints, a frame in a line or a few."""
    assert subscriber.stdout
    for line in subscriber.stdout:
        topic, _, payload = line.partition(" ")
        record = json.loads(payload)
        if "/tlm/" in topic:
            _show_packet(record)
        elif record["disposition"] != "published":
            click.secho(
                f"{record['received_at'][11:19]}  {record['disposition']}: "
                f"{record['error']['message']}",
                fg="yellow",
            )


def _show_packet(record: dict[str, Any]) -> None:
    title = f"{record['mission']}/{record['packet']}"
    click.secho(f"{record['received_at'][11:19]}  {title:<28} {record['id']}", bold=True)
    readings = record["readings"]
    with_unit = [item for item in readings.items() if "unit" in item[1]] or list(readings.items())
    for channel, reading in with_unit[:SHOWN_CHANNELS]:
        value = reading["value"]
        text = f"{value:.4g}" if isinstance(value, float) else str(value)
        state = reading.get("state", "")
        colour = {"caution": "yellow", "warning": "red"}.get(state)
        click.secho(
            f"          {channel:<40} {text:>12} {reading.get('unit', ''):<6} {state}", fg=colour
        )
    if len(with_unit) > SHOWN_CHANNELS:
        click.secho(f"          ... and {len(readings) - SHOWN_CHANNELS} more channels", dim=True)


def virtual_frames(name: str) -> Iterator[bytes]:
    """Frames built from a mission's definition, for ever.

    They start from the values of a recorded frame; what has a unit swings a little, and
    one channel with limits swings through them, so that there is an alarm to see.
    """
    missions = load_missions().missions
    if name not in missions:
        raise click.ClickException(f"there is no mission {name}; see `cupola missions`")
    mission = missions[name]
    file = VECTORS / f"{name.replace('-', '_')}.toml"
    vectors = tomllib.loads(file.read_text(encoding="utf-8"))["vector"]
    recorded = {vector["packet"]: bytes.fromhex(vector["frame"]) for vector in reversed(vectors)}
    packets = [packet for packet in mission.packets if packet.name in recorded]
    start = [_values(packet, peel(mission, recorded[packet.name])) for packet in packets]
    for step in range(10**9):
        turn = step % len(packets)
        values = _swing(packets[turn], start[turn], step)
        yield link_up(mission, packets[turn].build_values(values))


def link_up(mission: Mission, data: bytes) -> bytes:
    """Put the mission's link headers in front of a packet."""
    for link in reversed(mission.link):
        data = link.wrap(data, mission.match.header)
    return data


def peel(mission: Mission, data: bytes) -> bytes:
    """Take the mission's link headers off a frame."""
    for link in mission.link:
        [unit] = link.reader()(data)
        data = unit.data if isinstance(unit, Unit) else b""
    return data


def _values(packet: Packet, data: bytes) -> dict[str, Any]:
    """The values of a recorded packet that can be built again."""
    return {
        reading.channel: reading.value
        for reading in packet.readings(data)
        if reading.value is not None and not str(reading.value).startswith("unknown (")
    }


def _swing(packet: Packet, start: dict[str, Any], step: int) -> dict[str, Any]:
    values = dict(start)
    for number, (path, value) in enumerate(start.items()):
        if type(value) is float:
            values[path] = value * (1 + 0.02 * math.sin(step / 5 + number))
    for path, limits in packet.limits.items():
        low, high = limits.caution
        if path in start and low is not None and high is not None:
            values[path] = (low + high) / 2 + 0.6 * (high - low) * math.sin(step / 8)
            break
    if packet.made_at in start:
        values[packet.made_at] = datetime.now(UTC).replace(microsecond=0)
    return values


def real_frames(paths: Sequence[Path]) -> Iterator[bytes]:
    """The frames in files and folders that a mission claims, in the order of their names."""
    frames: dict[bytes, None] = {}
    for path in paths:
        files = sorted(f for f in path.rglob("*") if f.is_file()) if path.is_dir() else [path]
        for file in files:
            frames |= dict.fromkeys(frames_of(file))
    if not frames:
        raise click.ClickException("no frames there: KISS, hex lines, JSON or TOML are read")
    decoder = Decoder(load_missions().missions)
    known = [frame for frame in frames if _is_claimed(decoder, frame)]
    click.echo(f"{len(frames)} frames; {len(known)} are of spacecraft that have a mission\n")
    return iter(known or frames)


def _is_claimed(decoder: Decoder, frame: bytes) -> bool:
    now = datetime.now(UTC)
    entry = Entry(0, "line", now, "recording", Delivery.REPLAY, Frame(frame, "kiss"))
    return decoder.decode(entry).disposition is not Disposition.NO_MISSION


def frames_of(file: Path) -> Iterator[bytes]:
    """The frames that one file holds, by its ending."""
    match file.suffix:
        case ".json":
            yield from _hex_values(json.loads(file.read_text(encoding="utf-8")))
        case ".jsonl":
            for line in file.read_text(encoding="utf-8").splitlines():
                yield from _hex_values(json.loads(line))
        case ".toml":
            yield from _hex_values(tomllib.loads(file.read_text(encoding="utf-8")))
        case ".hex":
            for line in file.read_text(encoding="ascii").splitlines():
                if digits := line.partition("#")[0].strip():
                    yield bytes.fromhex(digits)
        case ".kss" | ".kiss" | ".frames":
            events = make_deframer("kiss", {}).feed(file.read_bytes())
            yield from (event.data for event in events if isinstance(event, Frame))


def _hex_values(document: Any) -> Iterator[bytes]:
    """What stands under `frame`, `frame_hex` or `data` anywhere in a document."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key in ("frame", "frame_hex", "data") and isinstance(value, str):
                with contextlib.suppress(ValueError):
                    yield bytes.fromhex(value)
            else:
                yield from _hex_values(value)
    elif isinstance(document, list):
        for item in document:
            yield from _hex_values(item)


if __name__ == "__main__":
    main()
