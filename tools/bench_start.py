"""Start-up: `cupola --help`, and `cupola run` until its first frame is on MQTT.

Beside them what nothing of ours can undercut: the bare interpreter, and the interpreter
with the libraries that the command needs anyway.  The median of several starts each.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

ROOT = Path(__file__).resolve().parents[1]
PORT = 18_852
CUPOLA = [sys.executable, "-m", "gateway.cli"]

STATION = """\
name = "bench"
state_dir = "state"
[[source]]
name = "log"
kind = "file"
path = "frame.hex"
format = "hex"
[broker]
port = {port}
websockets_port = 0
"""


def timed(command: list[str]) -> float:
    """Seconds from start to end of a command."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def first_frame() -> float:
    """Seconds from the start of `cupola run` to its first frame at a subscriber."""
    with tempfile.TemporaryDirectory(prefix="cupola-bench-") as name:
        folder = Path(name)
        (folder / "station.toml").write_text(STATION.format(port=PORT), encoding="utf-8")
        (folder / "frame.hex").write_text("00\n", encoding="ascii")
        arrived = threading.Event()
        started = time.perf_counter()
        gateway = subprocess.Popen(
            [*CUPOLA, "run", str(folder / "station.toml")], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        client = subscribed(arrived)
        arrived.wait(10)
        took = time.perf_counter() - started
        client.loop_stop()
        gateway.terminate()
        gateway.wait()
    return took


def subscribed(arrived: threading.Event) -> mqtt.Client:
    """A client that connects as soon as there is somebody, and tells of the first frame.

    What it hears of the source counts too: the frame itself may be out before anybody can
    subscribe, and the retained counters tell that it was published.
    """

    def on_message(client: Any, userdata: Any, message: mqtt.MQTTMessage) -> None:
        if "/frame/" in message.topic or b'"no_mission":1' in message.payload:
            arrived.set()

    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.on_message = on_message
    client.on_connect = lambda c, *_: c.subscribe("cupola/#", 1)
    while True:
        try:
            client.connect("127.0.0.1", PORT)
        except OSError:
            time.sleep(0.005)
            continue
        client.loop_start()
        return client


@click.command()
@click.option("--runs", default=7, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def main(runs: int, as_json: bool) -> None:
    """Measure start-up."""
    libraries = "import click, construct, aiomqtt, msgspec, serial, crcmod, sqlite3, asyncio"
    measured: dict[str, Callable[[], float]] = {
        "python -c pass": lambda: timed([sys.executable, "-c", "pass"]),
        "python -c 'import click'": lambda: timed([sys.executable, "-c", "import click"]),
        "cupola --help": lambda: timed([*CUPOLA, "--help"]),
        "python, our libraries": lambda: timed([sys.executable, "-c", libraries]),
        "cupola run, to its first frame": first_frame,
    }
    results = {
        name: statistics.median(measure() for _ in range(runs))
        for name, measure in measured.items()
    }
    if as_json:
        print(json.dumps(results))
        return
    for name, seconds in results.items():
        print(f"{name:32}{1000 * seconds:8.0f} ms")


if __name__ == "__main__":
    main()
