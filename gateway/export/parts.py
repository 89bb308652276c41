"""Parts of a packet as C sees them, and why a layout has none.

C has structs, arrays, numbers and octets.  What Python makes of a value (construct's
adapters, text without its padding) is left out here: the tree is read as it is on the wire.
A layout whose size depends on the data has no struct; it is refused, with the field and the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import construct as c

from gateway.definition.calibration import Enumeration
from gateway.definition.compiler import tree
from gateway.definition.compiler.tree import Node
from gateway.definition.permutation import permutation
from gateway.export.names import Names, identifier

UNSENT = (tree.Computed, tree.Check, tree.End, tree.Tell)
"""Nodes that are not on the wire."""

AROUND = (tree.Mirrored, tree.Transformed, tree.Sized, tree.Padded)
"""Nodes that say where another is, and have no value of their own."""


WORDED = (c.Enum, c.Mapping)
"""Adapters that make a word of a number."""


INSTEAD = {
    "FlagsEnum": ["write a BitStruct of Flags"],
    "Aligned": ["write Padding behind the field"],
}
"""What can be exported and says the same."""


@dataclass(frozen=True)
class Refusal:
    """Why a layout cannot be exported.

    Attributes:
        path: The field; empty for the whole layout.
        reason: What is wrong with it, in one sentence.
    """

    path: str
    reason: str


def on_wire(node: Node) -> Node:
    """*node* without what Python makes of its value; text is as many octets as it fills."""
    match node:
        case tree.Adapted(node=inside):
            found = on_wire(inside)
            return replace(found, channel=node.channel or found.channel)
        case tree.Sized(length=int(length)) | tree.Padded(length=int(length)):
            text = _text(node.node)
            return tree.Octets(length=length, channel=text.channel) if text else node
    return node


def _text(node: Node) -> tree.Octets | None:
    """The octets of a window that takes all there are."""
    while isinstance(node, (tree.Adapted, tree.Stripped, tree.Terminated)):
        node = node.node
    return node if isinstance(node, tree.Octets) and node.length is None else None


def has_value(node: Node) -> bool:
    """Whether a struct has a member for *node*; padding, constants and the like have none."""
    match node := on_wire(node):
        case tree.Number():
            return True
        case tree.Octets(length=length):
            return bool(length != 0)
        case tree.Record():
            return any(has_value(member.node) for member in node.members)
        case tree.Repeat():
            return node.count != 0 and has_value(node.item)
        case tree.Mirrored() | tree.Sized() | tree.Padded():
            return has_value(node.node)
    return False


def members(record: tree.Record) -> list[tuple[str, Node]]:
    """The parts of a record with their names in C; without one if a struct has no member for it."""
    names = Names()
    found = []
    for index, member in enumerate(record.members):
        name = identifier(member.name or f"item{index}")
        found.append((names.take(name) if has_value(member.node) else "", member.node))
    return found


def inner(node: Node) -> Node:
    """The value, record or array that *node* is, whatever is around it."""
    found = on_wire(node)
    return inner(found.node) if isinstance(found, AROUND) else found


def words(node: Node) -> Mapping[Any, str] | None:
    """The words for the numbers that *node* can hold; None if it has none."""
    if isinstance(node, tree.Adapted) and isinstance(node.adapter, WORDED):
        known = node.adapter.encmapping.items()
        return {number: str(word) for word, number in known if isinstance(word, str)}
    if node.channel and isinstance(node.channel.calibration, Enumeration):
        return node.channel.calibration.words
    return None


def refusals(root: Node) -> Iterator[Refusal]:
    """Everything that keeps a layout from being exported."""
    found = list(_refused(root, ""))
    yield from found
    if not found and not (isinstance(inner(root), tree.Record) and has_value(root)):
        yield Refusal("", "its layout is no Struct with a field in it")


def _refused(node: Node, path: str) -> Iterator[Refusal]:
    match node := on_wire(node):
        case tree.Number() | tree.Octets() | tree.Skip():
            if reason := _value_reason(node):
                yield Refusal(path, reason)
        case tree.Constant(node=inside, value=value):
            if not isinstance(value, (int, float, bytes)):
                yield Refusal(path, f"a constant that is a {type(value).__name__}, not a number")
            yield from _refused(inside, path)
        case tree.Record():
            yield from _record_refused(node, path)
        case tree.Repeat(item=item, count=count):
            if not isinstance(count, int):
                yield Refusal(path, "how many items there are depends on the data")
            yield from _refused(item, path)
        case _ if isinstance(node, AROUND):
            if reason := _around_reason(node):
                yield Refusal(path, reason)
            else:
                yield from _refused(node.node, path)
        case _ if not isinstance(node, UNSENT) and type(node) is not Node:
            yield Refusal(path, _variable_reason(node))


def _record_refused(record: tree.Record, path: str) -> Iterator[Refusal]:
    if record.focus:
        yield Refusal(path, "a FocusedSeq has no struct: use a Struct")
    for member in record.members:
        at = ".".join(filter(None, (path, member.name)))
        if not (member.name or record.listed) and has_value(member.node):
            yield Refusal(at, "a field without a name cannot be built")
        yield from _refused(member.node, at)


def _value_reason(node: Node) -> str:
    """Why a value has no type in C; empty if it has one."""
    match node:
        case tree.Number(kind="float", bits=16):
            return "C99 has no float of 16 bits"
        case tree.Number(bits=bits) if bits > 64:
            return f"C99 has no integer of {bits} bits: use Bytes"
    return "" if node.size is not None else "its length depends on the data"


def _around_reason(node: Node) -> str:
    """Why the place of what *node* is around cannot be told; empty if it can."""
    if node.size is None or node.size < 0:
        return "its length depends on the data"
    if isinstance(node, tree.Transformed) and permutation(node.function, node.size // 8) is None:
        return f"{node.function.__name__} does more with its octets than to move bits"
    inside = node.node.size if isinstance(node, AROUND) else None
    if inside is not None and inside > node.size:
        return "what is in it does not fit"
    return ""


def _variable_reason(node: Node) -> str:
    match node:
        case tree.Choice():
            return "which fields there are depends on the data"
        case tree.Select():
            return "it is optional: whether it is there depends on the data"
        case tree.Greedy() | tree.Until():
            return "how many items there are depends on the data"
        case tree.Foreign():
            kind = type(node.construct).__name__
            return "; ".join([f"only construct can read {kind}", *INSTEAD.get(kind, [])])
    return "its length depends on the data"
