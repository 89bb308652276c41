"""Decoding many packets at once, a column per channel.

Packets are grouped by length, and by whatever else the layout depends on; each group is
read as a matrix of octets (`gateway.definition.column_reader`).  What cannot be read in
columns, and groups too small to be worth it, are read one by one.  Either way a column
holds exactly the values that `Packet.readings` gives.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from construct import Construct
from numpy.typing import NDArray

from gateway.definition.channel import Channel
from gateway.definition.column_nodes import column_reader
from gateway.definition.column_reader import (
    ColumnReader,
    ShortError,
    SingleError,
    SplitError,
    as_column,
)
from gateway.definition.compiler import tree
from gateway.definition.mission import Packet
from gateway.errors import LayoutError

SMALLEST_GROUP = 64
"""Packets in a group from which a matrix is faster than reading them one by one."""


BLOCK = 512
"""Frames put into a matrix at a time."""


@dataclass(frozen=True, eq=False)
class Part:
    """Some of a column: from one group, or from frames that were read one by one.

    Attributes:
        frames: Which frames.
        raw: As sent.
        channel: Unit and calibration.
        values: The engineering values, if they are known already.
    """

    frames: NDArray[np.intp]
    raw: NDArray[Any]
    channel: Channel
    values: NDArray[Any] | None = None


@dataclass(frozen=True, eq=False)
class Column:
    """One channel of many packets.

    Attributes:
        parts: What it is put together from.
    """

    parts: tuple[Part, ...]

    @cached_property
    def frames(self) -> NDArray[np.intp]:
        """Which of the frames have the channel, rising."""
        return self._joined([part.frames for part in self.parts])

    @cached_property
    def raw(self) -> NDArray[Any]:
        """As sent, one item for each of these frames."""
        return self._joined([part.raw for part in self.parts])

    @cached_property
    def value(self) -> NDArray[Any]:
        """In engineering units; NaN, or None among objects, where there is none.

        Computed when it is first wanted: few look at all channels of an archive.
        """
        return self._joined(
            [
                calibrated(part.channel, part.raw) if part.values is None else part.values
                for part in self.parts
            ]
        )

    @property
    def unit(self) -> str:
        """In Pint's spelling; empty for a number without one."""
        return self.parts[0].channel.unit

    def _joined(self, arrays: list[NDArray[Any]]) -> NDArray[Any]:
        """One array, in the order of the frames."""
        return arrays[0] if len(arrays) == 1 else _concatenated(arrays)[self._order]

    @cached_property
    def _order(self) -> NDArray[np.intp]:
        return np.argsort(np.concatenate([part.frames for part in self.parts]))


@dataclass(frozen=True)
class Columns:
    """The channels of many packets.

    Attributes:
        channels: By dotted path.
        errors: Why a frame could not be decoded, by its place among the frames.
    """

    channels: dict[str, Column]
    errors: dict[int, LayoutError]


def decode_columns(
    packet: Packet, frames: Sequence[bytes], *, smallest_group: int = SMALLEST_GROUP
) -> Columns:
    """Decode *frames*, each of which holds one packet."""
    decoder = _Decoder(packet, frames, smallest_group)
    for group in _by_length(frames):
        decoder.decode(group)
    return Columns(dict(decoder.columns()), dict(sorted(decoder.errors.items())))


def _by_length(frames: Sequence[bytes]) -> Iterable[NDArray[np.intp]]:
    """Which frames have the same length."""
    if len(set(map(len, frames))) == 1:
        return [np.arange(len(frames))]
    lengths = np.fromiter(map(len, frames), dtype=np.intp, count=len(frames))
    return [np.flatnonzero(lengths == length) for length in np.unique(lengths)]


@dataclass
class _Loose:
    """One channel of frames that were read one by one."""

    unit: str
    frames: list[int] = field(default_factory=list)
    raws: list[Any] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def part(self) -> Part:
        """The part of a column that it is."""
        frames = np.array(self.frames, dtype=np.intp)
        channel = Channel(Construct(), self.unit)
        return Part(frames, as_column(self.raws), channel, _values(self.values))


