"""Candidates with escapes in them, made plain or rejected."""

from __future__ import annotations

from gateway.coding.octet_stuffing import OctetStuffing
from gateway.framing.check import reject
from gateway.model import Disposition, Rejected


class Unstuffing:
    """Takes the escapes out of the candidates of one framing.

    Args:
        framing: Name of the framing.
        stuffing: Its escapes.
        max_octets: Longest candidate, escapes removed.
        strict: Reject a candidate with a fault; otherwise the octet after the escape
            stands.
        counters: Where `illegal_escapes` are counted, either way.
    """

    def __init__(
        self,
        framing: str,
        stuffing: OctetStuffing,
        max_octets: int,
        strict: bool,
        counters: dict[str, int],
    ):
        self._framing = framing
        self._stuffing = stuffing
        self._max_octets = max_octets
        self._strict = strict
        self._counters = counters
        counters["illegal_escapes"] = 0

    @property
    def limit(self) -> int:
        """Longest candidate with its escapes: each octet takes two at most."""
        return 2 * self._max_octets

    def plain(self, candidate: bytes) -> bytes | Rejected:
        """*candidate* without its escapes, or why it cannot be read."""
        if len(candidate) > self.limit:
            return self._too_long(self._stuffing.decode(candidate))
        if self._stuffing.escape in candidate:
            faults = self._stuffing.faults(candidate)
            self._counters["illegal_escapes"] += len(faults)
            if faults and self._strict:
                return self._illegal(candidate, faults[0])
            candidate = self._stuffing.decode(candidate)
        return self._too_long(candidate) if len(candidate) > self._max_octets else candidate

    def _too_long(self, plain: bytes) -> Rejected:
        message = f"more than {self._max_octets} octets without an end"
        return reject(self._framing, Disposition.TOO_LONG, plain, message, offset=self._max_octets)

    def _illegal(self, candidate: bytes, offset: int) -> Rejected:
        what = candidate[offset + 1 : offset + 2].hex() or "nothing"
        message = f"escape before {what} at octet {offset}"
        return reject(self._framing, Disposition.CODING_ERROR, candidate, message, offset)
