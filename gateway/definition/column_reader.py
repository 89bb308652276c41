"""Reading a group of packets of one length and one shape, a column at a time.

The packets are the rows of a matrix of octets.  A field is the same octets of every row,
so one NumPy operation reads it for all.  Where the layout depends on the data (a count,
a case), all rows must agree: if they do not, `SplitError` says how to part them, and each
part is read again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from construct.lib import swapbitsinbytes, swapbytes
from numpy.typing import NDArray

from gateway.definition.channel import ChannelInfo
from gateway.definition.compiler import tree
from gateway.definition.compiler.arrays import MAX_EMPTY
from gateway.definition.compiler.expression import scope_of, source_of
from gateway.definition.compiler.tree import Node

Column = NDArray[Any]

SWAPPED_BITS = np.frombuffer(swapbitsinbytes(bytes(range(256))), dtype=np.uint8)


class SplitError(Exception):
    """The rows differ; the labels say which belong together."""

    def __init__(self, labels: Column):
        super().__init__()
        self.labels = labels


class SingleError(Exception):
    """Something here cannot be read in columns: the rows have to be read one by one."""


class ShortError(Exception):
    """None of the rows has the layout, and all for the same reason."""


@dataclass
class Octets:
    """The octets being read: of the packets, or of a window in them.

    Attributes:
        matrix: Shape (rows, octets), uint8.
        tells: Octets in front of them, as `Tell` counts.
        mirror: Bits of the matrix, if its octets are in reversed order; 0 otherwise.
        bit: The place.
    """

    matrix: NDArray[np.uint8]
    tells: int = 0
    mirror: int = 0
    bit: int = 0

    def take(self, bits: int) -> int:
        """Go on by *bits*; where they start."""
        start = self.bit
        self.bit += bits
        if bits < 0 or self.bit > 8 * self.matrix.shape[1]:
            raise ShortError
        return self.mirror - self.bit if self.mirror else start

    @property
    def left(self) -> int:
        """Octets that are left."""
        return self.matrix.shape[1] - self.bit // 8


@dataclass
class ColumnReader:
    """Reads a group.

    Attributes:
        octets: What is being read.
        good: Which rows have passed all checks so far.
        found: Path, raw column and channel, in order.
    """

    octets: Octets
    good: NDArray[np.bool_]
    found: list[tuple[str, Column, ChannelInfo]] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    scopes: list[dict[str, Any]] = field(default_factory=list)

    def read(self, node: Node) -> Any:
        """The raw column of *node*; a dict of columns for a record, a list for an array."""
        reader = READERS.get(type(node))
        if reader is None:
            raise SingleError
        value = reader(self, node)
        if node.channel is not None:
            self.found.append((".".join(self.path), value, node.channel))
        return value

    @contextmanager
    def at(self, part: str) -> Iterator[None]:
        """Inside a member or an item."""
        self.path += [part] if part else []
        yield
        del self.path[len(self.path) - bool(part) :]

    def agreed(self, values: Any) -> Any:
        """The value in which all rows agree."""
        if not isinstance(values, np.ndarray):
            return values
        if not self.good.all():
            if not self.good.any():
                raise SingleError
            raise SplitError(self.good)
        items = values.tolist()
        try:
            distinct = {value: number for number, value in enumerate(set(items))}
        except TypeError as error:
            raise SingleError from error
        if len(distinct) > 1:
            raise SplitError(np.array([distinct[item] for item in items]))
        return items[0]

    def count(self, parameter: tree.Parameter) -> int:
        """A length or count in which all rows agree."""
        count = self.agreed(self.evaluate(parameter))
        if not isinstance(count, int):
            raise SingleError
        if count < 0:
            raise ShortError
        return count

    def evaluate(self, parameter: tree.Parameter) -> Any:
        """A parameter: the constant, or a column of what it is in each row."""
        if not callable(parameter):
            return parameter
        columns: list[Column] = []

        def resolve(root: str, names: tuple[Any, ...]) -> str | None:
            found = self.column_of(names) if root == "this" else None
            if found is None:
                return None
            columns.append(found)
            return f"x{len(columns)}"

        source = source_of(parameter, resolve)
        if source is None:
            raise SingleError
        names = ", ".join(f"x{number}" for number in range(1, len(columns) + 1))
        # From the mission's expression; nothing of it came from the air.
        function = eval(f"lambda {names}: {source}")  # noqa: S307
        return self.each(function, columns)

    def column_of(self, names: tuple[Any, ...]) -> Column | None:
        """The column that `this` and *names* mean, if there is one."""
        value, rest = scope_of(self.scopes, names)
        for name in rest:
            if isinstance(value, dict) and name in value:
                value = value[name]
            elif isinstance(value, list) and isinstance(name, int) and name < len(value):
                value = value[name]
            else:
                return None
        return value if isinstance(value, np.ndarray) else None

    def each(self, function: Callable[..., Any], columns: Sequence[Column]) -> Column:
        """*function* of each row, each distinct row once; a row it fails for is not good."""
        rows = list(zip(*(column.tolist() for column in columns), strict=True))
        if not columns:
            rows = [()] * len(self.good)
        known: dict[Any, Any] = {}
        failed = set()
        for row in dict.fromkeys(rows):
            try:
                known[row] = function(*row)
            except Exception:  # noqa: BLE001 (read alone, the row will tell what it was)
                known[row] = None
                failed.add(row)
        if failed:
            self.good = self.good & np.array([row not in failed for row in rows])
        return _column([known[row] for row in rows])

    @contextmanager
    def window(self, octets: Octets) -> Iterator[None]:
        """Read in a window."""
        outer, self.octets = self.octets, octets
        yield
        self.octets = outer


def _column(values: list[Any]) -> Column:
    """A column of Python's values: of integers, floats or truth values, or of objects."""
    kinds = {type(value) for value in values}
    if kinds == {bool} or kinds == {float}:
        return np.array(values)
    if kinds == {int} and all(-(2**63) <= value < 2**63 for value in values):
        return np.array(values, dtype=np.int64)
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def number(r: ColumnReader, node: tree.Number) -> Column:
    """An integer, float or flag."""
    start = r.octets.take(node.bits)
    matrix = r.octets.matrix
    if start % 8 == 0 and node.bits in (8, 16, 32, 64) and node.kind != "flag":
        letter = "f" if node.kind == "float" else "i" if node.signed else "u"
        form = f"{'<' if node.little else '>'}{letter}{node.bits // 8}"
        cut = np.ascontiguousarray(matrix[:, start // 8 : (start + node.bits) // 8])
        column = cut.view(form)[:, 0]
        # Python's floats are double: arithmetic in single precision would differ.
        return column.astype(np.float64 if letter == "f" else column.dtype.newbyteorder("="))
    if node.kind == "float" or (node.little and start % 8):
        raise SingleError
    word = integer(matrix, start, node.bits, little=node.little)
    if node.kind == "flag":
        return word != 0
    if not node.signed:
        return word
    half = 1 << (node.bits - 1)
    if word.dtype == object:
        return (word ^ half) - half
    return (word.astype(np.int64) ^ half) - half


def integer(matrix: NDArray[np.uint8], start: int, bits: int, *, little: bool) -> Column:
    """Unsigned integers anywhere in the rows."""
    first, last = start // 8, -(-(start + bits) // 8)
    cut = matrix[:, first:last]
    if last - first > 8:
        return _long_integer(cut, start - 8 * first, bits, little=little)
    word = np.zeros(len(matrix), dtype=f"u{1 << max(last - first - 1, 0).bit_length()}")
    for octet in cut.T[::-1] if little else cut.T:
        word = (word << 8) | octet if last - first > 1 else octet
    shift = 8 * last - start - bits
    return (word >> shift) & ((1 << bits) - 1)


def _long_integer(cut: NDArray[np.uint8], start: int, bits: int, *, little: bool) -> Column:
    """Integers for which NumPy has no type."""
    order: Any = "little" if little else "big"
    shift = 8 * cut.shape[1] - start - bits
    words = (int.from_bytes(row.tobytes(), order) for row in cut)
    column = np.empty(len(cut), dtype=object)
    column[:] = [(word >> shift) & ((1 << bits) - 1) for word in words]
    return column


def octets(r: ColumnReader, node: tree.Octets) -> Column:
    """Octets, as objects: NumPy's own would lose zeros at the end."""
    length = r.octets.left if node.length is None else r.count(node.length)
    cut = _cut(r, length)
    column = np.empty(len(cut), dtype=object)
    data, width = cut.tobytes(), cut.shape[1]
    column[:] = [data[start * width : (start + 1) * width] for start in range(len(cut))]
    return column


def _cut(r: ColumnReader, length: int) -> NDArray[np.uint8]:
    """So many octets of each row."""
    start = r.octets.take(8 * length)
    if start % 8:
        raise SingleError
    return r.octets.matrix[:, start // 8 : start // 8 + length]


def skip(r: ColumnReader, node: tree.Skip) -> None:
    """Padding."""
    r.octets.take(r.count(node.length) * node.unit)


def constant(r: ColumnReader, node: tree.Constant) -> Column:
    """A value that is compared."""
    column = r.read(node.node)
    if not isinstance(column, np.ndarray):
        raise SingleError
    r.good = r.good & np.array([value == node.value for value in column.tolist()], dtype=bool)
    return column


def adapted(r: ColumnReader, node: tree.Adapted) -> Column:
    """A value passed through an adapter of construct's."""
    if node.looks:
        raise SingleError
    column = r.read(node.node)
    return r.each(lambda value: node.adapter._decode(value, None, ""), [column])


def computed(r: ColumnReader, node: tree.Computed) -> Column:
    """A value that is not sent."""
    value = r.evaluate(node.function)
    return value if isinstance(value, np.ndarray) else _column([value] * len(r.good))


def check(r: ColumnReader, node: tree.Check) -> None:
    """A condition."""
    passed = r.evaluate(node.function)
    items = passed.tolist() if isinstance(passed, np.ndarray) else [passed] * len(r.good)
    r.good = r.good & np.array([bool(item) for item in items])


def end(r: ColumnReader, node: tree.End) -> None:
    """The end of the octets."""
    if r.octets.left:
        raise ShortError


def tell(r: ColumnReader, node: tree.Tell) -> Column:
    """The place."""
    return np.full(len(r.good), r.octets.tells + r.octets.bit // 8, dtype=np.int64)


def record(r: ColumnReader, node: tree.Record) -> Any:
    """Members."""
    scope: dict[str, Any] = {}
    r.scopes.append(scope)
    values = []
    for index, member in enumerate(node.members):
        part = str(index) if node.listed else "" if node.focus else member.name or ""
        with r.at(part):
            values.append(r.read(member.node))
        if member.name:
            scope[member.name] = values[-1]
    r.scopes.pop()
    return scope[node.focus] if node.focus else values if node.listed else scope


def repeat(r: ColumnReader, node: tree.Repeat) -> list[Any]:
    """So many of the same."""
    return items(r, node.item, r.count(node.count))


def greedy(r: ColumnReader, node: tree.Greedy) -> list[Any]:
    """As many as there is room for, if nothing but that can stop them."""
    if not node.item.certain or not node.item.size:
        raise SingleError
    return items(r, node.item, 8 * r.octets.left // node.item.size)


def items(r: ColumnReader, item: Node, count: int) -> list[Any]:
    """The items of an array."""
    most = 8 * r.octets.left // item.least if item.least else r.octets.left + MAX_EMPTY
    if count > most:
        raise ShortError
    values = []
    for index in range(count):
        with r.at(str(index)):
            values.append(r.read(item))
    return values


def choice(r: ColumnReader, node: tree.Choice) -> Any:
    """One case, the same in all rows."""
    key = r.agreed(r.evaluate(node.key))
    return r.read(node.cases.get(bool(key) if node.binary else key, node.default))


def sized(r: ColumnReader, node: tree.Sized) -> Any:
    """A window of so many octets."""
    if node.behind:
        length = r.octets.left + r.agreed(r.evaluate(node.length))
    else:
        length = r.octets.left if node.length is None else r.count(node.length)
    tells = r.octets.tells + r.octets.bit // 8
    with r.window(Octets(_cut(r, length), tells)):
        return r.read(node.node)


def transformed(r: ColumnReader, node: tree.Transformed) -> Any:
    """A window whose octets are swapped."""
    cut = _cut(r, r.octets.left if node.length is None else r.count(node.length))
    if node.function is swapbytes:
        cut = cut[:, ::-1]
    elif node.function is swapbitsinbytes:
        cut = SWAPPED_BITS[cut]
    else:
        raise SingleError
    with r.window(Octets(cut)):
        return r.read(node.node)


def mirrored(r: ColumnReader, node: tree.Mirrored) -> Any:
    """Octets in reversed order, read from their end to their start."""
    with r.window(Octets(_cut(r, node.octets)[:, ::-1], mirror=node.size)):
        return r.read(node.node)


def prefixed(r: ColumnReader, node: tree.Prefixed) -> Any:
    """A window whose length stands in front of it."""
    length = r.agreed(r.read(node.number)) - node.own
    tells = r.octets.tells + r.octets.bit // 8
    with r.window(Octets(_cut(r, length), tells)):
        return r.read(node.node)


def padded(r: ColumnReader, node: tree.Padded) -> Any:
    """A node, and octets skipped up to a length."""
    length, start = r.count(node.length), r.octets.bit
    value = r.read(node.node)
    r.octets.take(start + 8 * length - r.octets.bit)
    return value


READERS: dict[type, Callable[[ColumnReader, Any], Any]] = {
    tree.Node: lambda r, node: None,
    tree.Number: number,
    tree.Octets: octets,
    tree.Skip: skip,
    tree.Constant: constant,
    tree.Adapted: adapted,
    tree.Computed: computed,
    tree.Check: check,
    tree.End: end,
    tree.Tell: tell,
    tree.Record: record,
    tree.Repeat: repeat,
    tree.Greedy: greedy,
    tree.Choice: choice,
    tree.Sized: sized,
    tree.Transformed: transformed,
    tree.Mirrored: mirrored,
    tree.Prefixed: prefixed,
    tree.Padded: padded,
}
