"""A board on a line, played by the tests, and its mission."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from construct import Const, Int8ub, Int16ub, Int32ub, Struct

from gateway.definition import Limits, Mission, Packet, channel, linear
from gateway.framing import Kiss
from gateway.hil.bench import Bench
from gateway.hil.clock import BenchClock
from gateway.hil.wire import Line

BEACON = Packet(
    "beacon",
    Struct(
        "id" / Const(1, Int8ub),
        "boots" / Int8ub * "starts",
        "sequence" / Int16ub * "packets since the start",
        "uptime" / channel(Int32ub, "ms") * "since the start",
        "battery" / channel(Int16ub, "V", linear(0.001)) * "at the regulator",
    ),
    limits={"battery": Limits(caution=(3.5, None), warning=(3.0, None), persistence=1)},
)
EVENT = Packet(
    "event",
    Struct(
        "id" / Const(2, Int8ub),
        "boots" / Int8ub * "starts",
        "sequence" / Int16ub * "packets since the start",
        "code" / Int8ub * "what happened",
    ),
)
MISSION = Mission("board", "Board", [BEACON, EVENT], sequence="sequence", boots="boots")
FRAMING = Kiss(fcs="present")


class Board:
    """Sends the packets that a test asks for, numbered as a board does."""

    def __init__(self, line: Line):
        self.line = line
        self.boots = 7
        self.sequence = 0
        self.octets = 0

    def beacon(self, battery: float = 4.2) -> bytes:
        """Send a beacon; the octets that are on the line."""
        return self._send(BEACON, battery=battery)

    def event(self, code: int) -> bytes:
        """Send an event; the octets that are on the line."""
        return self._send(EVENT, code=code)

    def spoiled(self) -> None:
        """Send a beacon one octet of which is another."""
        whole = self._framed(BEACON, battery=4.2)
        self._write(whole[:5] + bytes([whole[5] ^ 0x01]) + whole[6:])

    def _send(self, packet: Packet, **values: float) -> bytes:
        octets = self._framed(packet, **values)
        self._write(octets)
        return octets

    def _write(self, octets: bytes) -> None:
        self.line.write_to_ground(octets)
        self.octets += len(octets)

    def _framed(self, packet: Packet, **values: float) -> bytes:
        numbered = {"boots": self.boots, "sequence": self.sequence, **values}
        self.sequence += 1
        return FRAMING.encode(packet.build_values(numbered))


@contextmanager
def on_bench(folder: Path, clock: BenchClock | None = None) -> Iterator[tuple[Bench, Board]]:
    """A gateway at work, and a board at the other end of its line."""
    with Line() as line, Bench(line, folder, [MISSION], clock=clock) as gateway:
        yield gateway, Board(line)
