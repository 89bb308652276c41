"""A KISS stream carried in the payloads of successive frames.

::

    frame   ....DB DC .. C0 C0 C0 C0 b8 64 3e 00     frame   12 00 .. 9b fb C0 C0 ..
                      end  fill      a packet begins,           and ends here

Some craft treat a link of fixed-size frames as a serial line: packets, escaped as on a
TNC's wire and told apart by C0 (FEND), run on from frame to frame, and FEND fills what
is left over.  `control_octet`, `header_octets` and the link in front make the known kinds:

=====================  =======================================================
KISS                   `KISSStream()`
KISS no control byte   `KISSStream(control_octet=False)` (BY70-1, LilacSat-1)
KISS KS-1Q             `KISSStream(control_octet=False, header_octets=3)`
TM KISS                `TMFrame(data="whole", virtual_channels=(0,))`, then KISSStream
TM short KISS          the same with `TMFrame(short_header=True)`
=====================  =======================================================

A lost frame is not noticed: the packets on either side of the gap become one.  The
packet's own check, such as a CRC-32C of CSP, is what finds that.

Source: M. Chepponis and P. Karn, "The KISS TNC: A simple Host-to-TNC communications
protocol", ARRL 6th Computer Networking Conference, 1987; the kinds are those of
gr-satellites' manual, "SatYAML files", transports.

Where we differ.  A packet with an illegal escape is a fault, not a shorter packet, and
what comes before the first FEND is dropped: its beginning was not heard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.errors import LayoutError
from gateway.model import Disposition, LinkFault, Unit

FEND = b"\xc0"
FESC = b"\xdb"
_MEANING = {b"\xdb\xdc": FEND, b"\xdb\xdd": FESC}
_ESCAPES = re.compile(rb"\xdb[\xdc\xdd]")


@dataclass(frozen=True)
class KISSStream:
    """A KISS stream in frames.

    Attributes:
        control_octet: Whether a packet begins with KISS's port and command octet;
            other commands than data are dropped.
        header_octets: Octets in front of the stream in every frame.
        length: Octets of a frame.  A stream swallows all it is given, so a source that
            hears other craft needs this to keep theirs out.
        max_octets: Longest packet, escapes removed.  Bounds memory.
    """

    control_octet: bool = True
    header_octets: int = 0
    length: int | None = None
    max_octets: int = 4096
    name = "kiss_stream"

    def reader(self) -> Callable[[bytes], list[Unit | LinkFault]]:
        """A new receiver, which waits for the first FEND."""
        return _Stream(self).read

    def wrap(self, data: bytes, header: Mapping[str, Any]) -> bytes:
        """Put *data* into a frame of its own, filled with FEND to `length`.

        Raises:
            LayoutError: It does not fit a frame.
        """
        port = bytes([header.get("port", 0) << 4]) if self.control_octet else b""
        escaped = (port + data).replace(FESC, b"\xdb\xdd").replace(FEND, b"\xdb\xdc")
        frame = bytes(self.header_octets) + FEND + escaped + FEND
        if self.length is None:
            return frame
        if len(frame) > self.length:
            raise LayoutError(f"{len(frame)} octets do not fit a frame of {self.length}")
        return frame.ljust(self.length, FEND)


class _Stream:
    """The receiver: keeps the packet that the last frame did not end."""

    def __init__(self, link: KISSStream):
        self._link = link
        # Escaped octets since the last FEND; None until the next FEND is heard.
        self._begun: bytes | None = None

    def read(self, data: bytes) -> list[Unit | LinkFault]:
        link = self._link
        if link.length not in (None, len(data)) or len(data) < link.header_octets:
            expected = link.length or f"at least {link.header_octets}"
            message = f"a frame of {len(data)} octets, {expected} expected"
            return [LinkFault(Disposition.LINK_ERROR, message)]
        found: list[Unit | LinkFault] = []
        *ended, rest = data[link.header_octets :].split(FEND)
        start = link.header_octets
        for piece in ended:
            found += self._end(piece, start)
            start += len(piece) + 1
        found += self._keep(rest, start)
        return found or [self._nothing(start)]

    def _end(self, piece: bytes, start: int) -> list[Unit | LinkFault]:
        """The packet that ends with *piece*, if there is one."""
        begun, self._begun = self._begun, b""
        if begun is None or not (raw := begun + piece):
            return []
        packet, escapes = _ESCAPES.subn(lambda escape: _MEANING[escape[0]], raw)
        if escapes != raw.count(FESC):
            return [LinkFault(Disposition.LINK_ERROR, "an illegal KISS escape", start)]
        header: dict[str, Any] = {"protocol": "kiss_stream"}
        if self._link.control_octet:
            if packet[0] & 0x0F:
                return []
            header["port"] = packet[0] >> 4
            packet, start = packet[1:], start + 1
        if len(packet) > self._link.max_octets:
            return [self._too_long(start)]
        return [Unit(header, packet, None if begun else start)]

    def _keep(self, rest: bytes, start: int) -> list[LinkFault]:
        """Keep what no FEND has ended yet, unless it cannot become a packet any more."""
        if self._begun is None:
            return []
        self._begun += rest
        # Every octet may be an escape of two, and one more is the control octet.
        if len(self._begun) <= 2 * self._link.max_octets + 2:
            return []
        self._begun = None
        return [self._too_long(start)]

    def _too_long(self, start: int) -> LinkFault:
        message = f"more than {self._link.max_octets} octets without FEND"
        return LinkFault(Disposition.LINK_ERROR, message, start)

    def _nothing(self, start: int) -> LinkFault:
        if self._begun is None:
            return LinkFault(Disposition.LINK_ERROR, "no FEND heard yet")
        if self._begun:
            message = f"{len(self._begun)} octets of a packet that later frames end"
            return LinkFault(Disposition.PARTIAL, message, start)
        return LinkFault(Disposition.IDLE, "only FEND")
