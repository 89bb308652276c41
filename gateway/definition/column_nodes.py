"""How each node is read in columns: one function a node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from construct.lib import swapbitsinbytes, swapbytes
from numpy.typing import NDArray

from gateway.definition.column_reader import (
    Column,
    ColumnReader,
    Octets,
    ShortError,
    SingleError,
    as_column,
)
from gateway.definition.compiler import tree
from gateway.definition.compiler.arrays import MAX_EMPTY
from gateway.definition.compiler.tree import Node
from gateway.definition.distinct import distinct

SWAPPED_BITS = np.frombuffer(swapbitsinbytes(bytes(range(256))), dtype=np.uint8)


def column_reader(matrix: NDArray[np.uint8]) -> ColumnReader:
    """A reader of the packets in *matrix*, whose first row is the first octet of each."""
    return ColumnReader(Octets(matrix), np.ones(matrix.shape[1], dtype=bool), READERS)


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
        word <<= 8  # a copy: the matrix has single octets
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
    if callable(node.function):
        value: Column = r.evaluate(node.function)
        return value
    return r.apply(lambda: node.function, [()], np.zeros(len(r.good), dtype=np.intp))


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
    rows = _cut(r, r.octets.left if node.length is None else r.count(node.length))
    if node.function is swapbytes:
        rows = rows[::-1]
    elif node.function is swapbitsinbytes:
        rows = SWAPPED_BITS[rows]
    else:
        rows = _each_transformed(rows, node.function)
    with r.window(Octets(rows)):
        return r.read(node.node)


def _each_transformed(
    rows: NDArray[np.uint8], function: Callable[[bytes], bytes]
) -> NDArray[np.uint8]:
    """What a function makes of the octets of each packet."""
    try:
        packets = [function(packet) for packet in together(rows).tolist()]
    except Exception as error:
        raise SingleError from error
    if len(set(map(len, packets))) > 1:
        raise SingleError
    return np.frombuffer(b"".join(packets), dtype=np.uint8).reshape(len(packets), -1).T


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
