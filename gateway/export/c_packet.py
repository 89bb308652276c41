"""A packet, or a command, as C sees it: its types, its places, its hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gateway.definition import Command, Packet
from gateway.definition.channel import ChannelInfo
from gateway.definition.compiler import tree
from gateway.definition.compiler.tree import Node
from gateway.definition.layout_hash import layout_hash
from gateway.definition.limits import Range, covers
from gateway.export.names import Names, macro_name
from gateway.export.parts import AROUND, on_wire
from gateway.export.places import Call, Frame, Loop, frame_of
from gateway.export.types import Types


@dataclass(frozen=True, eq=False)
class CPacket:
    """What the header and the source are made of.

    Attributes:
        definition: Whose layout it is; exportable.
        tag: Of its struct; its functions and macros begin with it.
        names: Tags of the mission that are taken.
        macros: Macros and enumerators of the mission that are taken.
    """

    definition: Packet | Command
    tag: str
    names: Names
    macros: Names

    @cached_property
    def types(self) -> Types:
        """Structs, enumerations and constants."""
        found = Types(self.tag, self.names, self.macros)
        found.read(self.root)
        return found

    @property
    def root(self) -> Node:
        """The layout's tree."""
        return self.definition.program.layout.root

    @property
    def size(self) -> int:
        """Octets."""
        return (self.root.size or 0) // 8

    @cached_property
    def layout_hash(self) -> int:
        """By which ground and board notice that their layouts differ."""
        return layout_hash(self.definition.layout)

    @property
    def checked(self) -> bool:
        """True if the ground refuses some values of the packet."""
        return any(isinstance(node, tree.Check) for node in _nodes(self.root))

    @property
    def trailing(self) -> bool:
        """True if octets behind the packet are ignored."""
        return isinstance(self.definition, Packet) and self.definition.trailing

    @cached_property
    def frame(self) -> Frame:
        """The places of what is in the packet."""
        return frame_of(self.root)

    def bounds(self, info: ChannelInfo) -> Range:
        """Lowest and highest value that the board takes in an argument; None for no bound."""
        ranges = self.definition.ranges if isinstance(self.definition, Command) else {}
        return next((own for path, own in ranges.items() if covers(path, info.path)), (None, None))

    def macro(self, name: str) -> str:
        """The name of one of its macros."""
        return macro_name(self.tag, name)

    def tag_of(self, call: Call) -> str:
        """The tag of a struct in it."""
        return self.types.tag_of(call.record)

    @cached_property
    def frames(self) -> dict[str, Frame]:
        """The frames of structs that have functions of their own, each behind those it calls."""
        found: dict[str, Frame] = {}
        self._find_frames(self.frame, found)
        return found

    def _find_frames(self, frame: Frame, found: dict[str, Frame]) -> None:
        for step in frame.steps:
            if isinstance(step, Loop):
                self._find_frames(step.body, found)
            elif isinstance(step, Call) and self.tag_of(step) not in found:
                inside = frame_of(step.record)
                self._find_frames(inside, found)
                found[self.tag_of(step)] = inside


def _nodes(node: Node) -> Iterator[Node]:
    """*node* and what is in it."""
    node = on_wire(node)
    yield node
    match node:
        case tree.Record(members=members):
            for member in members:
                yield from _nodes(member.node)
        case tree.Repeat(item=item):
            yield from _nodes(item)
        case _ if isinstance(node, AROUND):
            yield from _nodes(node.node)
