"""The layout hash: 32 bits by which ground and board notice that their layouts differ.

::

    "id" / Const(2, Int8ub)                  id uint8 = 2
    "pressure" / channel(Int16ub, "kPa")[2]  pressure[2] uint16 be   ──▶  CRC-32/ISCSI
    BitStruct("on" / Flag, Padding(7))       {, on flag1, 7 bits unused, }

The CRC is taken over a canonical text with what decides the octets: names, kinds, sizes,
constants, order, and order of octets.  What a value means (calibration, unit, limits, comments) is
left out, and so is what is not sent: mending a calibration on the ground must not make a
board a stranger.  The idea is MAVLink's CRC_EXTRA (mavlink.io, "Packet Serialization").

Only layouts of fixed size have a hash.  The hash of a mission is the hash of the layouts
of its packets, in order, and then those of its commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from construct import Construct
from crcmod import mkCrcFun

from gateway.definition.compiler import tree
from gateway.definition.compiler.tree import Node
from gateway.definition.compiler.walk import read_layout
from gateway.definition.permutation import permutation
from gateway.errors import MissionError

_crc32_iscsi = mkCrcFun(0x11EDC6F41, initCrc=0, rev=True, xorOut=0xFFFFFFFF)


def layout_hash(*layouts: Construct) -> int:
    """The CRC-32/ISCSI of what *layouts* send, in their order.

    Args:
        layouts: Constructs of fixed size.

    Raises:
        MissionError: The size of one of them depends on the data.
    """
    return int(_crc32_iscsi("".join(map(layout_text, layouts)).encode()))


def layout_text(layout: Construct) -> str:
    """The canonical text of *layout*: a field a line, records in braces.

    Raises:
        MissionError: Its size depends on the data.
    """
    return "".join(f"{line}\n" for line in _lines(read_layout(layout, {}).root, "packet"))


def _lines(node: Node, name: str = "") -> Iterator[str]:
    """The lines of *node*; nothing for what is not sent."""
    match node:
        case tree.Number() | tree.Octets() if node.size is not None:
            yield f"{name} {_kind(node)}"
        case tree.Constant(node=inside, value=value) if inside.size is not None:
            yield f"{name} {_kind(inside)} = {_written(inside, value)}".lstrip()
        case tree.Adapted(node=inside):
            yield from _lines(inside, name)
        case tree.Skip() if node.size is not None:
            yield f"{name} {node.size} bits unused".lstrip()
        case tree.Record(members=members):
            lines = (line for part in members for line in _lines(part.node, part.name or ""))
            yield from _braced(name, lines)
        case tree.Repeat(item=item, count=int(count)):
            yield from _lines(item, f"{name}[{count}]")
        case tree.Mirrored(node=inside):
            yield from _braced(f"{name} least significant bit first", _lines(inside))
        case tree.Transformed(node=inside):
            yield from _braced(f"{name} {_moved(node, name)}", _lines(inside))
        case tree.Padded(node=inside) | tree.Sized(node=inside) if node.size is not None:
            yield from _braced(f"{name} in {node.size} bits", _fitted(inside))
        case tree.Computed() | tree.Check() | tree.End() | tree.Tell():
            return
        case _ if type(node) is not Node:
            raise MissionError("only a layout of fixed size has a layout hash", key=name)


def _braced(head: str, lines: Iterator[str]) -> Iterator[str]:
    yield f"{head} {{".lstrip()
    yield from lines
    yield "}"


def _moved(node: tree.Transformed, name: str) -> str:
    """Which bit each bit is that the fields are read from."""
    size = (node.size or 0) // 8
    sources = permutation(node.function, size)
    if sources is None:
        raise MissionError("a function of its octets has no layout hash", key=name)
    return f"of bits {' '.join(map(str, sources))}"


def _fitted(node: Node) -> Iterator[str]:
    """What stands in so many octets; text fills all that there are."""
    while isinstance(node, (tree.Adapted, tree.Stripped, tree.Terminated)):
        node = node.node
    if isinstance(node, tree.Octets) and node.length is None:
        yield "octets"
    else:
        yield from _lines(node)


def _kind(node: Node) -> str:
    """The kind, size and octet order of a value."""
    match node:
        case tree.Number(kind="int", bits=bits):
            sign = "int" if node.signed else "uint"
            order = " le" if node.little else " be" if bits > 8 else ""
            return f"{sign}{bits}{order}"
        case tree.Number(kind=kind, bits=bits):
            return f"{kind}{bits}{' le' if node.little else ''}"
        case tree.Octets(length=length):
            return f"octets[{length}]"
        case tree.Adapted(node=inside):
            return _kind(inside)
    raise MissionError("only a layout of fixed size has a layout hash")


def _written(node: Node, value: Any) -> str:
    """A constant; what it is sent as where it is a word for that."""
    if isinstance(node, tree.Adapted) and not isinstance(value, (int, float)):
        value = node.adapter.build(value)
    return value.hex() if isinstance(value, bytes) else str(value)
