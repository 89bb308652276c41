"""Ways to a broker: certificates, passwords, WebSockets, old protocol, refusals."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.stage import (
    Line,
    Stage,
    Subscriber,
    free_port,
    kiss,
    needs_mosquitto,
    numbered,
    outside_broker,
    wait_until,
)

pytestmark = needs_mosquitto

BEACON = "cupola/stage/tlm/numbered/beacon"
SERIAL = '[[source]]\nname = "line"\nkind = "serial"\nport = "{folder}/line"\n'


def station(stage: Stage, **mqtt: Any) -> None:
    """A station with one line and these keys in its mqtt table."""
    rows = [
        f"{key} = {str(value).lower() if value is True else repr(value)}"
        for key, value in mqtt.items()
    ]
    table = "[mqtt]\nhost = '127.0.0.1'\n" + "\n".join(rows) + "\n"
    stage.station(SERIAL.format(folder=stage.folder) + table, broker=False)


def arrives(stage: Stage, subscriber: Subscriber) -> None:
    """A frame on the line is heard by the subscriber."""
    wait_until(lambda: "mqtt: connected" in stage.log, what="a connection")
    line = Line(stage.folder / "line")
    line.write(kiss(numbered(4711)))
    wait_until(lambda: subscriber.of(f"{BEACON}/number"), what="the frame")
    assert subscriber.of(f"{BEACON}/number")[0]["value"] == 4711
    line.unplug()


def test_over_websockets(stage: Stage) -> None:
    port = free_port()
    listeners = (
        f"listener {stage.port} 127.0.0.1\nlistener {port} 127.0.0.1\nprotocol websockets\n"
        "allow_anonymous true\n"
    )
    with outside_broker(stage.folder / "outside", stage.port, listeners):
        station(stage, port=port, transport="websockets")
        stage.start()
        arrives(stage, stage.subscribe())
        assert stage.leave() == 0


def test_with_a_password_from_a_file(stage: Stage) -> None:
    passwords = stage.folder / "passwords"
    subprocess.run(
        ["mosquitto_passwd", "-b", "-c", str(passwords), "roof", "secret"],
        check=True,
        capture_output=True,
    )
    passwords.chmod(0o644)
    text = f"listener {stage.port} 127.0.0.1\npassword_file {passwords}\n"
    (stage.folder / "password").write_text("wrong\n", encoding="utf-8")
    with outside_broker(stage.folder / "outside", stage.port, text):
        station(stage, port=stage.port, username="roof", password_file="password")
        stage.start()
        wait_until(lambda: "mqtt: 127.0.0.1" in stage.log, what="the refusal in the log")
        assert "secret" not in stage.log
        (stage.folder / "password").write_text("secret\n", encoding="utf-8")
        arrives(stage, stage.subscribe(extra=("-u", "roof", "-P", "secret")))
        assert stage.leave() == 0


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """An authority, a server and a client that it vouches for."""
    folder = tmp_path / "tls"
    folder.mkdir()

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2",
            "-subj", "/CN=test authority")  # fmt: skip
    for name in ("server", "client"):
        openssl("req", *new_key, "-keyout", f"{name}.key", "-out", f"{name}.csr",
                "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1")  # fmt: skip
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key",
                "-CAcreateserial", "-out", f"{name}.crt", "-days", "2",
                "-copy_extensions", "copy")  # fmt: skip
    return folder


def test_with_tls_and_a_client_certificate(stage: Stage, certificates: Path) -> None:
    port = free_port()
    text = (
        f"listener {stage.port} 127.0.0.1\nallow_anonymous true\n"
        f"listener {port} 127.0.0.1\ncafile {certificates}/ca.crt\n"
        f"certfile {certificates}/server.crt\nkeyfile {certificates}/server.key\n"
        "require_certificate true\n"
    )
    with outside_broker(stage.folder / "outside", stage.port, text):
        station(
            stage,
            port=port,
            ca_file="tls/ca.crt",
            certificate_file="tls/client.crt",
            key_file="tls/client.key",
        )
        stage.start()
        arrives(stage, stage.subscribe())
        assert stage.leave() == 0


def test_a_server_nobody_vouches_for_is_refused(stage: Stage, certificates: Path) -> None:
    port = free_port()
    text = (
        f"listener {stage.port} 127.0.0.1\nallow_anonymous true\n"
        f"listener {port} 127.0.0.1\n"
        f"certfile {certificates}/server.crt\nkeyfile {certificates}/server.key\n"
    )
    with outside_broker(stage.folder / "outside", stage.port, text):
        station(stage, port=port, tls=True)
        stage.start()
        wait_until(lambda: "certificate verify failed" in stage.log)
        assert "mqtt: connected" not in stage.log


AMQTT = """
import asyncio, logging, sys
from amqtt.broker import Broker
logging.disable()
anybody = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
listener = {"type": "tcp", "bind": "127.0.0.1:" + sys.argv[1]}
async def main():
    await Broker({"listeners": {"default": listener}, "plugins": anybody}).start()
    await asyncio.Event().wait()
