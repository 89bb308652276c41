"""Raw sample formats, from octets to float32 or complex64 of full scale 1.

::

    i16        real, signed, 16 bits, little-endian          cu8      IQ, unsigned, 8 bits
    rf32_le    the same spelled as SigMF does                ci16_be  IQ, 16 bits, big-endian
    cs16       s for i, as many programs write it

A name is ``[r|c] (u|i|s|f) bits [_le|_be]``; IQ is interleaved, I first.

Source: SigMF 1.2, "Dataset Format"; rtl_sdr writes cu8, whose zero is 127.5.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.errors import SourceError

Samples = NDArray[Any]
"""Audio (float32) or IQ (complex64), shape (n,), full scale 1."""

LARGEST = 1e6
"""A sample beyond this is no sample: its square must fit into float32."""

_NAME = re.compile(r"(?P<iq>[rc]?)(?P<kind>[uisf])(?P<bits>8|16|24|32|64)(?:_(?P<order>le|be))?")
_KINDS = {"u": (8, 16, 32), "i": (8, 16, 24, 32), "f": (32, 64)}


@dataclass(frozen=True)
class SampleFormat:
    """How one sample is written.

    Attributes:
        kind: `u`, `i` or `f`: unsigned, signed, floating.
        bits: Of one component.
        iq: A sample has two components.
        big_endian: The most significant octet comes first.
    """

    kind: str
    bits: int
    iq: bool
    big_endian: bool = False

    @property
    def octets(self) -> int:
        """Of one sample."""
        return self.bits // 8 * (2 if self.iq else 1)

    def components(self, data: bytes) -> NDArray[Any]:
        """The numbers in *data*, as written: integers keep their type."""
        if self.bits == 24:
            return self._of_24_bits(data)
        order = ">" if self.big_endian else "<"
        return np.frombuffer(data, f"{order}{self.kind}{self.bits // 8}")

    def _of_24_bits(self, data: bytes) -> NDArray[np.int32]:
        """As the upper octets of 32 bits."""
        wide = np.zeros((len(data) // 3, 4), np.uint8)
        wide[:, slice(0, 3) if self.big_endian else slice(1, 4)] = np.frombuffer(
            data, np.uint8
        ).reshape(-1, 3)
        return wide.reshape(-1).view(">i4" if self.big_endian else "<i4")


def sample_format(name: str) -> SampleFormat:
    """The format that *name* means.

    Raises:
        SourceError: There is no such format.
    """
    found = _NAME.fullmatch(name.lower())
    kind = found["kind"].replace("s", "i") if found else ""
    if not found or int(found["bits"]) not in _KINDS[kind]:
        raise SourceError(f"{name!r} is no sample format such as i16, u8, cf32_le or cu8")
    return SampleFormat(kind, int(found["bits"]), found["iq"] == "c", found["order"] == "be")


class Unpacker:
    """Octets in pieces to samples; a sample that is cut waits for its other part.

    Args:
        format: How a sample is written.
        channels: Interleaved channels of a real format.
        channel: The one that is wanted, from 0.

    Attributes:
        counters: `clipped_samples` at the ends of their range, and `invalid_samples` that
            were no numbers and became 0.
    """

    def __init__(self, format: SampleFormat, channels: int = 1, channel: int = 0):
        self.counters: Counter[str] = Counter()
        self._format = format
        self._channels = channels
        self._channel = channel
        self._rest = b""

    def feed(self, data: bytes) -> Samples:
        """The samples that *data* completes."""
        data = self._rest + data if self._rest else data
        whole = len(data) - len(data) % (self._format.octets * self._channels)
        self._rest = bytes(data[whole:])
        raw = self._format.components(data[:whole])
        if self._channels > 1:
            raw = raw[self._channel :: self._channels]
        flat = self._floats(raw) if self._format.kind == "f" else self._integers(raw)
        return flat.view(np.complex64) if self._format.iq else flat

    def _integers(self, raw: NDArray[Any]) -> NDArray[np.float32]:
        """*raw* scaled to ±1."""
        limits = np.iinfo(raw.dtype)
        last = limits.max - 255 if self._format.bits == 24 else limits.max
        clipped = np.count_nonzero(raw >= last) + np.count_nonzero(raw == limits.min)
        if clipped:
            self.counters["clipped_samples"] += int(clipped)
        half = (float(limits.max) - float(limits.min) + 1) / 2
        scaled = raw.astype(np.float32)
        if self._format.kind == "u":
            scaled -= np.float32(half - 0.5)
        scaled /= np.float32(half)
        return scaled

    def _floats(self, raw: NDArray[Any]) -> NDArray[np.float32]:
        """*raw* without what is no number."""
        # A comparison with NaN is false, and warns of nothing.
        good = np.abs(raw) <= LARGEST
        invalid = len(raw) - int(np.count_nonzero(good))
        if invalid:
            self.counters["invalid_samples"] += invalid
            raw = np.where(good, raw, 0)
        flat = raw.astype(np.float32)
        clipped = int(np.count_nonzero(np.abs(flat) > 1))
        if clipped:
            self.counters["clipped_samples"] += clipped
        return flat
