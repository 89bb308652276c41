"""Samples that the stand-in modem understands, and the tables of sources that bring them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

DOWNLINK = 'downlink = [{ modulation = "FSK", baud = 1200, framing = "ax25" }]'
FRAME_LEVEL = 16384
"""0.5 of full scale: the stand-in's mark of a frame."""


def i16(*places: int, count: int = 48_000, channels: int = 1) -> bytes:
    """Audio of 16 bits with frames at *places*."""
    values = [FRAME_LEVEL if at in places else 0 for at in range(count)]
    return struct.pack(f"<{count * channels}h", *spread(values, channels))


def spread(values: Sequence[int], channels: int) -> list[int]:
    """*values* in the first of several channels."""
    return [value if channel == 0 else 77 for value in values for channel in range(channels)]


def number(data: bytes) -> int:
    """The sample at which the stand-in found a frame."""
    return int.from_bytes(data, "big")
