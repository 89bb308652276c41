"""A dissection: where every field of a packet lies and what it says.

Bits are counted from the packet's start; bit 0 is the most significant bit of octet 0.
Fields inside transformed octets (`ByteSwapped`, `BitsSwapped`) have the place of all of
them, because they have none of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from gateway.definition.channel import ChannelInfo
from gateway.definition.limits import covers
from gateway.errors import LayoutError
from gateway.model import Reading, State


class Located(Struct, frozen=True):
    """A field and its place.

    Attributes:
        path: Dotted path; empty for padding without a name.
        bit: Its first bit.
        bits: How many it has; 0 for a value that is computed.
        raw: As sent; None for padding.
        value: In engineering units; None where there is none.
        unit: In Pint's spelling.
        formula: The calibration; empty if there is none.
        meaning: What the mission's author wrote.
        state: What the limits say; None where there is no value to judge.
        gap: True for what is no channel: padding, constants, fields with an underscore.
    """

    path: str
    bit: int
    bits: int
    raw: Any
    value: Any = None
    unit: str = ""
    formula: str = ""
    meaning: str = ""
    state: State | None = None
    gap: bool = False


class Dissection(Struct, frozen=True):
    """The fields of a packet as far as it could be read.

    Attributes:
        fields: In the order of the layout.
        error: Why and where it stopped; None if it has the layout.
    """

    fields: tuple[Located, ...]
    error: LayoutError | None


class Trace:
    """Takes down the fields while compiled code reads them, and where it is."""

    def __init__(self, channels: tuple[ChannelInfo, ...]):
        self.channels = channels
        self.fields: list[Located] = []
        self.path = ""
        self.bit = 0

    def at(self, path: str, bit: int) -> None:
        """About to read what is at *path*."""
        self.path, self.bit = path, bit

    def take(self, bit: int, end: int, path: str, raw: Any, readings: Iterable[Reading]) -> None:
        """A field was read: a gap if it gave no reading."""
        before = len(self.fields)
        self.fields += [self._located(bit, end - bit, reading) for reading in readings]
        if len(self.fields) == before and end > bit:
            self.fields.append(Located(path, bit, end - bit, raw, gap=True))

    def _located(self, bit: int, bits: int, reading: Reading) -> Located:
        channels = (info for info in self.channels if covers(info.path, reading.channel))
        info = next(channels, None)
        return Located(
            reading.channel,
            bit,
            bits,
            reading.raw,
            reading.value,
            reading.unit,
            info.formula if info else "",
            info.meaning if info else "",
            reading.state,
        )
