"""The ground's end of a virtual device's line: a pty, a thread that reads it, the mission."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from gateway.decoder import Decoder
from gateway.framing.kiss import Kiss
from gateway.hil.device.virtual_device import At, VirtualDevice
from gateway.missions.coolant_loops import MISSION
from gateway.model import Alarm, Delivery, Entry, Frame
from gateway.monitor import Monitor

FRAMING = Kiss(fcs="present")
COMMANDS = {command.name: command for command in MISSION.commands}
MISSIONS = {MISSION.name: MISSION}
IDS = {"identity": 1, "loops": 2, "thermal": 3, "event": 4, "acknowledgement": 5}
"""First octets of the packets, from docs/coolant-loops.md."""

START = datetime(2026, 11, 22, tzinfo=UTC)
WAIT_S = 30.0


@dataclass(frozen=True)
class Heard:
    """A packet that the device sent."""

    name: str
    values: Mapping[str, Any]
    alarms: tuple[Alarm, ...]

    @property
    def hours(self) -> float:
        return float(self.values["uptime"]) / 3.6e6


class Ground:
    """A pty; what comes out of it is read at once, so that the device never waits."""

    def __init__(self) -> None:
        self._fd, self._far = os.openpty()
        tty.setraw(self._far)
        self.port = os.ttyname(self._far)
        self._octets = bytearray()
        self._come = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self._deframer = FRAMING.deframer()
        self._decoder = Decoder(MISSIONS)
        self._monitor = Monitor(MISSIONS)
        self._taken = 0

    def write(self, octets: bytes) -> None:
        os.write(self._fd, octets)

    def command(self, verb: str, tag: int, **values: Any) -> None:
        self.write(FRAMING.encode(COMMANDS[verb].build(values, tag)))

    def octets(self, count: int) -> bytes:
        """The first *count* octets that the device sent, once they are there."""
        with self._come:
            assert self._come.wait_for(lambda: len(self._octets) >= count, WAIT_S), (
                f"{len(self._octets)} of {count} octets came"
            )
            return bytes(self._octets[:count])

    def hear(self, at: At, without: str = "") -> list[Heard]:
        """The packets that came since the last time, up to where the device is.

        Those named *without* are passed over: to decode a day of them takes long.
        """
        octets = self.octets(at.octets)[self._taken :]
        self._taken = at.octets
        passed_over = IDS.get(without)
        frames = [frame for frame in self._frames(octets) if frame.data[0] != passed_over]
        return [self.heard(frame) for frame in frames]

    def wait_for_more(self) -> None:
        """Wait until octets came that were not heard yet."""
        with self._come:
            assert self._come.wait_for(lambda: len(self._octets) > self._taken, WAIT_S)

    def acknowledged(self, device: VirtualDevice) -> str:
        """The result in the next acknowledgement, once it is there."""
        self.wait_for_more()
        [heard] = self.hear(device.advance(0))
        return str(heard.values["result"])

    def _frames(self, octets: bytes) -> Iterator[Frame]:
        for event in self._deframer.feed(octets):
            assert isinstance(event, Frame), event
            yield event

    def heard(self, frame: Frame) -> Heard:
        """A frame, decoded and watched for alarms."""
        uptime_ms = int.from_bytes(frame.data[4:8], "big")
        at = START + timedelta(milliseconds=uptime_ms)
        entry = Entry(0, "device", at, "ntp", Delivery.SIMULATED, frame)
        outcome = self._decoder.decode(entry)
        [decoded] = outcome.decoded
        values = {reading.channel: reading.value for reading in decoded.readings}
        alarms = tuple(alarm for _, alarm in self._monitor.update(entry, outcome))
        return Heard(decoded.packet, values, alarms)

    def _read(self) -> None:
        while True:
            try:
                octets = os.read(self._fd, 65536)
            except OSError:  # nobody has the other end any more
                return
            with self._come:
                self._octets += octets
                self._come.notify_all()

    def close(self) -> None:
        os.close(self._far)
        self._reader.join(WAIT_S)
        os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Stage:
    """A virtual device, and the ground that hears it."""

    device: VirtualDevice
    ground: Ground

    def pass_time(self, hours: float, without: str = "") -> list[Heard]:
        """What is heard while so much time passes, and before it if that was not yet heard."""
        return self.ground.hear(self.device.advance(hours * 3600), without)


def virtual_stage(executable: Path, *arguments: str) -> Iterator[Stage]:
    """A device with a virtual clock; a generator for fixtures and `contextmanager`."""
    with Ground() as ground:
        options = ("--clock", "virtual", *arguments)
        with VirtualDevice(executable, ground.port, options) as device:
            yield Stage(device, ground)
