"""Pacing: octets take as long as a UART needs for them.

::

    idle ──┐start┌─ b0 b1 b2 b3 b4 b5 b6 b7 ─┐stop┌── ...      8N1: 10 bits an octet
           └─────┘                                 ▲ the octet is there

A pty takes every speed and is always as fast as it can be, so the line keeps time itself.
The schedule follows the bits and not the clock that was read last: a late look costs
latency once and no throughput.
"""

from __future__ import annotations

BITS_AN_OCTET = 10


class Pacing:
    """Octets on their way at a given speed.

    Args:
        baud: Bits in a second; None lets everything through at once.
    """

    def __init__(self, baud: int | None):
        if baud is not None and baud <= 0:
            raise ValueError(f"baud is {baud}; give a positive number, or None for no pacing")
        self._octet_s = BITS_AN_OCTET / baud if baud else 0.0
        self._octets = bytearray()
        self._began_at = 0.0

    def put(self, octets: bytes, now: float) -> None:
        """Send *octets* behind those that are under way.

        Args:
            octets: Any number of them.
            now: Time in seconds, on any clock that does not go back.
        """
        if not self._octets:
            self._began_at = now
        self._octets += octets

    def take(self, now: float) -> bytes:
        """The octets whose stop bit has passed since the last call."""
        count = len(self._octets)
        if self._octet_s:
            # A millionth of an octet makes up for what floating point leaves out.
            count = min(count, int((now - self._began_at) / self._octet_s + 1e-6))
        self._began_at += count * self._octet_s
        arrived = bytes(self._octets[:count])
        del self._octets[:count]
        return arrived

    @property
    def held(self) -> int:
        """Octets that are under way."""
        return len(self._octets)

    @property
    def wake_at(self) -> float | None:
        """When the next octet arrives; None if there is none."""
        return self._began_at + self._octet_s if self._octets else None
