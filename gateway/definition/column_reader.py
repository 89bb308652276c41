"""Reading a group of packets of one length and one shape, a column at a time.

The packets are the columns of a matrix of octets: its first row is the first octet of every
packet.  A field is some of these rows, so a few NumPy operations on contiguous memory read
it for all packets.  Where the layout depends on the data (a count, a case), all packets
must agree: if they do not, `SplitError` says how to part them, and each part is read again
by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.definition.channel import ChannelInfo
from gateway.definition.compiler import tree
from gateway.definition.compiler.expression import Scope, scope_of, source_of
from gateway.definition.compiler.tree import Node
from gateway.definition.distinct import distinct

Column = NDArray[Any]


class SplitError(Exception):
    """The packets differ; the labels say which belong together."""

    def __init__(self, labels: Column):
        super().__init__()
        self.labels = labels


class SingleError(Exception):
    """Something here cannot be read in columns: the packets have to be read one by one."""


class ShortError(Exception):
    """None of the packets has the layout, and all for the same reason."""


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


class Row:
    """The context of one packet, for functions of the layout.

    It knows members and the records around them.  A function that wants more of construct's
    context, or treats it as the dict that it is not, fails, and its packet is read alone.
    """

    def __init__(self, scopes: Sequence[Scope], index: int):
        self._scopes = scopes
        self._index = index

    def _refuse(self, *_: object) -> Any:
        raise TypeError("this knows members only")

    __repr__ = __bool__ = __eq__ = __hash__ = __iter__ = __len__ = __contains__ = _refuse

    def __getattr__(self, name: str) -> Any:
        return self[name]

    def __getitem__(self, name: str) -> Any:
        if name == "_":
            return Row(self._scopes[:-1], self._index)
        if name == "_root":
            return Row(self._scopes[:1], self._index)
        return _item(self._scopes[-1][name], self._index)


def _item(value: Any, index: int) -> Any:
    """What one packet has of a value."""
    if isinstance(value, dict):
        return Row([value], index)
    if isinstance(value, list):
        return [_item(part, index) for part in value]
    return value[index : index + 1].tolist()[0] if isinstance(value, np.ndarray) else value


@dataclass
class ColumnReader:
    """Reads a group.

    Attributes:
        octets: What is being read.
        good: Which packets have passed all checks so far.
        readers: How each kind of node is read; what is not among them cannot be.
        found: Path, raw column and channel, in order.
    """

    octets: Octets
    good: NDArray[np.bool_]
    readers: Mapping[type, Callable[[ColumnReader, Any], Any]]
    found: list[tuple[str, Column, ChannelInfo]] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    scopes: list[dict[str, Any]] = field(default_factory=list)

    def read(self, node: Node) -> Any:
        """The raw column of *node*; a dict of columns for a record, a list for an array."""
        reader = self.readers.get(type(node))
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
        """The value in which all packets agree."""
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
        """A length or count in which all packets agree."""
        count = self.agreed(self.evaluate(parameter))
        if not isinstance(count, int):
            raise SingleError
        if count < 0:
            raise ShortError
        return int(count)

    def evaluate(self, parameter: tree.Parameter) -> Any:
        """A parameter: the constant, or a column of what it is in each packet."""
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
            rows = [(Row(self.scopes, index),) for index in range(len(self.good))]
            return self.apply(parameter, rows, np.arange(len(rows)))
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
        """*function* of each packet's items of *columns*, the same items once."""
        if len(columns) == 1:
            items, where = distinct(columns[0])
            return self.apply(function, [(item,) for item in items], where)
        rows = list(zip(*(column.tolist() for column in columns), strict=True))
        return self.apply(function, rows, np.arange(len(rows)))

    def apply(
        self, function: Callable[..., Any], rows: Sequence[tuple[Any, ...]], where: NDArray[np.intp]
    ) -> Column:
        """*function* of each of *rows*, and for each packet where in them its own is.

        A packet for which the function fails is not good: read alone, it will tell why.
        """
        failed = np.zeros(len(rows), dtype=bool)
        values: list[Any] = []
        for index, row in enumerate(rows):
            try:
                values.append(function(*row))
            except Exception:  # noqa: BLE001 (a layout's functions may raise anything)
                values.append(None)
                failed[index] = True
        for value, gone in zip(values, failed, strict=True):
            if isinstance(value, (dict, list, Row)) or (value is None and not gone):
                raise SingleError  # several channels, or none
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
