"""Reading a group of packets of one length and one shape, a column at a time.

The packets are the columns of a matrix of octets: its first row is the first octet of every
packet.  A field is some of these rows, so a few NumPy operations on contiguous memory read
it for all packets.  Where the layout depends on the data (a count,
a case), all packets must agree: if they do not, `SplitError` says how to part them, and each
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
from gateway.definition.distinct import distinct

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
        matrix: Shape (octets, packets), uint8.
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
        if bits < 0 or self.bit > 8 * len(self.matrix):
            raise ShortError
        return self.mirror - self.bit if self.mirror else start

    @property
    def left(self) -> int:
        """Octets that are left."""
        return len(self.matrix) - self.bit // 8


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
        try:
            items, where = distinct(values)
        except TypeError as error:  # something that has no hash
            raise SingleError from error
        if len(set(where.tolist())) > 1:
            raise SplitError(where)
        return items[int(where[0])]

    def count(self, parameter: tree.Parameter) -> int:
        """A length or count in which all rows agree."""
        count = self.agreed(self.evaluate(parameter))
        if not isinstance(count, int):
            raise SingleError
        if count < 0:
            raise ShortError
        return int(count)

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
        if not columns:
            raise SingleError
        names = ", ".join(f"x{number}" for number in range(1, len(columns) + 1))
        # From the mission's expression; nothing of it came from the air.
        function = eval(f"lambda {names}: {source}")  # noqa: S307
        return self.each(function, columns)

    def column_of(self, names: tuple[Any, ...]) -> Column | None:
        """The column that `this` and *names* mean, if there is one."""
        value, rest = scope_of(self.scopes, names)
        for name in rest:
            try:
                value = value[name]
            except (KeyError, IndexError, TypeError):
                return None
        return value if isinstance(value, np.ndarray) else None

    def each(self, function: Callable[..., Any], columns: Sequence[Column]) -> Column:
        """*function* of each row, each distinct row once; a row it fails for is not good."""
        if len(columns) == 1:
            items, where = distinct(columns[0])
            rows = [(item,) for item in items]
        else:
            rows = list(zip(*(column.tolist() for column in columns), strict=True))
            where = np.arange(len(self.good))
        failed = np.zeros(len(rows), dtype=bool)
        values: list[Any] = []
        for index, row in enumerate(rows):
            try:
                values.append(function(*row))
            except Exception:  # noqa: BLE001 (read alone, the row will tell what it was)
                values.append(None)
                failed[index] = True
        self.good = self.good & ~failed[where]
        return as_column(values)[where]

    @contextmanager
    def window(self, octets: Octets) -> Iterator[None]:
        """Read in a window."""
        outer, self.octets = self.octets, octets
        yield
        self.octets = outer


def as_column(values: list[Any], *, force: bool = False) -> Column:
    """A column of Python's values: numbers of one kind, or else, or by *force*, objects."""
    kinds = {type(value) for value in values} if not force else set()
    if kinds == {bool} or kinds == {float}:
        return np.array(values)
    if kinds == {int} and all(-(2**63) <= value < 2**63 for value in values):
        return np.array(values, dtype=np.int64)
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def number(r: ColumnReader, node: tree.Number) -> Column:
    """An integer, float or flag."""
    start, bits = r.octets.take(node.bits), node.bits
    whole = start % 8 == 0 and bits in (8, 16, 32, 64)
    if (node.kind == "float" and not whole) or (node.little and start % 8):
        raise SingleError
    word: Column = integer(r.octets.matrix, start, bits, little=node.little)
    if node.kind == "flag":
        return np.not_equal(word, 0)
    if node.kind == "float":
        # Python's floats are double: arithmetic in single precision would differ.
        with np.errstate(invalid="ignore"):  # a signalling NaN becomes a quiet one
            return word.view(f"f{bits // 8}").astype(np.float64)
    if whole or not node.signed:
        return word.view(f"i{bits // 8}") if node.signed else word
    return _signed(word, 1 << (bits - 1))


def _signed(word: Column, half: int) -> Column:
    """Two's complement of a word whose sign bit is *half*."""
    wide: Column = word if word.dtype == object else word.astype(np.int64)
    wide ^= half
    wide -= half
    return wide


def integer(matrix: NDArray[np.uint8], start: int, bits: int, *, little: bool) -> Column:
    """Unsigned integers that begin at any bit."""
    first, last = start // 8, -(-(start + bits) // 8)
    rows, shift = matrix[first:last], 8 * last - start - bits
    if last - first > 8:
        return _long_integer(rows, shift, bits, little=little)
    if little:
        rows = rows[::-1]
    word: Column = rows[0].astype(f"u{1 << (last - first - 1).bit_length()}", copy=False)
    for row in rows[1:]:
        word = word << 8
        word |= row
    if bits < 8 * word.itemsize:
        word = (word >> shift) & ((1 << bits) - 1)
    return word


def _long_integer(rows: NDArray[np.uint8], shift: int, bits: int, *, little: bool) -> Column:
    """Integers for which NumPy has no type."""
    order: Any = "little" if little else "big"
    mask = (1 << bits) - 1
    words = (int.from_bytes(packet, order) for packet in together(rows).tolist())
    return as_column([(word >> shift) & mask for word in words], force=True)


def octets(r: ColumnReader, node: tree.Octets) -> Column:
    """Octets, as NumPy's void: its bytes would lose zeros at the end."""
    return together(_cut(r, r.octets.left if node.length is None else r.count(node.length)))


def together(rows: NDArray[np.uint8]) -> Column:
    """The octets of each packet together, an item each."""
    if not len(rows):
        return np.full(rows.shape[1], b"", dtype=object)
    return np.ascontiguousarray(rows.T).view(f"V{len(rows)}")[:, 0]


def _cut(r: ColumnReader, length: int) -> NDArray[np.uint8]:
    """So many octets of each packet."""
    start = r.octets.take(8 * length)
    if start % 8:
        raise SingleError
    return r.octets.matrix[start // 8 : start // 8 + length]


def skip(r: ColumnReader, node: tree.Skip) -> None:
    """Padding."""
    r.octets.take(r.count(node.length) * node.unit)


def constant(r: ColumnReader, node: tree.Constant) -> Column:
    """A value that is compared."""
    if isinstance(node.node, tree.Octets) and isinstance(node.value, bytes):
        rows = _cut(r, r.count(node.node.length))
        if len(rows) != len(node.value):
            raise SingleError
        for row, octet in zip(rows, node.value, strict=True):
            r.good = r.good & (row == octet)
        return np.full(len(r.good), node.value, dtype=object)
    column = r.read(node.node)
    if not isinstance(column, np.ndarray):
        raise SingleError
    items, where = distinct(column)
    r.good = r.good & np.array([item == node.value for item in items], dtype=bool)[where]
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
    return value if isinstance(value, np.ndarray) else as_column([value] * len(r.good))


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
        cut = cut[::-1]
    elif node.function is swapbitsinbytes:
        cut = SWAPPED_BITS[cut]
    else:
        raise SingleError
    with r.window(Octets(cut)):
        return r.read(node.node)


def mirrored(r: ColumnReader, node: tree.Mirrored) -> Any:
    """Octets in reversed order, read from their end to their start."""
    with r.window(Octets(_cut(r, node.octets)[::-1], mirror=node.size)):
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
