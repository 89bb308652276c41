"""A layout's tree as the decoders see it: construct's many classes made few.

`gateway.definition.compiler.walk` makes it once; the compiler, the column decoder and the list
of channels read it.  Lengths are in octets, sizes in bits.  A parameter is what
construct was given: a constant, a `this` expression or a function of the context.
"""

# ruff: noqa: D102 (the class `Node` documents what every node has once)

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from construct import Construct

from gateway.definition.channel import Channel, ChannelInfo

Parameter = Any


@dataclass(frozen=True, eq=False)
class Node:
    """A piece of a layout; by itself, nothing, whose value is None.

    Attributes:
        channel: Set where this node's value is a channel.
    """

    channel: ChannelInfo | None = None

    @property
    def size(self) -> int | None:
        """Bits it takes; None if that depends on the data."""
        return 0

    @property
    def least(self) -> int:
        """Bits it takes at least."""
        return self.size or 0

    @property
    def certain(self) -> bool:
        """True if only a lack of octets can make it fail."""
        return True


@dataclass(frozen=True, eq=False, kw_only=True)
class Number(Node):
    """An integer (`int`), float (`float`) or truth value (`flag`) of fixed size."""

    kind: str
    bits: int
    signed: bool = False
    little: bool = False

    @property
    def size(self) -> int:
        return self.bits


@dataclass(frozen=True, eq=False, kw_only=True)
class Octets(Node):
    """So many octets; all that are left if *length* is None."""

    length: Parameter

    @property
    def size(self) -> int | None:
        return fixed(self.length, 8)


@dataclass(frozen=True, eq=False, kw_only=True)
class Skip(Node):
    """So many octets, or bits, that say nothing, and are sent as *pattern*."""

    length: Parameter
    unit: int = 8
    pattern: bytes = b"\0"

    @property
    def size(self) -> int | None:
        return fixed(self.length, self.unit)


@dataclass(frozen=True, eq=False, kw_only=True)
class Constant(Node):
    """A node that must have one value."""

    node: Node
    value: Any
    certain = False

    @property
    def size(self) -> int | None:
        return self.node.size


@dataclass(frozen=True, eq=False, kw_only=True)
class Adapted(Node):
    """A value that an Adapter of construct makes of another; *looks* if by the context."""

    node: Node
    adapter: Construct
    looks: bool
    certain = False

    @property
    def size(self) -> int | None:
        return self.node.size


@dataclass(frozen=True, eq=False, kw_only=True)
class Computed(Node):
    """A value that is not sent."""

    function: Parameter
    certain = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Check(Node):
    """A condition."""

    function: Parameter
    certain = False


@dataclass(frozen=True, eq=False, kw_only=True)
class End(Node):
    """The end of the octets."""

    certain = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Tell(Node):
    """The offset of the octet that comes next."""


@dataclass(frozen=True, eq=False)
class Member:
    """A named, or nameless, part of a record."""

    name: str | None
    node: Node


@dataclass(frozen=True, eq=False, kw_only=True)
class Record(Node):
    """Members one after another, in a context of their own.

    The value is a dict; a list if *listed*; one member's value if *focus* names it.
    """

    members: tuple[Member, ...]
    construct: Construct
    listed: bool = False
    focus: str = ""

    @property
    def size(self) -> int | None:
        return total(member.node.size for member in self.members)

    @property
    def least(self) -> int:
        return sum(member.node.least for member in self.members)

    @property
    def certain(self) -> bool:
        return all(member.node.certain for member in self.members)


@dataclass(frozen=True, eq=False, kw_only=True)
class Repeat(Node):
    """So many of the same."""

    item: Node
    count: Parameter

    @property
    def size(self) -> int | None:
        return None if self.item.size is None else fixed(self.count, self.item.size)

    @property
    def least(self) -> int:
        return fixed(self.count, self.item.least) or 0

    @property
    def certain(self) -> bool:
        return self.item.certain and isinstance(self.count, int)


@dataclass(frozen=True, eq=False, kw_only=True)
class Greedy(Node):
    """As many of the same as can be read."""

    item: Node
    size = None
    certain = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Until(Node):
    """The same over and over, until the predicate holds for the last of them."""

    item: Node
    predicate: Callable[[Any, list[Any], Any], Any]
    size = None
    certain = False

    @property
    def least(self) -> int:
        return self.item.least


@dataclass(frozen=True, eq=False, kw_only=True)
class Choice(Node):
    """The case whose key is the parameter's value; if *binary*, whether it is true."""

    key: Parameter
    cases: Mapping[Any, Node]
    default: Node
    binary: bool
    size = None
    certain = False

    @property
    def least(self) -> int:
        return min(node.least for node in (*self.cases.values(), self.default))


@dataclass(frozen=True, eq=False, kw_only=True)
class Select(Node):
    """The first of several that can be read."""

    nodes: tuple[Node, ...]
    size = None
    certain = False

    @property
    def least(self) -> int:
        return min((node.least for node in self.nodes), default=0)


@dataclass(frozen=True, eq=False, kw_only=True)
class Padded(Node):
    """A node, and what is left of *length* octets skipped; these are sent as *pattern*."""

    node: Node
    length: Parameter
    pattern: bytes = b"\0"
    certain = False

    @property
    def size(self) -> int | None:
        return fixed(self.length, 8)


@dataclass(frozen=True, eq=False, kw_only=True)
class Window(Node):
    """A node that sees only some octets, and need not read all of them."""

    node: Node
    certain = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Sized(Window):
    """So many octets; all that are left if *length* is None, all but the last if negative."""

    length: Parameter
    behind: bool = False

    @property
    def size(self) -> int | None:
        return None if self.behind else fixed(self.length, 8)


@dataclass(frozen=True, eq=False, kw_only=True)
class Transformed(Sized):
    """So many octets that a function turns into others."""

    function: Callable[[bytes], bytes]


@dataclass(frozen=True, eq=False, kw_only=True)
class Mirrored(Window):
    """Octets of which each field begins at the least significant bit that is left."""

    octets: int

    @property
    def size(self) -> int:
        return self.octets * 8


@dataclass(frozen=True, eq=False, kw_only=True)
class Prefixed(Window):
    """The octets that a number in front of them counts, and with it *own* of its own."""

    number: Node
    own: int
    size = None

    @property
    def least(self) -> int:
        return self.number.least


@dataclass(frozen=True, eq=False, kw_only=True)
class Terminated(Window):
    """The octets in front of a terminator of one octet."""

    term: bytes
    include: bool
    consume: bool
    require: bool
    size = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Stripped(Window):
    """All octets that are left without the padding at their end."""

    pad: bytes
    size = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Foreign(Node):
    """What only construct itself can parse.

    Attributes:
        construct: It.
        looks: True if it may look at the context.
        around: The channel around it, if any.
        hidden: True if nothing in it is a channel.
    """

    construct: Construct
    looks: bool
    around: Channel | None
    hidden: bool
    size = None
    certain = False


def fixed(count: Parameter, each: int) -> int | None:
    """Size of *count* times *each*; None if the count is not a constant."""
    return count * each if isinstance(count, int) else None


def total(sizes: Any) -> int | None:
    """Sum of sizes; None if one of them is."""
    known = list(sizes)
    return None if None in known else sum(known)
