"""Emitters of arrays: counted, greedy, and until something is found.

Every loop is bounded.  A count is refused before anything is allocated if the octets
that are left cannot hold so many items; of items that may be empty, `MAX_EMPTY` may
follow each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from gateway.definition.compiler import tree
from gateway.definition.compiler.emit import Emitter, Value, member_of
from gateway.definition.compiler.expression import source_of
from gateway.definition.compiler.run import Atom
from gateway.definition.compiler.tree import Node

MAX_EMPTY = 256
"""Items without octets in one array: no packet has so many, and they cost time."""

MAX_UNROLLED = 64
"""Fields of an array written one by one, so that they join the run around them."""


def repeat(e: Emitter, node: tree.Repeat) -> Value:
    """So many of the same."""
    size, count = node.item.size, node.count
    if isinstance(count, int) and count >= 0 and size is not None:
        # Items that do not fill octets cannot be found by a pointer to octets.
        astray = size % 8 or e.stream.bits % 8 or e.stream.mirror
        if astray or count * fields_of(node.item) <= MAX_UNROLLED:
            return unrolled(e, node.item, count)
    return counted(e, node.item, e.writer.assign(e.parameter(count), "n"))


def fields_of(node: Node) -> int:
    """How many fields *node* has, repetitions counted."""
    match node:
        case tree.Record():
            return sum(fields_of(member.node) for member in node.members)
        case tree.Repeat(count=int(count)):
            return count * fields_of(node.item)
    return 1


def unrolled(e: Emitter, item: Node, count: int) -> Value:
    """The items one by one."""
    values = []
    for index in range(count):
        with e.at(str(index)):
            e.count(str(index))
            values.append(e.emit(item))
    source = f"[{', '.join(value.source for value in values)}]"
    return Value(source, nested=any(map(holds_records, values)))


def holds_records(value: Value) -> bool:
    """True if functions of the layout may look for attributes in a value."""
    return value.nested or value.members is not None


def counted(e: Emitter, item: Node, count: str) -> Value:
    """A loop over as many items as the variable *count* says."""
    place, data = e.writer.settle(), e.stream.data
    each = f"* 8 // {item.least}" if item.least else f"+ {MAX_EMPTY}"
    e.writer.line(f"if not 0 <= {count} <= (len({data}) - {place}) {each}:")
    e.writer.line(f"    overfull({count}, len({data}) - {place})")
    if isinstance(item, tree.Number) and e.writer.merges and not e.contexts:
        return numbers(e, item, count)
    values, index = e.writer.assign("[]", "a"), e.writer.fresh("i")
    with e.writer.block(f"for {index} in range({count}):"), _item(e, index):
        value = e.emit(item)
        e.writer.line(f"{values}.append({value.source})")
    return Value(values, nested=holds_records(value))


def numbers(e: Emitter, item: tree.Number, count: str) -> Value:
    """Numbers read all at once."""
    atom = Atom("", 0, item.bits, item.kind, item.signed, item.little)
    data, place, size = e.stream.data, e.stream.pointer, item.bits // 8
    if atom.code:
        form = f"f'{atom.order or '>'}{{{count}:d}}{atom.code}'"
        read = f"list(unpack_from({form}, {data}, {place}))"
    else:
        order = "little" if item.little else "big"
        read = f"integers({data}, {place}, {count}, {size}, {order!r}, {item.signed})"
    values = e.writer.assign(read, "a")
    e.writer.jump(f"{e.stream.pointer} + {count} * {size}")
    if item.channel and e.takes:
        index, name = e.writer.fresh("i"), e.writer.fresh()
        with e.writer.block(f"for {index}, {name} in enumerate({values}):"), _item(e, index):
            e.take(item, Value(name))
    return Value(values)


def greedy(e: Emitter, node: tree.Greedy) -> Value:
    """As many items as can be read; what the last one spoiled is undone."""
    item, data = node.item, e.stream.data
    # With contexts, construct's index must be left as the failed attempt leaves it.
    if item.certain and item.size and not e.contexts:
        left = f"len({data}) - {e.writer.settle()}"
        return counted(e, item, e.writer.assign(f"({left}) // {item.size // 8}", "n"))
    values, index = e.writer.assign("[]", "a"), e.writer.assign("0", "i")
    with _endless(e, index) as start:
        savepoint = e.savepoint()
        with e.writer.block("try:"), _item(e, index):
            value = e.emit(item)
            e.writer.line(f"{values}.append({value.source})")
        e.writer.line("except ExplicitError: raise")
        with e.writer.block("except Exception:"):
            e.writer.line(f"{e.stream.pointer} = {start}")
            e.restore(savepoint)
            e.writer.line("break")
    return Value(values, nested=True)


def until(e: Emitter, node: tree.Until) -> Value:
    """Items up to the one for which the predicate holds."""
    values, index = e.writer.assign("[]", "a"), e.writer.assign("0", "i")
    with _endless(e, index), _item(e, index):
        value = e.emit(node.item)
        name = e.writer.assign(value.source)
        e.writer.line(f"{values}.append({name})")
        e.writer.settle()

        def resolve(root: str, names: tuple[object, ...]) -> str | None:
            # Both mean the item here: construct calls the expression with it.
            return member_of(Value(name, value.members), names) if root != "list_" else None

        found = source_of(node.predicate, resolve)
        if found is None:
            predicate, items = e.writer.bind(node.predicate), f"attributed({values})"
            found = f"{predicate}({items}[-1], {items}, {e.context()})"
        e.writer.line(f"if {found}: break")
    return Value(values, nested=True)


@contextmanager
def _item(e: Emitter, index: str) -> Iterator[None]:
    """Inside an item of a loop."""
    with e.at(f"{{{index}}}"):
        e.count(index)
        yield


@contextmanager
def _endless(e: Emitter, index: str) -> Iterator[str]:
    """A loop that something inside must break; not by empty items for ever."""
    place = e.writer.settle()
    with e.writer.block("while True:"):
        start = e.writer.assign(place, "q")
        yield start
        e.writer.settle()
        e.writer.line(f"{index} += 1")
        e.writer.line(f"if {place} == {start} and {index} > {MAX_EMPTY}: endless()")


ARRAYS: dict[type, Callable[[Emitter, Any], Value]] = {
    tree.Repeat: repeat,
    tree.Greedy: greedy,
    tree.Until: until,
}
