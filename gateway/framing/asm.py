"""ASM: frames of one length behind an attached sync marker, octet aligned.

::

    1A CF FC 1D  <transfer frame, size octets>  1A CF FC 1D  <transfer frame> ...

A marker with a few wrong bits is still a marker: `tolerance` says how many.  Each bit
more finds more frames in noise, and more noise: of random octets one place in 2**32 is
the marker of 32 bits, with up to 4 wrong bits one in 10^5.  Without a CRC frames are
marked unchecked.  Randomiser and error correction are not undone here.

Source: CCSDS 131.0-B-5, "TM Synchronization and Channel Coding", section 9.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding.crc import Crc, Order
from gateway.framing.check import seal
from gateway.framing.fixed import FixedDeframer, of_size, require_size
from gateway.framing.options import require
from gateway.framing.sync import SyncWord

MARKER = bytes.fromhex("1acffc1d")


@dataclass(frozen=True, kw_only=True)
class Asm:
    """Frames of one length behind an attached sync marker.

    Attributes:
        size: Octets of a frame, check included, marker not.
        marker: The marker.
        tolerance: Bits of it that may be wrong.
        crc: Check at the end, as the frame error control field; None for none.
        crc_order: Order of its octets; None for the CRC's usual one.
    """

    size: int
    marker: bytes = MARKER
    tolerance: int = 0
    crc: Crc | None = None
    crc_order: Order | None = None

    def __post_init__(self) -> None:
        require_size(self.size, self.crc)
        require(len(self.marker) > 0, "marker", "at least one octet")
        # With half of the bits wrong anything is a marker.
        most = len(self.marker) * 8 // 4
        require(0 <= self.tolerance <= most, "tolerance", f"0 to {most} bits of this marker")

    def deframer(self) -> FixedDeframer:
        """A new receiver."""
        sync = SyncWord(self.marker, self.tolerance)
        return FixedDeframer(self.size, sync, ("asm", self.crc, self.crc_order))

    def encode(self, data: bytes) -> bytes:
        """*data* behind the marker.

        Raises:
            ValueError: *data* has the wrong length.
        """
        return self.marker + of_size(self.size, seal(data, self.crc, self.crc_order))
