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
from gateway.sinks.mqtt_client import MAX_IN_FLIGHT, MAX_INCOMING, connect
from gateway.sinks.topics import Incoming, Message
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


def publish(port: int, topic: str, text: str, *more: str) -> None:
    subprocess.run(
        [
            *("mosquitto_pub", "-V", "5", "-h", "127.0.0.1", "-p", str(port), "-q", "1"),
            *("-t", topic, "-m", text, *more),
        ],
        check=True,
        timeout=30,
    )


@pytest.mark.parametrize("version", [V5, ProtocolVersion.V311], ids=["5", "3.1.1"])
async def test_what_is_listened_to_comes_with_what_tells_how_old_it_is(
    broker: tuple[int, subprocess.Popen[bytes]], version: ProtocolVersion
) -> None:
    port, _ = broker
    publish(port, "a/cmd/kept", "kept", "-r")
    heard: list[Incoming] = []
    async with connect(STATION, "127.0.0.1", port, WILL, version) as connection:
        await connection.listen("a/cmd/+", heard.append)
        publish(port, "a/cmd/x", "now")
        publish(port, "a/other", "not ours")
        publish(port, "a/cmd/y", "kept now", "-r")
        more = ("-D", "PUBLISH", "response-topic", "b", "-D", "PUBLISH", "correlation-data", "c")
        publish(port, "a/cmd/z", "asked", *more)
        async with asyncio.timeout(10):
            while not heard or heard[-1].payload != b"asked":
                await asyncio.sleep(0.01)
    if version == V5:
        assert [one.payload for one in heard] == [b"now", b"kept now", b"asked"]
        assert [one.retained for one in heard] == [False, True, False]
        assert (heard[-1].response_topic, heard[-1].correlation) == ("b", b"c")
    else:
        # 3.1.1 cannot be asked to leave them away, but marks them at the beginning.
        assert [one.payload for one in heard] == [b"kept", b"now", b"kept now", b"asked"]
        assert [one.retained for one in heard] == [True, False, False, False]
        assert (heard[-1].response_topic, heard[-1].correlation) == ("", b"")


async def test_nothing_is_kept_for_who_listens_and_is_away(
    broker: tuple[int, subprocess.Popen[bytes]],
) -> None:
    port, _ = broker
    heard: list[Incoming] = []
    async with connect(STATION, "127.0.0.1", port, WILL, V5) as connection:
        await connection.listen("a/cmd/+", heard.append)
    publish(port, "a/cmd/x", "while away")
    async with connect(STATION, "127.0.0.1", port, WILL, V5) as connection:
        assert connection.remembered
        await connection.listen("a/cmd/+", heard.append)
        publish(port, "a/cmd/x", "back")
        async with asyncio.timeout(10):
            while not heard:
                await asyncio.sleep(0.01)
    assert [one.payload for one in heard] == [b"back"]


PLUGINS = sorted(Path("/usr/lib").glob("*/mosquitto_dynamic_security.so"))
NO_SUBSCRIBERS = {
    "publishClientSend": True,
    "publishClientReceive": True,
    "subscribe": False,
    "unsubscribe": True,
}


@pytest.mark.skipif(not PLUGINS, reason="mosquitto's dynamic security is not installed")
async def test_a_broker_that_does_not_let_us_listen_is_told(tmp_path: Path) -> None:
    port = free_port()
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps({"defaultACLAccess": NO_SUBSCRIBERS}))
    text = (
        f"listener {port} 127.0.0.1\nallow_anonymous true\n"
        f"plugin {PLUGINS[0]}\nplugin_opt_config_file {rules}\n"
    )
    with outside_broker(tmp_path / "broker", port, text):
        async with connect(STATION, "127.0.0.1", port, WILL, V5) as connection:
            with pytest.raises(BrokerError, match="does not let us subscribe to a/cmd"):
                await connection.listen("a/cmd/+", lambda incoming: None)


async def test_a_message_without_measure_does_not_come(
    broker: tuple[int, subprocess.Popen[bytes]],
) -> None:
    port, _ = broker
    heard: list[Incoming] = []
    async with connect(STATION, "127.0.0.1", port, WILL, V5) as connection:
        await connection.listen("cmd/+", heard.append)
        publish(port, "cmd/a", MAX_INCOMING * "x")
        publish(port, "cmd/b", "short")
        async with asyncio.timeout(5):
            while not heard:
                await asyncio.sleep(0.01)
    assert [one.topic for one in heard] == ["cmd/b"]


async def test_whatever_ends_a_connection_is_an_error_of_the_broker(
    broker: tuple[int, subprocess.Popen[bytes]],
) -> None:
    """aiomqtt hands on what paho raises over a message, of whatever kind."""
    async with connect(STATION, "127.0.0.1", broker[0], WILL, V5) as connection:
        connection._client._disconnected.set_exception(KeyError("odd"))
        with pytest.raises(BrokerError, match="odd"):
            await connection.lost()
