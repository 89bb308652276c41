"""The readers of the walk: one function for each kind of construct, which makes its node."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import construct as c
from construct import Construct
from construct.core import StringEncoded
from construct.lib import bits2bytes, bytes2bits, swapbitsinbytes, swapbytes

from gateway.definition.channel import Channel
from gateway.definition.compiler import tree
from gateway.definition.compiler.expression import ignores
from gateway.definition.compiler.place import Place, TangledError, UnknownError
from gateway.definition.compiler.tree import Node

if TYPE_CHECKING:
    from gateway.definition.compiler.walk import Walker

LOOPS = (c.Array, c.GreedyRange, c.RepeatUntil)
RECORDS = (c.Struct, c.Sequence, c.FocusedSeq)

CONTEXT_FREE = (
    *(c.Enum, c.Mapping, c.FlagsEnum, c.Hex, c.HexDump, StringEncoded),
    *(type(c.VarInt), type(c.ZigZag)),
)
"""Constructs that do not look at the context."""


def format_field(walker: Walker, con: Construct, place: Place) -> Node:
    """An integer or float that Python's `struct` knows."""
    if place.bitwise:
        raise UnknownError
    order, letter = con.fmtstr
    kind = {"?": "flag"}.get(letter, "float" if letter in "efd" else "int")
    little = order == "<" or (order == "=" and sys.byteorder == "little")
    bits = con.length * 8
    number = tree.Number(kind=kind, bits=bits, signed=letter in "bhlq", little=little and bits > 8)
    return walker.leaf(number, place)


def integer(walker: Walker, con: Construct, place: Place) -> Node:
    """An integer of any size: BytesInteger, or BitsInteger in a bit region."""
    bitwise = type(con) is c.BitsInteger
    if bitwise != place.bitwise or not isinstance(con.length, int) or callable(con.swapped):
        raise UnknownError
    bits = con.length if bitwise else con.length * 8
    if bits <= 0 or (con.swapped and bits % 8) or (place.mirrored and bits > 1):
        raise UnknownError
    little = bool(con.swapped) and bits > 8
    number = tree.Number(kind="int", bits=bits, signed=bool(con.signed), little=little)
    return walker.leaf(number, place)


def flag(walker: Walker, con: Construct, place: Place) -> Node:
    """A truth value of one octet, or of one bit."""
    return walker.leaf(tree.Number(kind="flag", bits=1 if place.bitwise else 8), place)


def octets(walker: Walker, con: Construct, place: Place) -> Node:
    """Bytes and GreedyBytes."""
    length = walker.param(con.length) if type(con) is c.Bytes else None
    if place.bitwise or (isinstance(length, int) and length < 0):
        raise UnknownError
    return walker.leaf(tree.Octets(length=length), place)


def padded(walker: Walker, con: Construct, place: Place) -> Node:
    """Padding, and what is padded to a length."""
    length = walker.param(con.length)
    if isinstance(length, int) and length < 0:
        raise UnknownError
    if con.subcon is c.Pass:
        return tree.Skip(length=length, unit=1 if place.bitwise else 8, pattern=con.pattern)
    node = walker.node(con.subcon, place)
    return tree.Padded(node=node, length=length, pattern=con.pattern)


def constant(walker: Walker, con: Construct, place: Place) -> Node:
    """A constant is a channel only inside or around `channel`."""
    if isinstance(con.subcon, Channel):
        return tree.Constant(node=walker.node(con.subcon, place), value=con.value)
    node = tree.Constant(node=walker.node(con.subcon, place.inside()), value=con.value)
    return walker.leaf(node, place) if place.channel else node


def adapted(walker: Walker, con: Construct, place: Place) -> Node:
    """An adapter that makes one value of another."""
    looks = type(con) not in CONTEXT_FREE
    if type(con) is c.ExprValidator:
        # construct keeps what it was given in a function of its own.
        (given,) = vars(con)["_validate"].__closure__
        looks = not ignores(given.cell_contents, 1)
    node = walker.node(con.subcon, place.inside())
    return walker.leaf(tree.Adapted(node=node, adapter=con, looks=looks), place)


