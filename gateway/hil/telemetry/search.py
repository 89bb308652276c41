"""A search for a packet among those that come, each looked at once."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.hil.telemetry.history import History
from gateway.hil.telemetry.matching import Difference, Where, differences
from gateway.hil.telemetry.packet import ReceivedPacket

__tracebackhide__ = True
"""Where a test's own function raises, its traceback goes from the test to that."""


class Search:
    """Looks for packets of one name.

    Args:
        packet: The name.
        where: What they must hold.
        wanted: How many are looked for.
        after: Number of the last packet that does not count.

    Attributes:
        found: How many were found.
        nearest: The newest of those that differ least from what is looked for.
        differing: Where it differs.
    """

    def __init__(self, packet: str, where: Where, wanted: int, after: int):
        self.found = 0
        self.nearest: ReceivedPacket | None = None
        self.differing: Sequence[Difference] = ()
        self._packet = packet
        self._where = where
        self._wanted = wanted
        self._after = after

    def look(self, history: History) -> ReceivedPacket | None:
        """Look at what has come since the last look; the last of those wanted, if it is there."""
        for packet in history.packets.after(self._after):
            self._after = packet.number
            if packet.name == self._packet and self._fits(packet):
                self.found += 1
                if self.found == self._wanted:
                    return packet
        return None

    def _fits(self, packet: ReceivedPacket) -> bool:
        differing = differences(packet, self._where)
        if differing and (self.nearest is None or len(differing) <= len(self.differing)):
            self.nearest, self.differing = packet, differing
        return not differing
