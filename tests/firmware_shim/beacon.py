"""The ground's end of the shim's beacon, its packets taken apart by hand.

What they look like is in firmware_shim/ports/beacon/beacon.h.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass

from gateway.framing import Kiss
from gateway.model import Frame

KISS = Kiss(fcs="present")
PATIENCE_S = 30.0

BEACON, ACKNOWLEDGEMENT = 1, 2
PING, PERIOD, UNHEARD_OF = 16, 17, 99
ACCEPTED, UNKNOWN, WRONG_LENGTH, REFUSED = range(4)


@dataclass(frozen=True)
class Packet:
    """A packet of the beacon."""

    octets: bytes

    @property
    def kind(self) -> int:
        return self.octets[0]

    @property
    def boots(self) -> int:
        return self.octets[1]

    @property
    def sequence(self) -> int:
        return int.from_bytes(self.octets[2:4], "big")

    @property
    def uptime_ms(self) -> int:
        return int.from_bytes(self.octets[4:8], "big")

    @property
    def rest(self) -> tuple[int, ...]:
        """Beacon: period, commands carried out.  Acknowledgement: command, tag, result."""
        if self.kind == BEACON:
            return int.from_bytes(self.octets[8:10], "big"), int.from_bytes(self.octets[10:], "big")
        return self.octets[8], int.from_bytes(self.octets[9:11], "big"), self.octets[11]


class Ground:
    """The other end of a terminal."""

    def __init__(self, descriptor: int):
        self.packets: list[Packet] = []
        self.descriptor = descriptor
        self._deframer = KISS.deframer()

    def listen(self, patience_s: float = PATIENCE_S) -> bool:
        """Wait for octets; false if there are none in time."""
        if not select.select([self.descriptor], [], [], patience_s)[0]:
            return False
        events = self._deframer.feed(os.read(self.descriptor, 4096))
        self.packets += [Packet(event.data) for event in events if isinstance(event, Frame)]
        return True

    def wait_for(self, wanted: Callable[[Packet], bool]) -> Packet:
        """The first packet that is wanted, of all that have come or come yet."""
        deadline = time.monotonic() + PATIENCE_S
        seen = 0
        while time.monotonic() < deadline:
            for packet in self.packets[seen:]:
                if wanted(packet):
                    return packet
            seen = len(self.packets)
            self.listen(0.5)
        raise AssertionError(f"not among {self.packets}")

    def send(self, data: bytes) -> None:
        os.write(self.descriptor, KISS.encode(data))

    def command(self, command: int, tag: int, arguments: bytes = b"") -> Packet:
        """Send a command; returns the acknowledgement that is not there yet."""
        before = len(self.packets)
        self.send(bytes([command]) + tag.to_bytes(2, "big") + arguments)
        return self.wait_for(
            lambda packet: (
                packet.kind == ACKNOWLEDGEMENT
                and packet.rest[:2] == (command, tag)
                and packet not in self.packets[:before]
            )
        )

    @property
    def sequences(self) -> list[int]:
        return [packet.sequence for packet in self.packets]
