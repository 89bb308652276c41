"""The walk: from construct's tree of many classes to a tree of few nodes, once.

A construct that is not known here becomes `Foreign`: construct itself parses it.  So
does a whole bit region, or a whole Struct, where one unknown part entangles the rest.
Types are compared exactly, because a subclass may parse differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import construct as c
from construct import Construct
from construct.lib import bytes2bits

from gateway.definition.channel import PLAIN, Channel, ChannelInfo, WireType
from gateway.definition.compiler import tree
from gateway.definition.compiler.bounds import refuse_endless
from gateway.definition.compiler.expression import mentions
from gateway.definition.compiler.place import Place, TangledError, UnknownError
from gateway.definition.compiler.readers import CONTEXT_FREE, READERS, RECORDS
from gateway.definition.compiler.tree import Node
from gateway.definition.limits import Limits

MAX_DEPTH = 16
"""Structs, arrays and choices inside each other that are compiled: Python has 20 blocks."""


@dataclass(frozen=True)
class Layout:
    """A layout's tree and its channels, in order."""

    root: Node
    channels: tuple[ChannelInfo, ...]


def read_layout(layout: Construct, limits: Mapping[str, Limits]) -> Layout:
    """Walk down *layout* once.

    Raises:
        MissionError: Something in it may repeat for ever.
    """
    walker = Walker(limits)
    try:
        root = walker.node(layout, Place())
    except UnknownError:
        root = walker.foreign(layout, Place())
    return Layout(root, tuple(walker.channels))


class Walker:
    """Makes nodes, and collects the channels on its way."""

    def __init__(self, limits: Mapping[str, Limits]):
        self.limits = limits
        self.channels: list[ChannelInfo] = []

    def node(self, con: Construct, place: Place) -> Node:
        """The node of *con*; Foreign if it has none of its own."""
        mark = len(self.channels)
        try:
            read = READERS.get(type(con))
            if read is None or con.parsed is not None or place.depth > MAX_DEPTH:
                raise UnknownError
            return read(self, con, place)
        except TangledError:
            if type(con) not in (*RECORDS, c.GreedyRange) or place.bitwise:
                raise
        except UnknownError:
            if place.bitwise:
                raise
        del self.channels[mark:]
        return self.foreign(con, place)

    def leaf(self, node: Node, place: Place) -> Node:
        """*node* with the channel at *place*, if there is one."""
        info = self.info(place, wire_type(node, bitwise=place.bitwise))
        return replace(node, channel=info) if info else node

    def info(self, place: Place, sent: WireType) -> ChannelInfo | None:
        """The channel at *place*, if there is one."""
        if place.hidden or not place.path:
            return None
        channel = place.channel or PLAIN
        info = ChannelInfo(place.path, channel, place.meaning, sent, place.optional, self.limits)
        self.channels.append(info)
        return info

    def param(self, value: Any) -> Any:
        """A parameter, unless it looks at the stream, which compiled code has not."""
        if mentions(value, "_io"):
            raise TangledError
        return value

    def foreign(self, con: Construct, place: Place) -> tree.Foreign:
        """The node of a construct that parses itself; its channels are listed."""
        refuse_endless(con, place.path)
        self.explore(con, place)
        return tree.Foreign(
            construct=con,
            looks=type(con) not in CONTEXT_FREE,
            around=place.channel,
            hidden=place.hidden,
        )

    def explore(self, con: Construct, place: Place) -> None:
        """List the channels of a foreign construct."""
        parts = list(parts_of(con, place))
        if not parts:
            self.info(place, WireType("value"))
        for part, at in parts:
            mark = len(self.channels)
            try:
                self.node(part, at)
            except UnknownError:
                del self.channels[mark:]
                self.explore(part, at)


def parts_of(con: Construct, place: Place) -> Iterator[tuple[Construct, Place]]:
    """What a foreign construct consists of, and where; nothing if it is one value."""
    match con:
        case c.Struct() | c.Union() | c.LazyStruct():
            yield from ((sub, place.member(sub)) for sub in con.subcons)
        case c.Sequence():
            yield from ((sub, place.item(str(i))) for i, sub in enumerate(con.subcons))
        case c.Array() | c.GreedyRange() | c.RepeatUntil() | c.LazyArray():
            yield con.subcon, place.item()
        case c.IfThenElse():
            yield from ((sub, place.maybe()) for sub in (con.thensubcon, con.elsesubcon))
        case c.Switch():
            yield from ((sub, place.maybe()) for sub in (*con.cases.values(), con.default))
        case c.Select():
            yield from ((sub, place.maybe()) for sub in con.subcons)
        case c.FlagsEnum():
            yield from ((name / c.Flag, place.member(name / c.Flag)) for name in con.flags)
        case Channel():
            yield con.subcon, replace(place, channel=place.channel or con)
        case c.Subconstruct() if not isinstance(con, (c.Adapter, c.RawCopy)):
            bitwise = getattr(con, "decodefunc", getattr(con, "decoder", None)) is bytes2bits
            yield con.subcon, replace(place, bitwise=place.bitwise or bitwise)


def wire_type(node: Node, *, bitwise: bool) -> WireType:
    """How a value is sent."""
    match node:
        case tree.Number(kind="int", bits=bits, signed=signed):
            low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
            return WireType(_number_words(node, bitwise), "int", low, high)
        case tree.Number():
            return WireType(_number_words(node, bitwise), node.kind)
        case tree.Octets(length=int(length)):
            return WireType(f"{length} octets", "octets", length, length)
        case tree.Octets():
            return WireType("octets", "octets")
        case tree.Constant():
            return wire_type(node.node, bitwise=bitwise)
        case tree.Adapted():
            return WireType(wire_type(node.node, bitwise=bitwise).text)
        case tree.Computed() | tree.Tell():
            return WireType("computed")
    return WireType("value")


def _number_words(node: tree.Number, bitwise: bool) -> str:
    if node.kind == "flag":
        return "flag"
    if bitwise:
        return f"{node.bits} bits" + (" signed" if node.signed else "")
    kind = "float" if node.kind == "float" else "int" if node.signed else "uint"
    order = "" if node.bits == 8 else " le" if node.little else " be"
    return f"{kind}{node.bits}{order}"
