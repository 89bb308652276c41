"""Topics and payloads, as DESIGN lays them out; nothing here sends anything.

::

    <root>/<station>/status                          online | offline    retained, Will
                     info                            the station         retained
                     source/<source>                 state, counters     retained
                     frame/<source>                  every frame
                     tlm/<mission>/<packet>          one packet          retained, expiring
                     tlm/<mission>/<packet>/<channel>  one value         retained, expiring
                     alarm/<mission>/<channel>       a state that lasted retained
                     schema/<mission>/<packet>       JSON Schema         retained
                     cmd/<verb>, rsp/<verb>          a command and its answer

Every part of a topic is a name from the station file or from a definition; nothing of
it ever comes from the air.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from gateway.model import Alarm, Decoded, Delivery, Entry, Outcome, Reading, State
from gateway.record import encode, frame_id, frame_record, packet_keys, plain, reading_record, utc
from gateway.station import Mqtt

LATE_AFTER_S = 10.0
"""Age at which a live frame is delivered late: longer than a slow broker takes."""


class Message(Struct, frozen=True):
    """One publication.

    Attributes:
        topic: Whole.
        payload: JSON, or empty to clear a retained value.
        retain: Whether the broker keeps it for later subscribers.
        expire_s: When the broker drops it; None for never.
        user: MQTT 5 user properties.
        correlation: MQTT 5 correlation data, by which an answer finds its question.
    """

    topic: str
    payload: bytes
    retain: bool = False
    expire_s: int | None = None
    user: tuple[tuple[str, str], ...] = ()
    correlation: bytes = b""


class Incoming(Struct, frozen=True):
    """A message that somebody published.

    Attributes:
        topic: Whole.
        payload: Anything.
        retained: Whether it is one that the broker kept, or keeps.
        response_topic: Where the answer is wanted besides (MQTT 5); empty for nowhere.
        correlation: What the answer is to carry with it (MQTT 5).
    """

    topic: str
    payload: bytes
    retained: bool = False
    response_topic: str = ""
    correlation: bytes = b""


class Topics:
    """Makes the messages of one station.

    Args:
        station: Its name.
        options: The station file's `mqtt` table.
    """

    def __init__(self, station: str, options: Mqtt):
        self.station = station
        self._options = options
        self._last: dict[str, bytes] = {}

    def base(self, simulated: bool = False) -> str:
        """Root and station; simulated data has a root of its own."""
        root = self._options.simulated_root if simulated else self._options.root
        return f"{root}/{self.station}"

    def start_over(self) -> None:
        """Take nothing for known to the broker: every channel's next value is news."""
        self._last.clear()

    def of_entry(self, entry: Entry, outcome: Outcome, now: datetime) -> list[Message]:
        """All messages of one frame, in the order in which they are to be sent."""
        age_s = (now - entry.received_at).total_seconds()
        delivery = outcome.delivery(entry)
        if delivery is Delivery.LIVE and age_s > LATE_AFTER_S:
            delivery = Delivery.LATE
        base = self.base(delivery is Delivery.SIMULATED)
        user = (("id", frame_id(self.station, entry.sequence)), ("delivery", delivery.value))
        record = frame_record(entry, outcome, self.station, delivery)
        messages = []
        if self._options.frame_topics:
            messages.append(Message(f"{base}/frame/{entry.source}", encode(record), user=user))
        life_s = self._life_s(delivery, age_s)
        # An old value may be told, but never left behind as if it were the latest.
        keep = life_s is None or life_s > 0
        for part, decoded in enumerate(outcome.decoded):
            several = {"part": part} if len(outcome.decoded) > 1 else {}
            messages += [
                Message(topic, payload, keep, life_s if keep else None, user)
                for topic, payload in self._of_packet(base, record | several, decoded)
            ]
        return messages

    def _life_s(self, delivery: Delivery, age_s: float) -> int | None:
        if not self._options.expire_s:
            return None
        if delivery in (Delivery.REPLAY, Delivery.SIMULATED):
            return self._options.expire_s
        return self._options.expire_s - max(0, int(age_s))

    def _of_packet(
        self, base: str, record: dict[str, Any], decoded: Decoded
    ) -> list[tuple[str, bytes]]:
        """Topic and payload of a packet and of its channels."""
        topic = f"{base}/tlm/{decoded.mission}/{decoded.packet}"
        found = []
        if self._options.packet_topics:
            whole = record | packet_keys(decoded)
            del whole["data"]
            found.append((topic, encode(whole)))
        if self._options.channel_topics != "off":
            common = {key: record[key] for key in ("id", "received_at", "delivery")}
            if decoded.made_at:
                common["made_at"] = utc(decoded.made_at)
            for reading in decoded.readings:
                if self._is_news(f"{topic}/{reading.channel}", reading):
                    payload = encode(reading_record(reading) | common)
                    found.append((f"{topic}/{reading.channel}", payload))
        return found

    def _is_news(self, topic: str, reading: Reading) -> bool:
        """Whether a channel's message is due: always, or when it is not the last again."""
        if self._options.channel_topics == "all":
            return True
        value = encode(reading_record(reading))
        if self._last.get(topic) == value:
            return False
        self._last[topic] = value
        return True

    def alarm(self, alarm: Alarm, simulated: bool = False) -> tuple[str, bytes]:
        """Topic and payload of an alarm; one that is over and seen clears its topic."""
        topic = f"{self.base(simulated)}/alarm/{alarm.mission}/{alarm.channel}"
        if alarm.state is State.NOMINAL and alarm.acknowledged:
            return topic, b""
        record = {
            "state": alarm.state.value,
            "since": utc(alarm.since),
            "limit": alarm.limit,
            "value": plain(alarm.value),
            "acknowledged": alarm.acknowledged,
        }
        if alarm.unit:
            record["unit"] = alarm.unit
        return topic, encode(record)
