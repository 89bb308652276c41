"""The record of a frame: one shape wherever a frame is written for a program.

`cupola decode --json`, `cupola journal export`, and the MQTT topics all write it; keys
that do not apply are left out, keys may be added and are never renamed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

from gateway.model import UNKNOWN_QUALITY, Decoded, Delivery, Entry, Frame, Outcome, Reading

encode = msgspec.json.Encoder().encode
"""A record as JSON octets; a number that is none (NaN) becomes null."""


def frame_id(station: str, sequence: int) -> str:
    """The id that makes at-least-once delivery safe to deduplicate."""
    return f"{station}-{sequence}"


def utc(moment: datetime) -> str:
    """ISO 8601 with microseconds where there are any, and Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def frame_record(
    entry: Entry, outcome: Outcome, station: str, delivery: Delivery | None = None
) -> dict[str, Any]:
    """The record without packet and readings: what the `frame` topic carries."""
    event = entry.event
    record: dict[str, Any] = {
        "id": frame_id(station, entry.sequence),
        "source": entry.source,
        "received_at": utc(entry.received_at),
        "clock": entry.clock,
        "delivery": (delivery or outcome.delivery(entry)).value,
        "framing": event.framing,
    }
    if outcome.link:
        record["link"] = outcome.link[0] if len(outcome.link) == 1 else list(outcome.link)
    record["data"] = event.data.hex()
    # Two stations that hear one frame agree on this, whatever their ids.
    record["hash"] = sha256(event.data).hexdigest()[:16]
    if isinstance(event, Frame):
        if event.port is not None:
            record["port"] = event.port
        if event.quality != UNKNOWN_QUALITY:
            record["quality"] = msgspec.to_builtins(event.quality)
    record["disposition"] = outcome.disposition.value
    if outcome.failure:
        record["error"] = msgspec.to_builtins(outcome.failure)
    return record


def packet_keys(decoded: Decoded) -> dict[str, Any]:
    """The keys that a decoded packet adds to its frame's record."""
    keys: dict[str, Any] = {"mission": decoded.mission, "packet": decoded.packet}
    if decoded.guessed:
        keys["guessed"] = True
    if decoded.made_at is not None:
        keys["made_at"] = utc(decoded.made_at)
    keys["readings"] = {r.channel: reading_record(r) for r in decoded.readings}
    return keys


def records(entry: Entry, outcome: Outcome, station: str) -> Iterator[dict[str, Any]]:
    """The whole record: one for the frame, or one for each packet found in it."""
    base = frame_record(entry, outcome, station)
    if not outcome.decoded:
        yield base
    for part, decoded in enumerate(outcome.decoded):
        several = {"part": part} if len(outcome.decoded) > 1 else {}
        yield base | several | packet_keys(decoded)


def reading_record(reading: Reading) -> dict[str, Any]:
    """A reading as JSON knows it."""
    record = {"raw": plain(reading.raw), "value": plain(reading.value)}
    if reading.unit:
        record["unit"] = reading.unit
    if reading.state is not None:
        record["state"] = reading.state.value
    return record


def plain(value: Any) -> Any:
    """A raw or engineering value as JSON knows it: octets as hex, times as ISO 8601."""
    if type(value) is int or type(value) is str:
        return value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