asyncio.run(main())
"""


@contextmanager
def old_broker(port: int) -> Iterator[None]:
    """A broker that knows MQTT 3.1.1 and nothing newer."""
    process = subprocess.Popen(
        [sys.executable, "-c", AMQTT, str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_an_old_broker_gets_mqtt_3_1_1_and_no_retained_telemetry(stage: Stage) -> None:
    with old_broker(stage.port):
        stage.wait_for_broker()
        station(stage, port=stage.port)
        stage.start()
        wait_until(lambda: "with MQTT 3.1.1" in stage.log, 20, "the fallback")
        first = stage.subscribe(extra=("-V", "311"))
        arrives(stage, first)
        second = stage.subscribe(extra=("-V", "311"))
        wait_until(lambda: "online" in second.of("cupola/stage/status"))
        assert second.of(BEACON) == [], "a value that cannot expire is not left behind"
        assert stage.leave() == 0


def test_what_a_broker_refuses_for_good_is_told_and_holds_nothing_up(stage: Stage) -> None:
    rules = stage.folder / "acl"
    rules.write_text(
        "topic read #\ntopic write cupola/stage/tlm/#\ntopic write cupola/stage/alarm/#\n"
        "topic write cupola/stage/status\n",
        encoding="utf-8",
    )
    text = f"listener {stage.port} 127.0.0.1\nallow_anonymous true\nacl_file {rules}\n"
    with outside_broker(stage.folder / "outside", stage.port, text):
        station(stage, port=stage.port)
        stage.start()
        outside = stage.subscribe()
        arrives(stage, outside)
        [alarm] = wait_until(lambda: outside.of("cupola/stage/alarm/gateway/mqtt"))
        assert alarm["state"] == "warning"
        assert "0x87" in alarm["value"]
        assert outside.of("cupola/stage/frame/line") == []
        assert stage.leave() == 0


def test_an_alarm_overtakes_the_frames_that_wait(stage: Stage) -> None:
    heard, count = stage.folder / "heard.kss", 6000
    heard.touch()
    table = f'[[source]]\nname = "line"\nkind = "file"\npath = "{heard}"\nframing = "kiss"\n'
    stage.station(table + "follow = true\n")
    stage.start()
    outside = stage.subscribe("cupola/stage/#")
    wait_until(lambda: outside.of("cupola/stage/status"), what="the gateway at its broker")
    heard.write_bytes(b"".join(kiss(numbered(number, battery=10)) for number in range(count)))
    alarm = "cupola/stage/alarm/numbered/battery"
    wait_until(lambda: outside.of(alarm), 60, "the alarm")
    topics = [topic for topic, _ in outside.messages()]
    # It was raised by the second frame; what the sink sends of all takes seconds.
    assert topics[: topics.index(alarm)].count(BEACON) < count // 2
    assert stage.leave() == 0