def computed(walker: Walker, con: Construct, place: Place) -> Node:
    """A value that is not sent."""
    return walker.leaf(tree.Computed(function=walker.param(con.func)), place)


def tell(walker: Walker, con: Construct, place: Place) -> Node:
    """The offset, which has a meaning in octets only."""
    if place.bitwise:
        raise UnknownError
    return walker.leaf(tree.Tell(), place)


def around(walker: Walker, con: Construct, place: Place) -> Node:
    """What parses like the construct inside it, and may say something about it."""
    if isinstance(con, Channel):
        place = replace(place, channel=place.channel or con)
    elif con.docs and not place.meaning:
        place = replace(place, meaning=" ".join(con.docs.split()))
    return walker.node(con.subcon, place)


def record(walker: Walker, con: Construct, place: Place) -> Node:
    """Struct, Sequence and FocusedSeq."""
    if type(con) is c.Struct:
        places = [place.member(sub) for sub in con.subcons]
    elif type(con) is c.Sequence:
        places = [place.item(str(index)) for index in range(len(con.subcons))]
    elif isinstance(con.parsebuildfrom, str):
        focused = replace(place, depth=place.depth + 1)
        names = [sub.name for sub in con.subcons]
        places = [focused if name == con.parsebuildfrom else place.inside() for name in names]
    else:
        raise UnknownError
    nodes = [walker.node(sub, at) for sub, at in zip(con.subcons, places, strict=True)]
    return tree.Record(
        members=tuple(map(tree.Member, [sub.name for sub in con.subcons], nodes)),
        construct=con,
        listed=type(con) is c.Sequence,
        focus=con.parsebuildfrom if type(con) is c.FocusedSeq else "",
    )


def repeat(walker: Walker, con: Construct, place: Place) -> Node:
    """Arrays: counted, greedy, and until something is found."""
    if con.discard or (place.bitwise and not isinstance(getattr(con, "count", None), int)):
        raise UnknownError
    counted = type(con) is c.Array
    at = place.item()
    item = walker.node(con.subcon, at if counted and isinstance(con.count, int) else at.maybe())
    if type(con) is c.GreedyRange:
        return tree.Greedy(item=item)
    if type(con) is c.RepeatUntil:
        if not callable(con.predicate):
            raise UnknownError
        return tree.Until(item=item, predicate=walker.param(con.predicate))
    return tree.Repeat(item=item, count=walker.param(con.count))


def choice(walker: Walker, con: Construct, place: Place) -> Node:
    """IfThenElse and Switch."""
    binary = type(con) is c.IfThenElse
    cases = {True: con.thensubcon} if binary else con.cases
    default = con.elsesubcon if binary else con.default
    return tree.Choice(
        key=walker.param(con.condfunc if binary else con.keyfunc),
        cases={key: walker.node(sub, place.maybe()) for key, sub in cases.items()},
        default=walker.node(default, place.maybe()),
        binary=binary,
    )


def select(walker: Walker, con: Construct, place: Place) -> Node:
    """The first alternative that can be read; `Optional` is one of these."""
    return tree.Select(nodes=tuple(walker.node(sub, place.maybe()) for sub in con.subcons))


def window(walker: Walker, con: Construct, place: Place) -> Node:
    """What confines a construct to some octets."""
    if place.bitwise:
        raise UnknownError
    node = walker.node(con.subcon, place)
    if type(con) is c.FixedSized:
        return tree.Sized(node=node, length=walker.param(con.length))
    if type(con) is c.OffsettedEnd:
        return tree.Sized(node=node, length=walker.param(con.endoffset), behind=True)
    if type(con) is c.Prefixed:
        own = con.lengthfield.sizeof() if con.includelength else 0
        number = walker.node(con.lengthfield, place.inside())
        return tree.Prefixed(node=node, number=number, own=own)
    if type(con) is c.NullStripped and len(con.pad) == 1:
        return tree.Stripped(node=node, pad=con.pad)
    if type(con) is c.NullTerminated and len(con.term) == 1:
        return tree.Terminated(
            node=node,
            term=con.term,
            include=con.include,
            consume=con.consume,
            require=con.require,
        )
    raise UnknownError


