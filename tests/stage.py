"""A stage for whole-gateway tests: the gateway as a process, a line, an outside subscriber.

Everything is the real thing: the command `cupola run`, a pty, mosquitto, mosquitto_sub.
"""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.sinks.mosquitto import find_program

REPOSITORY = Path(__file__).resolve().parents[1]
CUPOLA = [sys.executable, "-m", "gateway.cli"]

needs_mosquitto = pytest.mark.skipif(
    shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin") is None
    or shutil.which("mosquitto_sub") is None,
    reason="mosquitto and mosquitto-clients are not installed",
)

NUMBERED = '''
"""Numbered frames for tests."""
from construct import Int8ub, Int32ub, Struct
from gateway.definition import Limits, Match, Mission, Packet, channel, linear

BEACON = Struct(
    "sync" / Int8ub * "always 0xA5",
    "number" / Int32ub * "counts up",
    "battery" / channel(Int8ub, "V", linear(0.1)) * "bus",
)
MISSION = Mission(
    name="numbered",
    title="Numbered",
    match=Match(prefix=b"\\xa5"),
    packets=[Packet("beacon", BEACON, limits={"battery": Limits(warning=(3.0, None))})],
)
'''


def numbered(number: int, battery: int = 37) -> bytes:
    """A frame of the mission `numbered`."""
    return b"\xa5" + number.to_bytes(4, "big") + bytes([battery])


def kiss(data: bytes) -> bytes:
    """A KISS data frame, written from the protocol's text and not by our encoder."""
    return b"\xc0\x00" + data.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc") + b"\xc0"


def free_port() -> int:
    """A TCP port on loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], Any], seconds: float = 15, what: str = "") -> Any:
    """Wait for *condition* to be true and return its value."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what or condition}")


class Line:
    """A pty whose far end is linked at *path*, like an adapter that is plugged in there."""

    def __init__(self, path: Path):
        self.path = path
        self.plug()

    def plug(self) -> None:
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.path.symlink_to(os.ttyname(slave))
        self._slave = slave

    def write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self.master, data) :]

    def unplug(self) -> None:
        self.path.unlink()
        os.close(self._slave)
        os.close(self.master)


class Subscriber:
    """mosquitto_sub with a session of its own, as a thread-free reader of its file."""

    def __init__(self, folder: Path, port: int, topic: str = "#", extra: tuple[str, ...] = ()):
        self.file = folder / f"sub-{time.monotonic_ns()}.txt"
        self._out = self.file.open("wb")
        self._process = subprocess.Popen(
            [
                *("mosquitto_sub", "-V", "5", "-h", "127.0.0.1", "-p", str(port), "-t", topic),
                *("-q", "1", "-i", f"outside-{time.monotonic_ns()}", "-c"),
                *("-F", "%j", *extra),
            ],
            stdout=self._out,
            stderr=subprocess.STDOUT,
        )

    def messages(self) -> list[tuple[str, Any]]:
        """Topic and payload of what has arrived, in order."""
        found = []
        for line in self.file.read_bytes().split(b"\n")[:-1]:
            if line.startswith(b"{"):
                message = json.loads(line)
                payload = message["payload"]
                if isinstance(payload, str) and payload[:1] in "{[":
                    payload = json.loads(payload)
                found.append((message["topic"], payload))
        return found

    def of(self, topic: str) -> list[Any]:
        return [payload for found, payload in self.messages() if found == topic]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._out.close()


class Stage:
    """A folder with a station, and what plays on it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = free_port()
        self.gateway: subprocess.Popen[bytes] | None = None
        self._log = (folder / "log.txt").open("ab")
        self._subscribers: list[Subscriber] = []
        (folder / "missions").mkdir()
        (folder / "missions" / "numbered.py").write_text(NUMBERED, encoding="utf-8")

    def station(self, text: str, broker: bool = True) -> None:
        """Write the station file: *text* behind a name and the folders."""
        head = 'name = "stage"\nstate_dir = "state"\n'
        private = f"[broker]\nport = {self.port}\nwebsockets_port = 0\n" if broker else ""
        tail = '[missions]\nfolders = ["missions"]\n'
        (self.folder / "station.toml").write_text(head + text + private + tail, encoding="utf-8")

    def start(self, *options: str, **arguments: Any) -> None:
        """Start the gateway and wait until its broker takes connections."""
        self.gateway = subprocess.Popen(
            [*CUPOLA, "run", str(self.folder / "station.toml"), *options],
            cwd=REPOSITORY,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            **arguments,
        )

    def wait_for_broker(self) -> None:
        wait_until(lambda: _connects(self.port), what="a broker that takes connections")

    def subscribe(self, topic: str = "#", extra: tuple[str, ...] = ()) -> Subscriber:
        self.wait_for_broker()
        subscriber = Subscriber(self.folder, self.port, topic, extra)
        self._subscribers.append(subscriber)
        return subscriber

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")

    def broker_pid(self) -> int:
        """Process id of the private broker."""
        return int((self.folder / "state" / "mosquitto" / "mosquitto.pid").read_text())

    def kill(self) -> None:
        """Kill the gateway, as a power cut would."""
        assert self.gateway
        self.gateway.kill()
        self.gateway.wait()

    def leave(self) -> int:
        """Ctrl-C; returns the exit code."""
        assert self.gateway
        self.gateway.send_signal(signal.SIGINT)
        return self.gateway.wait(15)

    def close(self) -> None:
        for subscriber in self._subscribers:
            subscriber.stop()
        if self.gateway and self.gateway.poll() is None:
            self.kill()
        self._log.close()


def _connects(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def outside_broker(folder: Path, port: int, text: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A mosquitto that is not the gateway's child."""
    folder.mkdir(exist_ok=True)
    configuration = folder / "outside.conf"
    listener = text or f"listener {port} 127.0.0.1\nallow_anonymous true\n"
    configuration.write_text(f"user root\n{listener}", encoding="utf-8")
    process = subprocess.Popen(
        [find_program("mosquitto"), "-c", str(configuration)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _connects(port), what="the outside broker")
        yield process
    finally:
        process.kill()
        process.wait()
