"""A replay reaches the broker whole, as a replay, and takes nothing's place there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gateway.model import Frame
from tests.cli.support import call, entry, write_journal
from tests.stage import (
    Subscriber,
    free_port,
    needs_mosquitto,
    numbered,
    outside_broker,
    wait_until,
)

COUNT = 50


@pytest.fixture
def station(tmp_path: Path, folder: Path) -> Path:
    (tmp_path / "state").mkdir()
    entries = [entry(n, Frame(numbered(n), "kiss")) for n in range(1, COUNT + 1)]
    write_journal(tmp_path / "state" / "journal.sqlite", entries)
    return tmp_path / "roof.toml"


def write(station: Path, port: int, mqtt: str = "") -> None:
    station.write_text(
        'name = "roof"\nstate_dir = "state"\n[missions]\nfolders = ["missions"]\n'
        f'[mqtt]\nhost = "127.0.0.1"\nport = {port}\n{mqtt}',
        encoding="utf-8",
    )


@needs_mosquitto
@pytest.mark.parametrize("version", ["5", "3.1.1"])
def test_every_frame_arrives_with_its_id_and_time_as_a_replay(station: Path, version: str) -> None:
    port = free_port()
    write(station, port, f'version = "{version}"\n')
    with outside_broker(station.parent / "broker", port):
        subscriber = Subscriber(station.parent, port)
        wait_until(lambda: subscribed(port, subscriber), what="the subscriber")
        result = call("journal", "replay", station, "--since", "2026-11-22")
        assert result.exit_code == 0, result.output
        assert f"{COUNT} frames sent again" in result.stderr
        topic = "cupola/roof/tlm/numbered/beacon"
        wait_until(lambda: len(subscriber.of(topic)) >= COUNT, what="the packets")
        packets = subscriber.of(topic)
        subscriber.stop()
        late = Subscriber(station.parent, port, "cupola/#", ("--retained-only", "-W", "1"))
        late._process.wait(10)
        assert late.messages() == [], "nothing is retained"
        late.stop()
    assert [packet["id"] for packet in packets] == [f"roof-{n}" for n in range(1, COUNT + 1)]
    assert {packet["delivery"] for packet in packets} == {"replay"}
    assert packets[0]["received_at"] == "2026-11-22T03:52:19.123000Z"
    assert packets[6]["readings"]["number"]["value"] == 7


def subscribed(port: int, subscriber: Subscriber) -> bool:
    """Whether a message of ours reaches *subscriber* yet."""
    subprocess.run(
        ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-t", "probe", "-m", "x"], check=True
    )
    return bool(subscriber.of("probe"))


def test_a_broker_that_is_not_there_is_told(station: Path) -> None:
    write(station, free_port())
    result = call("journal", "replay", station, "--since", "2026-11-22")
    assert result.exit_code == 1
    assert "Connection refused" in result.stderr
