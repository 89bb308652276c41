"""What we rely on in aiomqtt and paho, against a real broker: a contract."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiomqtt import ProtocolVersion

from gateway.errors import BrokerError, HandshakeError
from gateway.sinks.mqtt_client import MAX_IN_FLIGHT, connect
from gateway.sinks.topics import Message
from gateway.station import parse_station
from tests.stage import Subscriber, free_port, needs_mosquitto, outside_broker, wait_until

pytestmark = needs_mosquitto
STATION = parse_station('name = "bench"\n')
WILL = Message("bench/status", b"offline", retain=True)
V5 = ProtocolVersion.V5


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    with outside_broker(tmp_path / "broker", port) as process:
        yield port, process


async def test_an_acknowledged_message_has_its_properties(
    broker: tuple[int, subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    port, _ = broker
    subscriber = Subscriber(tmp_path, port, "a/#")
    await asyncio.sleep(0.3)
    answers: list[int] = []
    async with connect(STATION, "127.0.0.1", port, WILL, V5) as connection:
        assert connection.max_in_flight <= MAX_IN_FLIGHT
        user = (("id", "bench-1"), ("delivery", "live"))
        connection.post(Message("a/b", b"{}", True, 60, user), answers.append)
        async with asyncio.timeout(5):
            while not answers:
                await asyncio.sleep(0.01)
    assert answers == [0]
    wait_until(lambda: b"a/b" in subscriber.file.read_bytes())
    subscriber.stop()
    message = json.loads(subscriber.file.read_bytes())
    assert message["properties"]["content-type"] == "application/json"
    assert 55 <= message["properties"]["message-expiry-interval"] <= 60
    assert "bench-1" in str(message["properties"]["user-properties"])


async def test_a_link_that_breaks_is_told_once_and_no_message_counts_as_sent(
    broker: tuple[int, subprocess.Popen[bytes]],
) -> None:
    port, process = broker
    answers: list[int] = []
    async with connect(STATION, "127.0.0.1", port, WILL, V5) as connection:
        os.kill(process.pid, signal.SIGSTOP)
        connection.post(Message("a", b"x"), answers.append)
        process.kill()
        with pytest.raises(BrokerError, match="lost"):
            async with asyncio.timeout(5):
                await connection.lost()
        with pytest.raises(BrokerError):
            connection.post(Message("a", b"y"), answers.append)
    assert answers == []


async def test_nobody_there_and_somebody_who_does_not_answer_are_told_apart() -> None:
    port = free_port()
    with pytest.raises(BrokerError, match="refused") as caught:
        async with connect(STATION, "127.0.0.1", port, WILL, V5):
            pass
    assert not isinstance(caught.value, HandshakeError)

    async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", port)
    with pytest.raises(HandshakeError):
        async with connect(STATION, "127.0.0.1", port, WILL, V5):
            pass
    server.close()


async def test_a_session_is_remembered(broker: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, _ = broker
    remembered = []
    for _ in range(2):
        async with connect(STATION, "127.0.0.1", port, WILL, V5) as connection:
            remembered.append(connection.remembered)
    assert remembered == [False, True]


async def test_a_password_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    text = 'name = "bench"\n[mqtt]\nhost = "x"\nusername = "me"\npassword_file = "none"\n'
    station = parse_station(text, tmp_path / "s.toml")
    with pytest.raises(BrokerError, match="the password cannot be read"):
        async with connect(station, "127.0.0.1", 1, WILL, V5):
            pass
