"""Wire to subscriber: KISS frames on a pty at 921 600 baud, channels at a subscriber.

    sender (own process) ─▶ pty ─▶ cupola run ─▶ mosquitto ─▶ subscriber (here)

64-octet frames of 20 channels, QoS 1, packet topics on.  Reported: frames lost, the delay
from a frame's last octet to the subscriber, CPU and memory of the gateway; and, for the
most it can sustain, the same without pacing, beside a peer that does nothing but read the
line, cut frames and publish them raw (no journal, no decoding) with paho.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
import tty
from multiprocessing.sharedctypes import SynchronizedArray
from pathlib import Path
from typing import Any

import click
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from gateway.sinks.mosquitto import find_program

ROOT = Path(__file__).resolve().parents[1]
FRAME_OCTETS = 64
WIRE_OCTETS_PER_S = 92_160

MISSION = '''
"""Bench: 64 octets, 20 channels."""
from construct import Array, Bytes, Int8ub, Int16sb, Int16ub, Int32ub, Struct
from gateway.definition import Limits, Match, Mission, Packet, channel, linear

BEACON = Struct(
    "sync" / Int8ub * "0xA5",
    "number" / Int32ub * "counts up",
    "battery" / channel(Int16ub, "V", linear(0.001)) * "bus voltage",
    "current" / channel(Int16sb, "mA") * "bus current",
    "temperatures" / Array(8, channel(Int16sb, "degC", linear(0.01))) * "boards",
    "voltages" / Array(6, channel(Int16ub, "V", linear(0.001))) * "rails",
    "mode" / Int8ub * "mode",
    "resets" / Int8ub * "resets",
    "_rest" / Bytes(25) * "fill",
)
MISSION = Mission("bench", "Bench", [Packet("beacon", BEACON, limits={
    "battery": Limits(caution=(6.5, 8.4), warning=(6.0, 8.6)),
    "temperatures.*": Limits(caution=(-20, 60)),
})], match=Match(prefix=b"\\xa5"))
'''

STATION = """\
name = "bench"
state_dir = "state"
[[source]]
name = "line"
kind = "serial"
port = "{port}"
baud = 921600
missions = ["bench"]
[mqtt]
channel_topics = "off"
frame_topics = false
[broker]
port = {broker}
websockets_port = 0
[missions]
folders = ["missions"]
"""


def frame(number: int) -> bytes:
    """A KISS frame of 64 octets; its first five say which."""
    body = b"\xa5" + number.to_bytes(4, "big") + (7400).to_bytes(2, "big") + bytes(57)
    assert len(body) == FRAME_OCTETS
    return b"\xc0\x00" + body.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc") + b"\xc0"


def send(master: int, count: int, rate: float, sent_at: SynchronizedArray[float]) -> None:
    """Write *count* frames at *rate* octets a second; 0 as fast as they are taken."""
    started = time.monotonic()
    written = 0
    for number in range(count):
        octets = frame(number)
        written += len(octets)
        if rate and (wait := started + written / rate - time.monotonic()) > 0:
            time.sleep(wait)
        os.write(master, octets)
        sent_at[number] = time.monotonic()


class Listener:
    """Counts numbered frames as they arrive and when."""

    def __init__(self, port: int, topic: str, number_of: Any):
        self.arrived: dict[int, float] = {}
        self._number_of = number_of
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_message = self._on_message
        self._ready = threading.Event()
        self._client.on_subscribe = lambda *_: self._ready.set()
        self._client.connect("127.0.0.1", port)
        self._client.subscribe(topic, 1)
        self._client.loop_start()
        self._ready.wait(5)

    def _on_message(self, client: Any, userdata: Any, message: mqtt.MQTTMessage) -> None:
        self.arrived.setdefault(self._number_of(message.payload), time.monotonic())

    def stop(self) -> None:
        """Disconnect."""
        self._client.loop_stop()
        self._client.disconnect()


def number_in_record(payload: bytes) -> int:
    """The number in a packet's record."""
    at = payload.index(b'"number":{"raw":') + 16
    return int(payload[at : payload.index(b",", at)])


def number_in_frame(payload: bytes) -> int:
    """The number in a raw frame."""
    return int.from_bytes(payload[1:5], "big")


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    """Resident memory."""
    for row in Path(f"/proc/{pid}/status").read_text().splitlines():
        if row.startswith("VmRSS"):
            return int(row.split()[1]) / 1024
    return 0.0