def stops(walker: Walker, con: Construct, place: Place) -> Node:
    """StopIf ends the Struct around it."""
    raise TangledError


def transformed(walker: Walker, con: Construct, place: Place) -> Node:
    """Bitwise, Bytewise within it, ByteSwapped, BitsSwapped, and any other function."""
    if con.decodefunc in (bytes2bits, bits2bytes):
        return turned(walker, con, place)
    if con.decodefunc is swapbytes and place.mirrored:
        return least_first(walker, con.subcon, place)
    if place.bitwise:
        raise UnknownError
    if con.decodefunc is swapbitsinbytes:
        mark = len(walker.channels)
        with suppress(UnknownError):
            return mirrored(walker, con, place)
        del walker.channels[mark:]
    node = walker.node(con.subcon, place)
    return tree.Transformed(node=node, length=con.decodeamount, function=con.decodefunc)


def turned(walker: Walker, con: Construct, place: Place) -> Node:
    """From octets to bits or back: the node inside is read in its place."""
    bitwise = con.decodefunc is bytes2bits
    if bitwise == place.bitwise or place.mirrored or con.decodeamount is None:
        raise UnknownError
    node = walker.node(con.subcon, replace(place, bitwise=bitwise))
    if node.size != con.decodeamount * (8 if bitwise else 1) or not in_place(node):
        raise UnknownError
    return node


def mirrored(walker: Walker, con: Construct, place: Place) -> Node:
    """BitsSwapped around a bit region whose numbers are swapped again."""
    bits, octets = con.subcon, con.decodeamount
    if getattr(bits, "decodefunc", None) is not bytes2bits or octets is None:
        raise UnknownError
    node = walker.node(bits.subcon, replace(place, bitwise=True, mirrored=True))
    if node.size != octets * 8 or not in_place(node):
        raise UnknownError
    return tree.Mirrored(node=node, octets=octets)


def least_first(walker: Walker, con: Construct, place: Place) -> Node:
    """A number whose least significant bit comes first."""
    if type(con) is not c.BitsInteger or not isinstance(con.length, int) or con.swapped:
        raise UnknownError
    number = tree.Number(kind="int", bits=con.length, signed=bool(con.signed))
    return walker.leaf(number, place)


def in_place(node: Node) -> bool:
    """True if *node* can be read at any bit, not only at the start of an octet."""
    match node:
        case tree.Record():
            return all(in_place(member.node) for member in node.members)
        case tree.Repeat():
            return in_place(node.item)
        case tree.Constant() | tree.Adapted():
            return in_place(node.node)
    known = (tree.Number, tree.Octets, tree.Skip, tree.Computed, tree.Check)
    return type(node) is Node or (isinstance(node, known) and node.size is not None)


READERS: dict[type, Callable[[Walker, Construct, Place], Node]] = {
    c.FormatField: format_field,
    **dict.fromkeys((c.BytesInteger, c.BitsInteger), integer),
    type(c.Flag): flag,
    **dict.fromkeys((c.Bytes, type(c.GreedyBytes)), octets),
    c.Padded: padded,
    c.Const: constant,
    **dict.fromkeys((c.Enum, c.Mapping, c.Hex, c.HexDump, c.ExprValidator, StringEncoded), adapted),
    c.Computed: computed,
    c.Check: lambda walker, con, place: tree.Check(function=walker.param(con.func)),
    type(c.Pass): lambda walker, con, place: Node(),
    type(c.Terminated): lambda walker, con, place: tree.End(),
    type(c.Tell): tell,
    **dict.fromkeys((c.Renamed, c.Rebuild, c.Default, Channel), around),
    **dict.fromkeys(RECORDS, record),
    **dict.fromkeys(LOOPS, repeat),
    **dict.fromkeys((c.IfThenElse, c.Switch), choice),
    c.Select: select,
    c.StopIf: stops,
    **dict.fromkeys(
        (c.FixedSized, c.OffsettedEnd, c.Prefixed, c.NullStripped, c.NullTerminated), window
    ),
    c.Transformed: transformed,
}
