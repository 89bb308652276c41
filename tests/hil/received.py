"""Packets for the tests of what is done with them, without a gateway."""

from __future__ import annotations

from datetime import UTC, datetime

from gateway.hil.telemetry.packet import ReceivedPacket
from gateway.model import Decoded, Delivery, Entry, Frame, Reading


def packet(number: int, name: str = "beacon", at: float = 0.0, **values: float) -> ReceivedPacket:
    """A packet whose raw values are a thousand times its values, which are in volts."""
    readings = [Reading(path, 1000 * value, value, "V", None) for path, value in values.items()]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    entry = Entry(number, "line", now, "ntp", Delivery.LIVE, Frame(b"frame", "kiss"))
    octets = bytes([number % 256]) * 10
    return ReceivedPacket(number, at, entry, Decoded("board", name, readings, None, 0, octets))
