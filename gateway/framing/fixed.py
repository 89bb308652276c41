"""Fixed: frames that all have the same length.

::

    [sync] <size octets, CRC included>  [sync] <size octets, CRC included>

Without a sync word nothing says where a frame begins: one octet lost on the line spoils
all that follow.  Without a CRC frames are marked unchecked.

Source: none; archives of transfer frames, and boards that send one C struct.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding.crc import Crc, Order
from gateway.framing.check import Check, seal
from gateway.framing.options import require
from gateway.framing.sync import Synchroniser, SyncWord
from gateway.model import Frame, Rejected


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """Frames of one length.

    Attributes:
        size: Octets of a frame, check included, sync word not.
        sync: Sync word before each; empty for none.
        crc: Check at the end; None for none.
        crc_order: Order of its octets; None for the CRC's usual one.
    """

    size: int
    sync: bytes = b""
    crc: Crc | None = None
    crc_order: Order | None = None

    def __post_init__(self) -> None:
        require_size(self.size, self.crc)

    def deframer(self) -> FixedDeframer:
        """A new receiver."""
        check = ("fixed", self.crc, self.crc_order)
        return FixedDeframer(self.size, SyncWord(self.sync), check)

    def encode(self, data: bytes) -> bytes:
        """*data* behind the sync word.

        Raises:
            ValueError: *data* has the wrong length.
        """
        return self.sync + of_size(self.size, seal(data, self.crc, self.crc_order))


def require_size(size: int, crc: Crc | None) -> None:
    """Refuse a size that has no room for data."""
    least = 1 + (crc.octets if crc else 0)
    require(size >= least, "size", f"at least {least}")


def of_size(size: int, frame: bytes) -> bytes:
    """*frame*, if it has *size* octets."""
    if len(frame) != size:
        raise ValueError(f"{len(frame)} octets with the check; a frame has {size}")
    return frame


class FixedDeframer:
    """Receiver for frames of one length.

    Args:
        size: Octets of a frame behind the sync word.
        sync: The sync word.
        check: Name of the framing, CRC and its order, as for `Check`.

    Attributes:
        counters: `noise_octets` between frames.
    """

    def __init__(self, size: int, sync: SyncWord, check: tuple[str, Crc | None, Order | None]):
        self.counters: dict[str, int] = {}
        self._skip = len(sync.word)
        self._octets = self._skip + size
        self._check = Check(*check, self.counters)
        self._synchroniser = Synchroniser(sync, self._measure, self._verdict, self.counters)

    def feed(self, data: bytes) -> list[Frame | Rejected]:
        """As `gateway.model.Deframer.feed`."""
        return self._synchroniser.feed(data)

    @property
    def pending(self) -> int:
        """As `gateway.model.Deframer.pending`."""
        return self._synchroniser.pending

    def _measure(self, data: bytes, at: int) -> int:
        return self._octets

    def _verdict(self, candidate: bytes) -> Frame | Rejected | None:
        return self._check.verdict(candidate[self._skip :])
