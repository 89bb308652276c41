"""The check at the end of a candidate, and the verdict: a frame, or why not.

::

    <data> <CRC>     a frame whose check is removed, or CHECK_FAILED
    <data>           where there is no CRC: a frame that nothing proves

A candidate that carries no data is fill: it is counted as `empty_frames` and is neither
frame nor rejection.
"""

from __future__ import annotations

from gateway.coding.crc import Crc, Order
from gateway.model import (
    MAX_REJECTED_OCTETS,
    UNKNOWN_QUALITY,
    Disposition,
    Frame,
    Quality,
    Rejected,
)

UNCHECKED = Quality(unchecked=True)


def reject(
    framing: str, reason: Disposition, data: bytes, message: str, offset: int = 0
) -> Rejected:
    """A candidate that failed, cut to what the journal keeps of it."""
    return Rejected(reason, data[:MAX_REJECTED_OCTETS], framing, message, offset)


class Check:
    """What proves a candidate of one framing.

    Args:
        framing: Name of the framing.
        crc: The CRC at its end; None if there is none.
        order: Order of the CRC's octets; None for its usual one.
        counters: Where `empty_frames` is counted.
    """

    def __init__(
        self, framing: str, crc: Crc | None, order: Order | None, counters: dict[str, int]
    ):
        self._framing = framing
        self._crc = crc
        self._order = order
        self._counters = counters
        counters["empty_frames"] = 0

    def open(self, candidate: bytes, covered: bytes = b"") -> bytes | Rejected:
        """The data of *candidate*, its check removed, or why it has none.

        Args:
            candidate: Data with its check.
            covered: Octets before it that the check covers too.
        """
        crc = self._crc
        if crc is None:
            return candidate
        if len(candidate) < crc.octets:
            message = f"{len(candidate)} octets; {crc.name} alone has {crc.octets}"
            return reject(self._framing, Disposition.TRUNCATED, candidate, message)
        if not crc.verify(covered + candidate, self._order):
            return self._failed(crc, candidate)
        return candidate[: -crc.octets]

    def frame(self, data: bytes) -> Frame | None:
        """The frame of *data* that has passed; None for fill."""
        if not data:
            self._counters["empty_frames"] += 1
            return None
        return Frame(data, self._framing, UNKNOWN_QUALITY if self._crc else UNCHECKED)

    def verdict(self, candidate: bytes) -> Frame | Rejected | None:
        """The frame in *candidate*, or why it is none; None for fill."""
        data = self.open(candidate)
        return data if isinstance(data, Rejected) else self.frame(data)

    def _failed(self, crc: Crc, candidate: bytes) -> Rejected:
        offset = len(candidate) - crc.octets
        message = f"{crc.name} of {offset} octets is not the {candidate[offset:].hex()} sent"
        return reject(self._framing, Disposition.CHECK_FAILED, candidate, message, offset)


def seal(data: bytes, crc: Crc | None, order: Order | None, covered: bytes = b"") -> bytes:
    """*data* with its check behind it, as `Check` wants it; the encoders' half."""
    if crc is None:
        return data
    return crc.append(covered + data, order)[len(covered) :]
