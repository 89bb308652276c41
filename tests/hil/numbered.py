"""Numbered packets on a wire, and a ground that accounts for every one of them.

A packet has the header of a board (id, boots, sequence, uptime) and octets that follow
from its number, FEND and FESC among them: a wrong one cannot look right.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from construct import Bytes, Int8ub, Int16ub, Int32ub, Struct

from gateway.continuity import Continuity
from gateway.decoder import Decoder
from gateway.definition import Match, Mission, Packet
from gateway.framing.kiss import Kiss
from gateway.hil.faults.injection import Injection
from gateway.hil.wire.way import Way
from gateway.model import Delivery, Disposition, Entry, Frame, Rejected

BAUD = 115200
PERIOD_S = 0.01
"""Longer than a packet takes: the line is idle between them."""

LAYOUT = Struct(
    "id" / Int8ub * "always 1",
    "boots" / Int8ub * "boot counter",
    "sequence" / Int16ub * "packets since boot",
    "uptime" / Int32ub * "ms since boot",
    "payload" / Bytes(16) * "follows from the sequence",
)
MISSION = Mission(
    name="numbered",
    title="Numbered",
    match=Match(prefix=b"\x01"),
    packets=[Packet("numbered", LAYOUT)],
    sequence="sequence",
    boots="boots",
)
KISS = Kiss(fcs="present")


def packet(number: int, boots: int = 0) -> bytes:
    """Packet *number*; its payload has FEND, FESC and what terminals love to eat."""
    payload = bytes((number * step + step) & 0xFF for step in range(1, 10))
    header = bytes([1, boots]) + number.to_bytes(2, "big") + (10 * number).to_bytes(4, "big")
    return header + payload + b"\xc0\xdb\r\n\x11\x13\x80"


def on_the_wire(number: int, shared: bool = False) -> bytes:
    """The packet in KISS; with *shared*, without the FEND that opens it."""
    octets = KISS.encode(packet(number))
    return octets[1:] if shared else octets


class Ground:
    """The gateway's way from octets to accounts.

    Attributes:
        numbers: Sequences of the packets that came, in order.
        rejected: Reasons of what was rejected.
        strangers: Frames that are no packet of the board.
        noise: Octets and frames that framing counted as no one's.
    """

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.rejected: Counter[Disposition] = Counter()
        self.strangers: list[bytes] = []
        self._deframer = KISS.deframer()
        self._decoder = Decoder({MISSION.name: MISSION})
        self._continuity = Continuity({MISSION.name: MISSION})

    def feed(self, octets: bytes) -> None:
        """Take octets and check that no packet among them is wrong."""
        for event in self._deframer.feed(octets):
            entry = Entry(1, "line", datetime(2026, 1, 1, tzinfo=UTC), "ntp", Delivery.LIVE, event)
            outcome = self._decoder.decode(entry)
            self._continuity.update(entry, outcome)
            if isinstance(event, Rejected):
                self.rejected[event.reason] += 1
            elif outcome.disposition is Disposition.NO_MISSION:
                self.strangers.append(event.data)
            else:
                self._check(event)

    def _check(self, frame: Frame) -> None:
        number = int.from_bytes(frame.data[2:4], "big")
        assert frame.data == packet(number), "a wrong packet passed its check"
        self.numbers.append(number)

    @property
    def counters(self) -> Counter[str]:
        """What continuity says."""
        return self._continuity.counters.get("line", Counter())

    @property
    def noise(self) -> Counter[str]:
        return +Counter(self._deframer.counters)


def play(way: Way, octets: bytes, now: float) -> float:
    """Send octets and let a packet's period pass; returns the time then."""
    way.take(octets, now)
    return settle(way, now, now + PERIOD_S)


def settle(way: Way, now: float, until: float) -> float:
    """Let time pass to *until*, waking whenever something is due."""
    while way.wake_at is not None and way.wake_at <= until:
        now = max(now, way.wake_at)
        way.advance(now)
    return until


def whole(injection: Injection, octets: bytes) -> bytes:
    """What a fault makes of octets that come at once, its end included."""
    return injection.feed(octets, 0.0) + injection.end(0.0)


def in_pieces(injection: Injection, octets: bytes) -> bytes:
    """The same, octet by octet."""
    pieces = [injection.feed(octets[n : n + 1], 0.0) for n in range(len(octets))]
    return b"".join(pieces) + injection.end(0.0)
