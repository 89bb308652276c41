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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.definition.channel import Channel
from gateway.definition.column_reader import (
    ColumnReader,
    Octets,
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
"""Packets transposed at a time."""


@dataclass(frozen=True)
class Column:
    """One channel of many packets.

    Attributes:
        frames: Which of the frames have it, rising.
        raw: As sent, one item for each of these.
        value: In engineering units; NaN, or None among objects, where there is none.
        unit: In Pint's spelling.
    """

    frames: NDArray[np.intp]
    raw: NDArray[Any]
    value: NDArray[Any]
    unit: str


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
class _Part:
    """Some of a column: from one group, or from frames read one by one."""

    frames: NDArray[np.intp]
    raw: NDArray[Any]
    value: NDArray[Any]
    unit: str


@dataclass
class _Decoder:
    packet: Packet
    frames: Sequence[bytes]
    smallest_group: int
    errors: dict[int, LayoutError] = field(default_factory=dict)
    parts: dict[str, list[_Part]] = field(default_factory=dict)
    loose: dict[str, list[tuple[int, Any, Any, str]]] = field(default_factory=dict)

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
                labels = np.unique(split.labels)
                waiting += [group[split.labels == label] for label in labels[::-1]]
            except SingleError:
                self.decode_singly(group)
            except ShortError:
                self.refuse(group, reader.good)
            else:
                self.keep(group, reader)

    def reader(self, group: NDArray[np.intp]) -> ColumnReader:
        """A reader of frames of one length."""
        everything = len(group) == len(self.frames)
        frames = self.frames if everything else map(self.frames.__getitem__, group.tolist())
        matrix = np.frombuffer(b"".join(frames), dtype=np.uint8).reshape(len(group), -1)
        return ColumnReader(Octets(transposed(matrix)), np.ones(len(group), dtype=bool))

    def keep(self, group: NDArray[np.intp], reader: ColumnReader) -> None:
        """Keep what was read; of packets that did not pass, say why."""
        good = reader.good
        whole = bool(good.all())
        kept = group if whole else group[good]
        for path, raw, info in reader.found if len(kept) else ():
            column = raw if whole else raw[good]
            part = _Part(kept, column, calibrated(info.channel, column), info.unit)
            self.parts.setdefault(path, []).append(part)
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
                item = (index, reading.raw, reading.value, reading.unit)
                self.loose.setdefault(reading.channel, []).append(item)

    def columns(self) -> Iterator[tuple[str, Column]]:
        """The columns, put together."""
        for path in dict.fromkeys([*self.parts, *self.loose]):
            parts = list(self.parts.get(path, []))
            if path in self.loose:
                indices, raws, values, units = zip(*self.loose[path], strict=True)
                frames = np.array(indices, dtype=np.intp)
                part = _Part(frames, as_column(list(raws)), _values(list(values)), units[0])
                parts.append(part)
            yield path, _joined(parts)


def transposed(matrix: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The matrix with rows and columns exchanged.

    Some rows at a time: they stay in the processor's cache, which is many times faster.
    """
    rows, columns = matrix.shape
    turned = np.empty((columns, rows), dtype=np.uint8)
    for start in range(0, rows, BLOCK):
        turned[:, start : start + BLOCK] = matrix[start : start + BLOCK].T
    return turned


def _joined(parts: list[_Part]) -> Column:
    """A column of its parts, in the order of the frames."""
    if len(parts) == 1:
        part = parts[0]
        return Column(part.frames, part.raw, part.value, part.unit)
    frames = np.concatenate([part.frames for part in parts])
    raw = _concatenated([part.raw for part in parts])
    value = _concatenated([part.value for part in parts])
    order = np.argsort(frames)
    return Column(frames[order], raw[order], value[order], parts[0].unit)


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
