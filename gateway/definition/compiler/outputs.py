"""What the compiled functions give: nested raw values, readings, or places."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from construct import Container, Enum, ExplicitError
from construct.core import StringEncoded

from gateway.definition.calibration import Enumeration, Linear
from gateway.definition.channel import ChannelInfo
from gateway.definition.compiler import runtime, tree
from gateway.definition.compiler.arrays import ARRAYS
from gateway.definition.compiler.emit import BASIC, Emitter, Value
from gateway.definition.compiler.tree import Node
from gateway.definition.compiler.windows import WINDOWS
from gateway.definition.compiler.writer import Writer
from gateway.definition.limits import Limits
from gateway.definition.reference import attributed, plain
from gateway.definition.written import Text
from gateway.model import Reading, State

CALLED: Mapping[str, Any] = {
    **{name: value for name, value in vars(runtime).items() if name in runtime.__all__},
    "unpack_from": struct.unpack_from,
    "Container": Container,
    "ExplicitError": ExplicitError,
    "plain": plain,
    "attributed": attributed,
    "Reading": Reading,
    "NOMINAL": State.NOMINAL,
}
"""What the source may call, by name."""

SCALAR = (Enum, StringEncoded)
"""Adapters that never make a list or a dict."""


LEAVES = (
    *(tree.Number, tree.Octets, tree.Skip, tree.Constant, tree.Adapted),
    *(tree.Computed, tree.Tell, tree.Foreign),
)
"""Nodes that have a value or a place of their own."""


@dataclass(frozen=True)
class Source:
    """The source of a function `decode`, and the objects it names."""

    text: str
    namespace: dict[str, Any]


@dataclass
class Output(Emitter):
    """Writes a whole function."""

    emitters = BASIC | ARRAYS | WINDOWS

    limits: Mapping[str, Limits] = field(default_factory=dict)

    def function(self, root: Node, *, trailing: bool) -> Source:
        """The function that decodes *root*; octets behind it are ignored if *trailing*."""
        if self.contexts:
            self.index = self.writer.assign("None", "x")
        value = self.emit(root)
        if not trailing:
            self.emit(tree.End())
        self.writer.line(f"return {self.result(value)}")
        text = "\n".join([self.header(), *self.writer.lines, ""])
        return Source(text, {**CALLED, **self.writer.namespace})

    def header(self) -> str:
        """The function's first lines."""
        return "def decode(data):"

    def result(self, value: Value) -> str:
        """What the function returns."""
        raise AssertionError("every output has its own")

    def readings(self, node: Node, value: Value) -> str:
        """Expression for the reading of a value, or starred for several; empty for none."""
        raw = value.source
        if isinstance(node, tree.Foreign) and not node.hidden:
            bind, path, context = self.writer.bind, self.path_source, value.context
            con, channel, limits = bind(node.construct), bind(node.around), bind(self.limits)
            return f"*foreign({con}, {raw}, {path}, {context}, {channel}, {limits})"
        info = node.channel
        if info is None:
            return ""
        scalar = isinstance(node, tree.Adapted) and isinstance(node.adapter, SCALAR)
        if not scalar and isinstance(node, (tree.Computed, tree.Adapted)):
            return f"*spread({self.path_source}, {raw}, {self.writer.bind(info.reading)})"
        return self.reading(info, node, raw)

    def reading(self, info: ChannelInfo, node: Node, raw: str) -> str:
        """Expression for one reading, inlined where nothing can go wrong."""
        value = "" if info.channel.absent or info.varied else self.value(info, node, raw)
        if not value:
            return f"{self.writer.bind(info.reading)}({self.path_source}, {raw})"
        state = "NOMINAL"
        if info.limits:
            value, state = f"(x := {value})", f"{self.writer.bind(info.limits.state)}(x)"
        return f"Reading({self.path_source}, {raw}, {value}, {info.unit!r}, {state})"

    def value(self, info: ChannelInfo, node: Node, raw: str) -> str:
        """Expression for the engineering value; empty if it might be None."""
        match info.calibration:
            case None:
                return raw
            case Enumeration() | Text():
                return f"{self.writer.bind(info.calibration.value)}({raw})"
            case Linear(scale=scale, offset=offset) if math.isfinite(scale * 2.0**64 + offset):
                small = isinstance(node, tree.Number) and node.kind != "float" and node.bits <= 64
                return f"{raw} * {scale!r} + {offset!r}" if small else ""
        return ""


class Nested(Output):
    """The raw values as construct nests them."""

    def result(self, value: Value) -> str:  # noqa: D102
        return value.source


class Flat(Output):
    """The readings, in the order of the layout."""

    takes = True

    def header(self) -> str:  # noqa: D102
        return f"{super().header()}\n    out = []"

    def result(self, value: Value) -> str:  # noqa: D102
        return "out"

    def take(self, node: Node, value: Value) -> None:  # noqa: D102
        readings = "" if self.quiet else self.readings(node, value)
        if readings:
            self.writer.collect(readings)

    def savepoint(self) -> str:  # noqa: D102
        return self.writer.assign("len(out)", "m")

    def restore(self, savepoint: str) -> None:  # noqa: D102
        self.writer.line(f"del out[{savepoint}:]")


@dataclass
class Places(Output):
    """The places of all fields, told to a `Trace`, one field after the other."""

    writer: Writer = field(default_factory=lambda: Writer(merges=False))
    _begins: list[str] = field(default_factory=list)

    def header(self) -> str:  # noqa: D102
        return "def decode(data, trace):"

    def result(self, value: Value) -> str:  # noqa: D102
        return "None"

    def begin(self, node: Node) -> None:  # noqa: D102
        begin = self.writer.assign(self.stream.bit, "b")
        self._begins.append(begin)
        self.writer.line(f"trace.at({self.path_source}, {begin})")
        plain = isinstance(node, (tree.Number, tree.Octets, tree.Skip, tree.Mirrored))
        if plain and node.size and not self.stream.mirror:
            self._need(node.size)

    def _need(self, bits: int) -> None:
        stream = self.stream
        first, last = stream.bits // 8, -(-(stream.bits + bits) // 8)
        left = f"len({stream.data}) - {stream.base or 0} - {first}"
        self.writer.line(f"if {left} < {last - first}: short({last - first}, {left})")

    def take(self, node: Node, value: Value) -> None:  # noqa: D102
        begin = self._begins.pop()
        made = isinstance(node, tree.Constant) and node.node.channel is not None
        if self.quiet or made or not isinstance(node, LEAVES):
            return
        begin, end = self.stream.bits_of(begin, node.size)
        readings = self.readings(node, value)
        made_of = f"({readings},)" if readings else "()"
        self.writer.line(
            f"trace.take({begin}, {end}, {self.path_source}, {value.source}, {made_of})"
        )

    def savepoint(self) -> str:  # noqa: D102
        return self.writer.assign("len(trace.fields)", "m")

    def restore(self, savepoint: str) -> None:  # noqa: D102
        self.writer.line(f"del trace.fields[{savepoint}:]")
