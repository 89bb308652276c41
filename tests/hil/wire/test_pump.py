"""The pump moves octets, sleeps, holds the writer back, and says what broke it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.errors import SourceError
from gateway.hil.wire import Capture
from gateway.hil.wire.ports import Port, Pty
from gateway.hil.wire.pump import MOST_HELD, Pump
from tests.stage import wait_until

PTY_HOLDS = 20480
"""Octets that a pty takes which nobody reads, as measured; see `MOST_HELD` for the pump's."""


class Rig:
    """A pump between two ptys, and the programs at their ends."""

    def __init__(self, capture: Capture | None = None):
        self.ports: dict[str, Port] = {"device": Pty(), "ground": Pty()}
        self.programs = {
            end: os.open(port.name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            for end, port in self.ports.items()
        }
        self.pump = Pump(None, self.ports, capture)  # type: ignore[arg-type]

    def read(self, end: str, count: int) -> bytes:
        seen = b""

        def more() -> bool:
            nonlocal seen
            try:
                seen += os.read(self.programs[end], 65536)
            except BlockingIOError:
                return False
            return len(seen) >= count

        wait_until(more, what=f"{count} octets")
        return seen

    def close(self) -> None:
        for program in self.programs.values():
            os.close(program)


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig()
    yield made
    made.pump.stop()
    made.close()


def test_octets_pass_both_ways(rig: Rig) -> None:
    os.write(rig.programs["device"], bytes(range(256)))
    os.write(rig.programs["ground"], b"command")
    assert rig.read("ground", 256) == bytes(range(256))
    assert rig.read("device", 7) == b"command"
    assert rig.pump.arrived == {"ground": 256, "device": 7}


def test_who_writes_to_somebody_who_does_not_read_is_held_back(rig: Rig) -> None:
    sent = 0
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        try:
            sent += os.write(rig.programs["device"], bytes(4096))
        except BlockingIOError:
            time.sleep(0.01)
    assert MOST_HELD < sent < 4 * PTY_HOLDS + 2 * MOST_HELD
    assert rig.pump.ways["ground"].held < 2 * MOST_HELD
    assert len(rig.read("ground", sent)) == sent, "and nothing was lost"


def test_a_pump_with_nothing_to_do_sleeps(rig: Rig) -> None:
    os.write(rig.programs["device"], b"x")
    rig.read("ground", 1)
    before = time.process_time()
    time.sleep(0.3)
    assert time.process_time() - before < 0.15, "a busy loop takes all of it"


def test_a_port_that_goes_away_is_let_go_and_the_other_lives(rig: Rig) -> None:
    """As the slave of QEMU's pty, when QEMU ends."""
    qemu = Pty()
    with rig.pump.changed:
        rig.pump.ports["device"].close()
        slave = os.open(qemu.name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        rig.pump.ports["device"] = _Slave(slave)
    rig.pump.wake()
    qemu.close()
    wait_until(lambda: "device" not in rig.pump.ports)
    os.write(rig.programs["ground"], b"anybody?")
    wait_until(lambda: rig.pump.lost["device"] == 8)
    rig.pump.check()


class _Slave:
    name = "slave"

    def __init__(self, descriptor: int):
        self.descriptor = descriptor

    def close(self) -> None:
        os.close(self.descriptor)


def test_what_breaks_the_pump_is_told_with_its_cause(tmp_path: Path) -> None:
    capture = Capture(tmp_path)
    capture.close()  # so that writing to it fails
    rig = Rig(capture)
    os.write(rig.programs["device"], b"x")
    with rig.pump.changed:
        rig.pump.changed.wait_for(lambda: rig.pump._error, 10)
    with pytest.raises(SourceError, match=r"the line broke: .*closed file") as told:
        rig.pump.check()
    assert isinstance(told.value.__cause__, ValueError)
    with pytest.raises(SourceError, match="the line broke"):
        rig.pump.stop()
    rig.close()


def test_a_stopped_pump_leaves_no_thread_and_no_descriptor() -> None:
    threads, descriptors = threading.active_count(), len(os.listdir("/proc/self/fd"))
    rig = Rig()
    rig.pump.stop()
    rig.pump.stop()
    rig.close()
    assert threading.active_count() == threads
    assert len(os.listdir("/proc/self/fd")) == descriptors
    with pytest.raises(SourceError, match="the line is closed"):
        rig.pump.check()
