"""USP: the message header of the Unified SPUTNIX Protocol.

::

    message  sender  receiver  size  data        ...the next message
    2        2       2         2     size octets

All fields are little-endian.  A frame is an AX.25 header of 16 octets followed by one or
more messages: `link=[AX25(), USP()]`.

The header protects nothing; the framing's Reed-Solomon code does.

Source: SPUTNIX LLC, "Unified SPUTNIX protocol (USP)", protocol description v1.04, and
the message table of github.com/baskiton/SatsDecoder (MIT).  In every frame seen so far the
size is what is left of the frame.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.errors import LayoutError
from gateway.model import Disposition, LinkFault, Unit

_HEADER = struct.Struct("<4H")


@dataclass(frozen=True)
class USP:
    """The USP message header."""

    name = "usp"

    def reader(self) -> Callable[[bytes], list[Unit | LinkFault]]:
        """The receiver: it keeps no state."""
        return _read

    def wrap(self, data: bytes, header: Mapping[str, Any]) -> bytes:
        """Put *data* behind a header.

        Raises:
            LayoutError: A field or the data does not fit.
        """
        fields = [header.get(field, 0) for field in ("message", "sender", "receiver")]
        try:
            return _HEADER.pack(*fields, len(data)) + data
        except struct.error as error:
            raise LayoutError(f"a USP field has 16 bits: {fields}, {len(data)} octets") from error


def _read(data: bytes) -> list[Unit | LinkFault]:
    found: list[Unit | LinkFault] = []
    at = 0
    while at < len(data) or not found:
        start = at + _HEADER.size
        if start > len(data):
            message = f"{len(data) - at} octets are no USP header"
            return [*found, LinkFault(Disposition.TRUNCATED, message, at)]
        number, sender, receiver, size = _HEADER.unpack_from(data, at)
        at = start + size
        if at > len(data):
            message = f"message 0x{number:04X} has {size} octets, {len(data) - start} are here"
            return [*found, LinkFault(Disposition.TRUNCATED, message, start)]
        header = {"protocol": "usp", "message": number, "sender": sender, "receiver": receiver}
        found.append(Unit(header, data[start:at], start))
    return found