def measure(pid: int, master: int, listener: Listener, count: int, rate: float) -> dict[str, float]:
    """Send *count* frames and wait until they are there, or nothing comes for 5 s."""
    sent_at: SynchronizedArray[float] = multiprocessing.Array("d", count, lock=False)
    cpu = cpu_seconds(pid)
    started = time.monotonic()
    sender = multiprocessing.get_context("fork").Process(
        target=send, args=(master, count, rate, sent_at)
    )
    sender.start()
    last, quiet_since = 0, time.monotonic()
    while len(listener.arrived) < count and time.monotonic() - quiet_since < 5:
        time.sleep(0.05)
        if len(listener.arrived) != last:
            last, quiet_since = len(listener.arrived), time.monotonic()
    sender.join(5)
    sender.kill()
    ended = max(listener.arrived.values(), default=started)
    delays = sorted(at - sent_at[number] for number, at in listener.arrived.items())
    return {
        "frames": count,
        "lost": count - len(listener.arrived),
        "frames_per_s": len(listener.arrived) / (ended - started),
        "p50_ms": 1000 * delays[len(delays) // 2],
        "p99_ms": 1000 * delays[int(len(delays) * 0.99)],
        "max_ms": 1000 * delays[-1],
        "cpu_us_per_frame": 1e6 * (cpu_seconds(pid) - cpu) / count,
        "rss_mb": rss_mb(pid),
    }


def gateway_run(folder: Path, count: int, rate: float) -> dict[str, float]:
    """The same through `cupola run`."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    broker = 18_850
    (folder / "missions").mkdir(exist_ok=True)
    (folder / "missions" / "bench.py").write_text(MISSION, encoding="utf-8")
    station = folder / "station.toml"
    station.write_text(STATION.format(port=os.ttyname(slave), broker=broker), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway.cli", "run", str(station)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    for line in process.stderr:
        if "mqtt: connected" in line:
            break
    listener = Listener(broker, "cupola/bench/tlm/bench/beacon", number_in_record)
    try:
        return measure(process.pid, master, listener, count, rate)
    finally:
        listener.stop()
        process.terminate()
        process.wait()
        os.close(slave)
        os.close(master)


PEER = """
import os, sys, time, paho.mqtt.client as mqtt
client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
client.connect("127.0.0.1", int(sys.argv[2])); client.loop_start()
line = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
print("ready", flush=True)
rest = b""
while True:
    *pieces, rest = (rest + os.read(line, 65536)).split(b"\\xc0")
    for piece in pieces:
        if piece:
            data = piece[1:].replace(b"\\xdb\\xdc", b"\\xc0").replace(b"\\xdb\\xdd", b"\\xdb")
            client.publish("raw", data, 1)
    while client._out_messages and len(client._out_messages) > 500:
        time.sleep(0.001)
"""


def peer_run(folder: Path, count: int, rate: float) -> dict[str, float]:
    """The floor: read, cut, publish."""
    port = 18_851
    configuration = folder / "peer.conf"
    configuration.write_text(
        f"user root\nlistener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 100000\n",
        encoding="utf-8",
    )
    broker = subprocess.Popen(
        [find_program("mosquitto"), "-c", str(configuration)], stderr=subprocess.DEVNULL
    )
    master, slave = pty.openpty()
    tty.setraw(slave)
    time.sleep(0.5)
    process = subprocess.Popen(
        [sys.executable, "-c", PEER, os.ttyname(slave), str(port)], stdout=subprocess.PIPE
    )
    assert process.stdout
    process.stdout.readline()
    listener = Listener(port, "raw", number_in_frame)
    try:
        return measure(process.pid, master, listener, count, rate)
    finally:
        listener.stop()
        for child in (process, broker):
            child.kill()
            child.wait()
        os.close(slave)
        os.close(master)


@click.command()
@click.option("--seconds", default=60, show_default=True, help="Length of the paced run.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def main(seconds: int, as_json: bool) -> None:
    """Measure the way from a wire to a subscriber."""
    paced = int(seconds * WIRE_OCTETS_PER_S / len(frame(0)))
    results: dict[str, dict[str, float]] = {}
    for name, run, count, rate in (
        ("cupola, 92 kB/s", gateway_run, paced, WIRE_OCTETS_PER_S),
        ("peer, 92 kB/s", peer_run, min(paced, 14_000), WIRE_OCTETS_PER_S),
        ("cupola, most", gateway_run, 60_000, 0),
        ("peer, most", peer_run, 60_000, 0),
    ):
        with tempfile.TemporaryDirectory(prefix="cupola-bench-") as folder:
            results[name] = run(Path(folder), count, rate)
    if as_json:
        print(json.dumps(results))
        return
    columns = list(next(iter(results.values())))
    print(f"{'':18}" + "".join(f"{column:>18}" for column in columns))
    for name, figures in results.items():
        print(f"{name:18}" + "".join(f"{figures[column]:>18.1f}" for column in columns))
    ratio = results["cupola, most"]["frames_per_s"] / results["peer, most"]["frames_per_s"]
    print(f"cupola sustains {ratio:.2f} of what the bare peer does")


if __name__ == "__main__":
    main()