@dataclass
class _Decoder:
    packet: Packet
    frames: Sequence[bytes]
    smallest_group: int
    errors: dict[int, LayoutError] = field(default_factory=dict)
    parts: dict[str, list[Part]] = field(default_factory=dict)
    loose: dict[str, _Loose] = field(default_factory=dict)

    def decode(self, group: NDArray[np.intp]) -> None:
        """Decode frames of one length."""
        root = self.packet.program.layout.root
        waiting = [group]
        while waiting:
            group = waiting.pop()
            if len(group) < self.smallest_group:
                self.decode_singly(group)
                continue
            reader = self.reader(group)
            try:
                reader.read(root)
                if not self.packet.trailing:
                    reader.read(tree.End())
            except SplitError as split:
                waiting += parted(group, split.labels)
            except SingleError:
                self.decode_singly(group)
            except ShortError:
                self.refuse(group, reader.good)
            else:
                self.keep(group, reader)

    def reader(self, group: NDArray[np.intp]) -> ColumnReader:
        """A reader of frames of one length."""
        everything = len(group) == len(self.frames)
        frames = self.frames if everything else [self.frames[index] for index in group.tolist()]
        return column_reader(transposed(frames))

    def keep(self, group: NDArray[np.intp], reader: ColumnReader) -> None:
        """Keep what was read; of packets that did not pass, say why."""
        good = reader.good
        whole = bool(good.all())
        kept = group if whole else group[good]
        for path, raw, info in reader.found if len(kept) else ():
            column = raw if whole else raw[good]
            self.parts.setdefault(path, []).append(Part(kept, column, info.channel))
        if not whole:
            self.decode_singly(group[~good])

    def refuse(self, group: NDArray[np.intp], good: NDArray[np.bool_]) -> None:
        """All good rows fail for the reason of the first; the others each for their own."""
        self.decode_singly(group[~good])
        alike = group[good].tolist()
        self.decode_singly(alike[:1])
        for index in alike[1:]:
            self.errors[index] = self.errors[alike[0]]

    def decode_singly(self, group: Iterable[int]) -> None:
        """Read frames one by one."""
        for index in map(int, group):
            try:
                readings = self.packet.readings(self.frames[index])
            except LayoutError as error:
                self.errors[index] = error
                continue
            for reading in readings:
                loose = self.loose.get(reading.channel)
                if loose is None:
                    loose = self.loose[reading.channel] = _Loose(reading.unit)
                loose.frames.append(index)
                loose.raws.append(reading.raw)
                loose.values.append(reading.value)

    def columns(self) -> Iterator[tuple[str, Column]]:
        """The columns, put together."""
        for path in dict.fromkeys([*self.parts, *self.loose]):
            parts = self.parts.get(path, [])
            if path in self.loose:
                parts = [*parts, self.loose[path].part()]
            yield path, Column(tuple(parts))


def parted(group: NDArray[np.intp], labels: NDArray[Any]) -> list[NDArray[np.intp]]:
    """The group in parts of one label each."""
    order = np.argsort(labels, kind="stable")
    borders = np.flatnonzero(np.diff(labels[order].astype(np.intp))) + 1
    return np.split(group[order], borders)


def transposed(frames: Sequence[bytes]) -> NDArray[np.uint8]:
    """Frames of one length as a matrix whose first row is the first octet of each.

    Some frames at a time: they stay in the processor's cache, which is many times faster.
    """
    matrix = np.empty((len(frames[0]), len(frames)), dtype=np.uint8)
    for start in range(0, len(frames), BLOCK):
        block = frames[start : start + BLOCK]
        rows = np.frombuffer(b"".join(block), dtype=np.uint8).reshape(len(block), -1)
        matrix[:, start : start + BLOCK] = rows.T
    return matrix


def _concatenated(columns: list[NDArray[Any]]) -> NDArray[Any]:
    """Columns behind each other; objects where NumPy would change a value's kind."""
    kinds = {column.dtype.kind.replace("u", "i") for column in columns}
    if len(kinds) == 1:
        joint = np.concatenate(columns) if kinds != {"V"} else None
        if joint is not None and joint.dtype.kind.replace("u", "i") in kinds:
            return joint
    return np.concatenate([column.astype(object) for column in columns])


def calibrated(channel: Channel, raw: NDArray[Any]) -> NDArray[Any]:
    """Engineering values of a raw column."""
    value = raw if channel.calibration is None else channel.calibration.column(raw)
    if not channel.absent:
        return value
    items = raw.tolist()
    absent = np.array([item in channel.absent for item in items], dtype=bool)
    if not absent.any():
        return value
    if value.dtype.kind == "f":
        return np.where(absent, math.nan, value)
    kept = [None if gone else item for item, gone in zip(value.tolist(), absent, strict=True)]
    return _values(kept)


def _values(values: list[Any]) -> NDArray[Any]:
    """A column of values, of which some may not be there."""
    if None in values and all(v is None or isinstance(v, (int, float)) for v in values):
        return np.array([math.nan if value is None else value for value in values], dtype=float)
    return as_column(values)
