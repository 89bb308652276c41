"""The history of a test: what the gateway heard, written by its thread and read by the test's.

Each kind of thing is numbered from 1 and kept up to a bound, the newest; a device that
sends for nine hours must not fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Condition
from typing import Generic, TypeVar

from msgspec import Struct

from gateway.hil.telemetry.packet import ReceivedPacket
from gateway.model import Alarm, Disposition, Entry, Outcome

MAX_PACKETS = 10_000
MAX_LOST = 1000
MAX_ALARMS = 10_000
MAX_BREAKS = 1000

T = TypeVar("T")


class Log(Generic[T]):
    """The newest items of an endless row, each with its number.

    Args:
        limit: How many are kept at least; twice as many at most.

    Attributes:
        count: How many there were in all, which is the number of the newest.
    """

    def __init__(self, limit: int):
        self.count = 0
        self._limit = limit
        self._items: list[T] = []

    def append(self, item: T) -> None:
        """Add the next item."""
        self._items.append(item)
        self.count += 1
        if len(self._items) > 2 * self._limit:
            del self._items[: -self._limit]

    def after(self, number: int) -> list[T]:
        """The items with a higher number, as far as they are kept."""
        first = self.count - len(self._items)
        return self._items[max(number - first, 0) :]

    def last(self, count: int) -> list[T]:
        """Up to *count* of the newest, the oldest first."""
        return self._items[-count:] if count else []


class Lost(Struct, frozen=True):
    """A candidate frame that gave no packet.

    Attributes:
        at: When, in seconds of the test's clock.
        disposition: How it ended.
        message: Why, one sentence.
        octets: What is left of it.
        after: Number of the last packet before it.
    """

    at: float
    disposition: Disposition
    message: str
    octets: bytes
    after: int = 0


class AlarmChange(Struct, frozen=True):
    """An alarm that began, changed its state, or ended.

    Attributes:
        at: When, in seconds of the test's clock.
        alarm: The alarm as it is from then on.
    """

    at: float
    alarm: Alarm


class Break(Struct, frozen=True):
    """A packet whose number is not the one behind the packet before it.

    Attributes:
        packet: Its number in the history.
        at: When it came, in seconds of the test's clock.
        counts: What was counted then: `missed`, `repeated`, `late`, `reboots`.
    """

    packet: int
    at: float
    counts: Mapping[str, int]


class History:
    """What was heard.

    Args:
        elapsed: The test's clock, s.

    Attributes:
        changed: Held while anything here is read or written; notified of news.
        packets: Decoded packets.
        latest: The newest packet of each name.
        lost: Candidate frames that gave none, whatever the reason.
        alarms: Alarms that changed.
        breaks: Where packets do not go on with the one before.
        sequence: The journal's number of the newest frame that is in here.
        error: Why there will be no more news, if there was an accident.
    """

    def __init__(self, elapsed: Callable[[], float]):
        self.changed = Condition()
        self.packets: Log[ReceivedPacket] = Log(MAX_PACKETS)
        self.latest: dict[str, ReceivedPacket] = {}
        self.lost: Log[Lost] = Log(MAX_LOST)
        self.alarms: Log[AlarmChange] = Log(MAX_ALARMS)
        self.breaks: Log[Break] = Log(MAX_BREAKS)
        self.sequence = 0
        self.error: BaseException | None = None
        self._elapsed = elapsed

    def take(self, entry: Entry, outcome: Outcome) -> None:
        """Note what became of a frame."""
        at = self._elapsed()
        with self.changed:
            for decoded in outcome.decoded:
                packet = ReceivedPacket(self.packets.count + 1, at, entry, decoded)
                self.packets.append(packet)
                self.latest[packet.name] = packet
            if not outcome.decoded:
                message = outcome.failure.message if outcome.failure else ""
                octets, before = entry.event.data, self.packets.count
                self.lost.append(Lost(at, outcome.disposition, message, octets, before))
            self.sequence = entry.sequence
            self.changed.notify_all()

    def take_alarms(self, changed: list[tuple[bool, Alarm]]) -> None:
        """Note alarms that changed."""
        at = self._elapsed()
        with self.changed:
            for _, alarm in changed:
                self.alarms.append(AlarmChange(at, alarm))
            self.changed.notify_all()

    def take_break(self, counts: Mapping[str, int]) -> None:
        """Note what is counted of the newest packet's number."""
        at = self._elapsed()
        with self.changed:
            self.breaks.append(Break(self.packets.count, at, counts))

    def fail(self, error: BaseException) -> None:
        """Note that the gateway has died of *error*."""
        with self.changed:
            self.error = error
            self.changed.notify_all()

    def wake(self) -> None:
        """Have those that wait look again."""
        with self.changed:
            self.changed.notify_all()
