"""Places: which bits of which octets every value of a struct is.

::

    value     11 10 9 8 7 6 5 4 3 2 1 0        BitsInteger(12) behind 6 bits
              ├──┤├─────────────┤├────┤
    octets   ......xx  xxxxxxxx  xx......      three slices

    bits of a packet are counted from the most significant of octet 0

A number, octets, an array of whole octets and a struct of whole octets are steps.  A number tells
its slices; whatever turns octets about (`ByteSwapped`, `BitsSwapped`) only moves these.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import gcd
from typing import Any

from construct.lib import swapbitsinbytes

from gateway.definition.compiler import tree
from gateway.definition.compiler.tree import Node
from gateway.definition.permutation import permutation
from gateway.export.parts import has_value, members, on_wire

INDICES = "ijklmnopqrstuvwxyz"
"""Index variables of arrays in arrays, the outermost first."""


@dataclass(frozen=True)
class Slice:
    """Bits of a value that lie side by side in one octet.

    Attributes:
        octet: Which.
        low: The lowest of its bits that they take; 0 is the least significant.
        first: The lowest of the value's bits.
        width: How many.
    """

    octet: int
    low: int
    first: int
    width: int


@dataclass(frozen=True)
class Value:
    """A number.

    Attributes:
        target: The member, such as `cells[i].voltage`.
        number: What it is.
        slices: Its bits, the most significant first.
    """

    target: str
    number: tree.Number
    slices: tuple[Slice, ...]

    @property
    def order(self) -> str:
        """`be` or `le` for whole octets one after another; empty for anything else."""
        octets = [one.octet for one in self.slices if (one.low, one.width) == (0, 8)]
        if len(octets) < len(self.slices):
            return ""
        rising = list(range(min(octets), min(octets) + len(octets)))
        return "be" if octets == rising else "le" if octets == rising[::-1] else ""

    @property
    def octet(self) -> int:
        """The first that it has a bit in."""
        return min(one.octet for one in self.slices)


@dataclass(frozen=True)
class Run:
    """So many octets as they are."""

    target: str
    octet: int
    size: int


@dataclass(frozen=True)
class Call:
    """A struct that begins and ends with an octet."""

    target: str
    octet: int
    record: tree.Record
    size: int


@dataclass(frozen=True)
class Loop:
    """An array of items of whole octets, or of so many that they fill octets."""

    index: str
    octet: int
    count: int
    body: Frame

    @property
    def size(self) -> int:
        """Octets of all turns."""
        return self.count * self.body.size

    @property
    def head(self) -> str:
        """The statement that counts the items."""
        i = self.index
        return f"for (size_t {i} = 0U; {i} < {self.count}U; {i}++)"


@dataclass(frozen=True)
class Fixed:
    """Bits that are always sent the same, and if *compared*, refused if they are not."""

    value: int
    slices: tuple[Slice, ...]
    compared: bool = True


Step = Value | Run | Call | Loop | Fixed


@dataclass(frozen=True)
class Frame:
    """What so many octets hold; the bits that no step takes are unused."""

    size: int
    steps: tuple[Step, ...]


Moved = Callable[[int], int]
"""From a bit as the layout counts it to the bit of the octets."""


def unmoved(bit: int) -> int:
    """The bit itself."""
    return bit


@dataclass(frozen=True)
class Spot:
    """Where the walk is.

    Attributes:
        bit: As the layout counts.
        target: The member; empty for the struct itself.
        moved: Where bits really are.
        backwards: True if numbers begin with their least significant bit.
        depth: Arrays around it.
    """

    bit: int = 0
    target: str = ""
    moved: Moved = unmoved
    backwards: bool = False
    depth: int = 0

    @property
    def octet(self) -> int | None:
        """The octet that begins here, if the octets behind it are in order."""
        return None if self.bit % 8 or self.moved is not unmoved else self.bit // 8

    def below(self, name: str) -> str:
        """The member *name* of what is here."""
        return f"{self.target}.{name}" if self.target else name


def frame_of(node: Node) -> Frame:
    """The places of everything in *node*, which must be exportable, and whole octets."""
    return Frame((node.size or 0) // 8, tuple(_inside(node, Spot())))


def _inside(node: Node, spot: Spot) -> Iterator[Step]:
    """The steps of what is in a record, without a call for the record itself."""
    plain = on_wire(node)
    if isinstance(plain, tree.Record):
        yield from _members(plain, spot)
    elif isinstance(plain, (tree.Sized, tree.Padded)) and not isinstance(plain, tree.Transformed):
        yield from _inside(plain.node, spot)
        yield from _behind(plain, spot)
    else:
        yield from _steps(plain, spot)


def _steps(node: Node, spot: Spot) -> Iterator[Step]:
    """The steps of *node*, which begins at *spot*; none for what takes no bits."""
    match node := on_wire(node):
        case _ if not node.size:
            return
        case tree.Number():
            yield Value(spot.target, node, _slices(_places(node, spot)))
        case tree.Octets(length=length):
            yield from _octets(length, spot)
        case tree.Constant(node=inside, value=value):
            yield Fixed(_encoded(on_wire(inside), value), _slices(_places(on_wire(inside), spot)))
        case tree.Record():
            yield from _record(node, spot)
        case tree.Repeat():
            yield from _items(node, spot)
        case tree.Mirrored() | tree.Transformed():
            yield from _steps(node.node, _turned(node, spot))
        case tree.Skip(length=length, unit=unit, pattern=pattern):
            yield from _padding(pattern * length, unit, spot)
        case tree.Sized() | tree.Padded():
            yield from _steps(node.node, spot)
            yield from _behind(node, spot)


def _behind(around: tree.Sized | tree.Padded, spot: Spot) -> Iterator[Step]:
    """What is behind a node that is shorter than the octets it stands in."""
    if isinstance(around, tree.Padded):
        used = around.node.size or 0
        at = replace(spot, bit=spot.bit + used)
        yield from _padding(around.pattern * (((around.size or 0) - used) // 8), 8, at)


def _padding(pattern: bytes, unit: int, spot: Spot) -> Iterator[Step]:
    """Octets, or bits, that say nothing; no step if they are zero, as unused ones are."""
    value = int("0" + "".join(f"{one:0{unit}b}" for one in pattern), 2)
    if value:
        number = tree.Number(kind="int", bits=len(pattern) * unit)
        yield Fixed(value, _slices(_places(number, spot)), compared=False)


def _record(record: tree.Record, spot: Spot) -> Iterator[Step]:
    size = record.size or 0
    if spot.octet is None or size % 8 or not has_value(record):
        yield from _members(record, spot)
    else:
        yield Call(spot.target, spot.octet, record, size // 8)


def _members(record: tree.Record, spot: Spot) -> Iterator[Step]:
    bit = spot.bit
    for name, node in members(record):
        yield from _steps(node, replace(spot, bit=bit, target=spot.below(name)))
        bit += node.size or 0


def _items(array: tree.Repeat, spot: Spot) -> Iterator[Step]:
    """A loop over as many items as fill octets, then what is left, one item after another."""
    size = array.item.size or 0
    together = 8 // gcd(size, 8)
    turns = array.count // together if spot.octet is not None and has_value(array.item) else 0
    if turns == 1 < together:
        turns = 0  # a loop that turns once is longer than its items
    if turns:
        index = INDICES[spot.depth]
        steps = tuple(_turn(array.item, together, spot, index))
        yield Loop(index, spot.bit // 8, turns, Frame(together * size // 8, steps))
    for number in range(turns * together, array.count):
        at = replace(spot, bit=spot.bit + number * size, target=f"{spot.target}[{number}]")
        yield from _steps(array.item, at)


def _turn(item: Node, together: int, spot: Spot, index: str) -> Iterator[Step]:
    """The steps of one turn of a loop over items."""
    for number in range(together):
        place = index if together == 1 else f"{together}U * {index}"
        target = f"{spot.target}[{place}{f' + {number}U' if number else ''}]"
        at = Spot(bit=number * (item.size or 0), target=target, depth=spot.depth + 1)
        yield from _steps(item, at)


def _octets(count: int, spot: Spot) -> Iterator[Step]:
    """A run of octets, or where they do not begin with one, a value each."""
    if spot.octet is not None:
        yield Run(spot.target, spot.octet, count)
        return
    octet = tree.Number(kind="int", bits=8)
    for number in range(count):
        at = replace(spot, bit=spot.bit + 8 * number)
        yield Value(f"{spot.target}[{number}]", octet, _slices(_places(octet, at)))


def _turned(node: tree.Mirrored | tree.Transformed, spot: Spot) -> Spot:
    """The place of what is in octets that are turned about."""
    size = (node.size or 0) // 8
    backwards = isinstance(node, tree.Mirrored)
    function = node.function if isinstance(node, tree.Transformed) else swapbitsinbytes
    sources, start, outer = permutation(function, size) or (), spot.bit, spot.moved
    return replace(spot, moved=lambda bit: outer(start + sources[bit - start]), backwards=backwards)


def _places(node: Node, spot: Spot) -> list[int]:
    """Bits of the octets that a value is, its most significant one first."""
    bits = list(range(spot.bit, spot.bit + (node.size or 0)))
    if spot.backwards:
        bits.reverse()
    elif isinstance(node, tree.Number) and node.little:
        bits = [bit for start in range(len(bits) - 8, -1, -8) for bit in bits[start : start + 8]]
    return [spot.moved(bit) for bit in bits]


def _slices(places: list[int]) -> tuple[Slice, ...]:
    """The slices of a value of which *places* are the bits, the most significant one first."""
    found: list[Slice] = []
    for first, place in zip(range(len(places) - 1, -1, -1), places, strict=True):
        octet, low = place // 8, 7 - place % 8
        last = found[-1] if found else None
        if last and (last.octet, last.low) == (octet, low + 1):
            found[-1] = Slice(octet, low, first, last.width + 1)
        else:
            found.append(Slice(octet, low, first, 1))
    return tuple(found)


def _encoded(node: Node, value: Any) -> int:
    """A constant as the number that its bits are."""
    if isinstance(value, bytes):
        return int.from_bytes(value, "big")
    bits = node.size or 0
    if isinstance(node, tree.Number) and node.kind == "float":
        value = int.from_bytes(struct.pack(">f" if bits == 32 else ">d", value), "big")
    return int(value) & (1 << bits) - 1
