"""Emitters of windows: nodes that see only some of the octets.

The octets of a window are cut out first, so that nothing inside can look beyond them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from gateway.definition.compiler import tree
from gateway.definition.compiler.emit import Emitter, Value, cut, cut_counted
from gateway.definition.compiler.tree import Node
from gateway.definition.compiler.writer import Stream


def sized(e: Emitter, node: tree.Sized) -> Value:
    """A window of so many octets."""
    start = _start(e)
    return _inside(e, node.node, _sized(e, node), start)


def transformed(e: Emitter, node: tree.Transformed) -> Value:
    """A window whose octets a function turns into others."""
    begin = e.writer.assign(e.stream.bit, "b")
    name = _sized(e, node)
    end = e.writer.assign(e.stream.bit, "b")
    e.writer.line(f"{name} = {e.writer.bind(node.function)}({name})")
    with _window(e, Stream(name, e.writer.fresh("p"), extent=(begin, end))):
        return e.emit(node.node)


def mirrored(e: Emitter, node: tree.Mirrored) -> Value:
    """Octets in reversed order, and fields read from their end to their start."""
    start = e.stream.octet if not e.stream.moved else _start(e)
    name = e.writer.atom(node.size, "octets")
    data = e.writer.assign(f"{name}[::-1]", "d")
    stream = Stream(
        data,
        e.writer.fresh("p"),
        origin=f"{e.stream.origin} + {start}",
        extent=e.stream.extent,
        mirror=node.size,
    )
    with _window(e, stream):
        return e.emit(node.node)


def _sized(e: Emitter, node: tree.Sized) -> str:
    if not node.behind:
        return cut(e, node.length)
    length = e.writer.assign(e.parameter(node.length), "n")
    left = f"len({e.stream.data}) - ({e.stream.octet})"
    return cut_counted(e, e.writer.assign(f"{left} + {length}", "n"))


def prefixed(e: Emitter, node: tree.Prefixed) -> Value:
    """A window whose length stands in front of it."""
    length = e.emit(node.number)
    count = e.writer.assign(f"{length.source} - {node.own}", "n")
    start = _start(e)
    return _inside(e, node.node, cut_counted(e, count), start)


def terminated(e: Emitter, node: tree.Terminated) -> Value:
    """A window up to an octet that ends it."""
    start, data, term = _start(e), e.stream.data, e.constant(node.term)
    place = e.writer.settle()
    found = e.writer.assign(f"{data}.find({term}, {place})", "n")
    e.writer.line(f"if {found} < 0:")
    e.writer.line(f"    unterminated({term})" if node.require else f"    {found} = len({data})")
    name = e.writer.assign(f"{data}[{place}:{found}{' + 1' if node.include else ''}]")
    e.writer.jump(f"min({found} + 1, len({data}))" if node.consume else found)
    return _inside(e, node.node, name, start)


def stripped(e: Emitter, node: tree.Stripped) -> Value:
    """A window without the padding at its end."""
    start = _start(e)
    name = e.writer.assign(f"{cut(e, None)}.rstrip({e.constant(node.pad)})")
    return _inside(e, node.node, name, start)


def padded(e: Emitter, node: tree.Padded) -> Value:
    """A node, and octets skipped up to a length."""
    place = e.writer.settle()
    count, start = e.writer.assign(e.parameter(node.length), "n"), e.writer.assign(place, "q")
    value = e.emit(node.node)
    e.writer.settle()
    data = e.stream.data
    e.writer.line(f"if not {place} - {start} <= {count} <= len({data}) - {start}:")
    e.writer.line(f"    short({count}, len({data}) - {start})")
    e.writer.jump(f"{start} + {count}")
    return value


def _start(e: Emitter) -> str:
    """Remember where a window starts."""
    return e.writer.assign(e.stream.octet, "o")


def _inside(e: Emitter, node: Node, data: str, start: str) -> Value:
    """Write how *node* is read from the window in the variable *data*."""
    outer = e.stream
    inner = Stream(
        data,
        e.writer.fresh("p"),
        origin=f"{outer.origin} + {start}",
        tells=f"{outer.tells} + {start}",
        extent=outer.extent,
    )
    with _window(e, inner):
        return e.emit(node)


@contextmanager
def _window(e: Emitter, stream: Stream) -> Iterator[None]:
    e.writer.flush()
    outer, e.writer.stream = e.writer.stream, stream
    yield
    e.writer.flush()
    e.writer.stream = outer


WINDOWS: dict[type, Callable[[Emitter, Any], Value]] = {
    tree.Sized: sized,
    tree.Transformed: transformed,
    tree.Mirrored: mirrored,
    tree.Prefixed: prefixed,
    tree.Terminated: terminated,
    tree.Stripped: stripped,
    tree.Padded: padded,
}
