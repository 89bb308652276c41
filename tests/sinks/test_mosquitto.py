"""The private broker starts, is found when it is not where it was asked, and ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import aiomqtt
import pytest

from gateway.errors import BrokerError
from gateway.sinks.mosquitto import Mosquitto, find_program
from gateway.station import Broker
from tests.stage import free_port, needs_mosquitto

pytestmark = needs_mosquitto


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def pid_of(folder: Path) -> int:
    return int((folder / "mosquitto.pid").read_text())


async def test_it_listens_on_loopback_only_and_ends(tmp_path: Path) -> None:
    broker = Mosquitto(Broker(port=free_port(), websockets_port=free_port()), tmp_path)
    await broker.start()
    for port in (broker.port, broker.websockets_port):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
    sockets = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    suffix = f":{broker.port:04X}"
    rows = [row.split() for row in sockets.splitlines()]
    listening = [row[1] for row in rows if row[1].endswith(suffix) and row[3] == "0A"]
    assert listening == [f"0100007F{suffix}"]
    pid = pid_of(tmp_path)
    await broker.stop()
    assert not Path(f"/proc/{pid}").exists()


async def test_who_comes_over_websockets_may_listen_and_not_publish(tmp_path: Path) -> None:
    broker = Mosquitto(Broker(port=free_port(), websockets_port=free_port()), tmp_path)
    await broker.start()
    heard: asyncio.Queue[str] = asyncio.Queue()
    async with (
        aiomqtt.Client("127.0.0.1", broker.port) as wire,
        aiomqtt.Client("127.0.0.1", broker.websockets_port, transport="websockets") as page,
        asyncio.timeout(10),
    ):
        await page.subscribe("#")
        # MQTT 3.1.1 acknowledges what it throws away: only a listener sees the difference.
        await page.publish("cupola/roof/cmd/pump", "off", qos=1)
        await wire.publish("cupola/roof/tlm/x", "1", qos=1)
        async for message in page.messages:
            heard.put_nowait(str(message.topic))
            break
    assert heard.get_nowait() == "cupola/roof/tlm/x"
    await broker.stop()


async def test_a_port_that_is_taken_is_replaced(tmp_path: Path, taken: int) -> None:
    broker = Mosquitto(Broker(port=taken, websockets_port=0), tmp_path)
    await broker.start()
    assert broker.port != taken
    await broker.stop()


async def test_it_is_started_again_when_it_dies(tmp_path: Path) -> None:
    broker = Mosquitto(Broker(port=free_port(), websockets_port=0), tmp_path)
    await broker.start()
    keeping = asyncio.ensure_future(broker.run())
    first = pid_of(tmp_path)
    os.kill(first, signal.SIGKILL)
    async with asyncio.timeout(10):
        while not (tmp_path / "mosquitto.pid").exists() or pid_of(tmp_path) == first:
            await asyncio.sleep(0.05)
    second = pid_of(tmp_path)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert not Path(f"/proc/{second}").exists()


async def test_one_that_was_left_over_is_ended_first(tmp_path: Path) -> None:
    options = Broker(port=free_port(), websockets_port=0)
    left = Mosquitto(options, tmp_path)
    await left.start()
    first = pid_of(tmp_path)
    again = Mosquitto(options, tmp_path)
    await again.start()
    assert again.port == options.port
    assert pid_of(tmp_path) != first
    await again.stop()
    await left.stop()


async def test_one_that_is_not_installed_is_said(tmp_path: Path) -> None:
    broker = Mosquitto(Broker(program="no-such-broker"), tmp_path)
    with pytest.raises(BrokerError, match="no-such-broker is not installed: apt-get install"):
        await broker.start()


async def test_one_that_does_not_start_says_why(tmp_path: Path) -> None:
    broker = Mosquitto(Broker(program="false"), tmp_path)
    with pytest.raises(BrokerError, match="does not start"):
        await broker.start()


def test_servers_are_found_where_users_do_not_look() -> None:
    assert find_program("mosquitto").endswith("/mosquitto")
