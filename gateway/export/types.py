"""The types of a packet in C: structs, enumerations and constants, with what they mean.

A number has the smallest type of `<stdint.h>` that holds it; a Struct that a layout names
more than once is one type, named by what the names have in common.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.definition.channel import ChannelInfo
from gateway.definition.compiler import tree
from gateway.definition.compiler.tree import Node
from gateway.export.names import Names, common_name, macro_name
from gateway.export.parts import WORDED, has_value, inner, members, words

SMALLEST_INT = range(-(1 << 15), 1 << 15)
"""What every `int` can hold, and therefore every enumerator."""


@dataclass(frozen=True)
class Enumerated:
    """The words of an enumeration.

    Attributes:
        tag: Behind `enum`.
        words: Names of enumerators, with their numbers.
    """

    tag: str
    words: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Member:
    """A member of a struct.

    Attributes:
        name: What it is called.
        meaning: What the mission's author wrote.
        type: Such as `uint16_t` or `struct power`.
        dimensions: Of an array, the outermost first.
        node: The value, or the struct, of each item.
        enumerated: What its numbers mean, if they have names.
    """

    name: str
    meaning: str
    type: str
    dimensions: tuple[int, ...]
    node: Node
    enumerated: Enumerated | None

    @property
    def channel(self) -> ChannelInfo | None:
        """Unit and calibration."""
        return self.node.channel


@dataclass(frozen=True)
class StructType:
    """A struct.

    Attributes:
        tag: Behind `struct`.
        paths: The fields of the packet that have this type; one empty one for the packet itself.
        members: In the order in which they are sent.
    """

    tag: str
    paths: Sequence[str]
    members: Sequence[Member]


@dataclass(frozen=True)
class Constant:
    """A named number that a packet always has."""

    name: str
    value: int


@dataclass
class Types:
    """The types of one packet, each behind those that it needs.

    Args:
        tag: Of the packet's own struct.
        names: Tags that are taken.
        macros: Macros and enumerators that are taken.

    Attributes:
        structs: The packet's own is the last.
    """

    tag: str
    names: Names
    macros: Names
    structs: list[StructType] = field(default_factory=list)
    enumerations: list[Enumerated] = field(default_factory=list)
    constants: list[Constant] = field(default_factory=list)
    _paths: dict[Hashable, list[str]] = field(default_factory=dict)
    _known: dict[Hashable, Any] = field(default_factory=dict)

    def read(self, root: Node) -> None:
        """Find the types of *root*, which must be exportable."""
        for path, node in walk(root):
            for key in filter(None, (_identity(node), _words_identity(node))):
                self._paths.setdefault(key, []).append(path.replace(".*", ""))
        for path, node in walk(root):
            self._constant(path, node)
        self._known[_identity(inner(root))] = self.tag
        self._struct(inner(root), self.tag)

    def tag_of(self, record: Node) -> str:
        """The tag of a record's struct."""
        return str(self._known[_identity(record)])

    def _struct(self, record: Node, tag: str) -> None:
        """Add the struct of *record*, and before it those of its members."""
        assert isinstance(record, tree.Record)
        meanings = [" ".join(part.docs.split()) for part in record.construct.subcons]
        parts = zip(members(record), meanings, strict=True)
        found = [self._member(name, text, node) for (name, node), text in parts if name]
        self.structs.append(StructType(tag, self._paths[_identity(record)], found))

    def _member(self, name: str, text: str, node: Node) -> Member:
        dimensions, item = dimensions_of(node)
        enumerated = self._enumerated(item)
        plain = inner(item)
        if isinstance(plain, tree.Octets):
            return Member(name, text, "uint8_t", (*dimensions, plain.length), plain, None)
        if isinstance(plain, tree.Number):
            return Member(name, text, number_type(plain), dimensions, plain, enumerated)
        return Member(name, text, f"struct {self._record_tag(plain)}", dimensions, plain, None)

    def _record_tag(self, record: Node) -> str:
        key = _identity(record)
        if key not in self._known:
            tag = self.names.take(f"{self.tag}_{common_name(self._paths[key])}")
            self._known[key] = tag
            self._struct(record, tag)
        return str(self._known[key])

    def _enumerated(self, node: Node) -> Enumerated | None:
        key = _words_identity(node)
        if not key:
            return None
        if key not in self._known:
            name = common_name(self._paths[key])
            tag = self.names.take(f"{self.tag}_{name}")
            found = {n: word for n, word in (words(node) or {}).items() if isinstance(n, int)}
            named = [(self._enumerator(tag, word, int(n)), int(n)) for n, word in found.items()]
            self._known[key] = Enumerated(tag, named)
            self.enumerations.append(self._known[key])
        known: Enumerated = self._known[key]
        return known

    def _enumerator(self, tag: str, word: str, number: int) -> str:
        """The name of a word; by its number if there is no letter of C in it."""
        name = macro_name(tag, word)
        return self.macros.take(name if name != macro_name(tag) else macro_name(tag, str(number)))

    def _constant(self, path: str, node: Node) -> None:
        if not isinstance(node, tree.Constant) or not path or path.endswith((".", "*")):
            return
        if isinstance(node.value, int):
            name = self.macros.take(macro_name(self.tag, path.replace(".*", "")))
            self.constants.append(Constant(name, int(node.value)))


def dimensions_of(node: Node) -> tuple[tuple[int, ...], Node]:
    """The dimensions of an array, and its item; none for what is no array."""
    array = inner(node)
    if not isinstance(array, tree.Repeat):
        return (), node
    below, item = dimensions_of(array.item)
    return (array.count, *below), item


def number_type(number: tree.Number) -> str:
    """The type of a number."""
    if number.kind == "flag":
        return "bool"
    if number.kind == "float":
        return "float" if number.bits == 32 else "double"
    return f"{'' if number.signed else 'u'}int{number_width(number)}_t"


def number_width(number: tree.Number) -> int:
    """Bits of the smallest type that holds it."""
    return next(bits for bits in (8, 16, 32, 64) if number.bits <= bits)


def walk(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """*node* and all that is in it with their paths, `*` for any index."""
    yield path, node
    start = f"{path}." if path else ""
    match node:
        case tree.Record(members=parts):
            for index, part in enumerate(parts):
                name = part.name or (f"item{index}" if node.listed else "")
                yield from walk(part.node, f"{start}{name}")
        case tree.Repeat(item=item):
            yield from walk(item, f"{start}*")
        case tree.Adapted() | tree.Mirrored() | tree.Sized() | tree.Padded():
            yield from walk(node.node, path)


def _identity(node: Node) -> Hashable:
    """The Struct of a record, which may have several nodes; None if *node* has none.

    A Flag has 8 bits among octets and 1 among bits: a Struct in both places is two types.
    """
    if not isinstance(node, tree.Record) or not has_value(node):
        return None
    return id(node.construct), node.size


def _words_identity(node: Node) -> Hashable:
    """What gives numbers their names; None if nothing does."""
    integers = any(isinstance(key, int) for key in words(node) or {})
    if not integers or not isinstance(inner(node), tree.Number):
        return None
    if isinstance(node, tree.Adapted) and isinstance(node.adapter, WORDED):
        return id(node.adapter)
    return id(node.channel and node.channel.calibration)
