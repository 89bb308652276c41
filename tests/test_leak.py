"""The leak, through the whole chain: firmware, line, frames, journal, monitor, MQTT.

Nine hours of the virtual module, whose firmware is the C of the shim compiled for this
machine, arrive on a serial line of `cupola run`.  What an outside subscriber of the real
broker hears is compared with the story: the backup loop's pressure falls through its
limits, the main loop stays nominal, and all of it is marked as simulated.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.hil.device.virtual_device import VirtualDevice, build_virtual_device
from gateway.hil.wire import Line
from tests.stage import Stage, Subscriber, needs_mosquitto, wait_until

pytestmark = [
    needs_mosquitto,
    pytest.mark.skipif(not shutil.which("cc"), reason="there is no C compiler"),
]

SOURCE = """
[[source]]
name = "module"
kind = "serial"
port = "{port}"
framing = {{ kind = "kiss", fcs = "present" }}
missions = ["coolant-loops"]
simulated = {simulated}

[mqtt]
channel_topics = "off"

"""
ARGUMENTS = ["--clock", "virtual", "--scenario", "nauka"]
PRESSURE = "cupola-sim/stage/alarm/coolant-loops/backup_loop.inlet_pressure"


@contextmanager
def gateway(folder: Path, port: str, simulated: str) -> Iterator[Subscriber]:
    """A whole gateway that listens at *port*, and an outside subscriber of its broker."""
    stage = Stage(folder)
    stage.station(SOURCE.format(port=port, simulated=simulated))
    stage.start()
    try:
        yield stage.subscribe("cupola/#", ("-t", "cupola-sim/+/alarm/#"))
    finally:
        stage.close()


def source(heard: Subscriber) -> dict[str, Any]:
    """The last that the gateway told of the line."""
    told = heard.of("cupola/stage/source/module")
    return told[-1] if told else {"counters": {}, "dispositions": {}}


def states(heard: Subscriber) -> list[str]:
    """The states of the backup loop's pressure; of two in one moment only the last is told."""
    return [alarm["state"] for alarm in heard.of(PRESSURE)]


@pytest.mark.parametrize("simulated", ["true", "false"])
def test_nine_hours_of_a_leak_raise_their_alarms_at_an_outside_subscriber(
    tmp_path: Path, simulated: str
) -> None:
    executable = build_virtual_device(tmp_path / "build")
    with Line() as line, gateway(tmp_path, line.ground_port, simulated) as heard:
        wait_until(lambda: source(heard).get("state") == "open", what="the open line")
        with VirtualDevice(executable, line.device_port, ARGUMENTS) as device:
            sent = device.advance(9 * 3600)
        wait_until(
            lambda: source(heard)["counters"].get("octets") == sent.octets,
            60,
            "all that the device sent",
        )
        wait_until(
            lambda: (
                source(heard)["counters"]["frames"] == sum(source(heard)["dispositions"].values())
            ),
            60,
            "every frame decoded",
        )
        wait_until(lambda: states(heard)[-1:] == ["warning"], 60, "the alarm")
    end = source(heard)
    assert set(end["dispositions"]) == {"published"}
    assert end.get("continuity", {}).get("missed", 0) == 0
    topics = {topic for topic, _ in heard.messages()}
    assert not [t for t in topics if t.startswith(("cupola/stage/tlm", "cupola/stage/alarm"))]
    # On the station, too, the main loop stayed nominal.
    assert not [t for t in topics if "/alarm/" in t and "main_loop" in t]
