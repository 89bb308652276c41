"""Bounds of what construct parses by itself: does it come to an end?

Compiled loops count their empty items.  Construct's do not: an array whose items take no
octets may go on as long as a count from the air says, or for ever.  Such a layout is
refused when it is compiled.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import construct as c
from construct import Construct, SizeofError

from gateway.errors import MissionError

LOOPS = (c.Array, c.GreedyRange, c.RepeatUntil, c.LazyArray)
NOWHERE = (c.Peek, c.Pointer, c.NullTerminated, c.NullStripped, c.RestreamData)
"""They read without going on, or may read nothing."""


def refuse_endless(con: Construct, path: str) -> None:
    """Make sure that parsing *con* comes to an end.

    Raises:
        MissionError: It has an array of items that may be empty.
    """
    waiting, seen = [(con, path)], set[int]()
    while waiting:
        con, path = waiting.pop()
        seen.add(id(con))
        constant = isinstance(con, (c.Array, c.LazyArray)) and isinstance(con.count, int)
        if isinstance(con, LOOPS) and not constant and not least(con.subcon):
            raise MissionError("an array of empty items cannot be bounded", key=path)
        below = [(part, f"{path}.{part.name}" if part.name else path) for part in parts(con)]
        waiting += [(part, where) for part, where in below if id(part) not in seen]


def parts(con: Construct) -> list[Construct]:
    """The constructs that *con* is made of, each once."""
    found = [con.subconfunc()] if isinstance(con, c.LazyBound) else []
    for value in vars(con).values():
        if isinstance(value, dict):
            found += value.values()
        else:
            found += value if isinstance(value, (list, tuple)) else [value]
    return list({id(part): part for part in found if isinstance(part, Construct)}.values())


def least(con: Construct, seen: frozenset[int] = frozenset()) -> int:
    """Octets, or bits, that *con* takes at least; 0 if nothing is known."""
    if id(con) in seen or isinstance(con, NOWHERE):
        return 0
    seen |= {id(con)}
    match con:
        case c.Struct() | c.Sequence() | c.FocusedSeq():
            return sum(least(sub, seen) for sub in until_stop(con))
        case c.IfThenElse():
            return min(least(con.thensubcon, seen), least(con.elsesubcon, seen))
        case c.Switch():
            return min(least(sub, seen) for sub in (*con.cases.values(), con.default))
        case c.Select():
            return min((least(sub, seen) for sub in con.subcons), default=0)
        case c.LazyBound():
            return least(con.subconfunc(), seen)
        case c.Array():
            return con.count * least(con.subcon, seen) if isinstance(con.count, int) else 0
        case c.RepeatUntil() | c.Renamed() | c.Adapter():
            return least(con.subcon, seen)
        case c.Prefixed():
            return least(con.lengthfield, seen)
    return 1 if con in (c.VarInt, c.ZigZag) else size_of(con)


def until_stop(con: Any) -> Iterator[Construct]:
    """The members of a record that are read in any case."""
    for sub in con.subcons:
        if any(isinstance(part, c.StopIf) for part in (sub, *parts(sub))):
            return
        yield sub


def size_of(con: Construct) -> int:
    """The size that construct says *con* has; 0 if it does not know."""
    with suppress(SizeofError, KeyError, AttributeError, TypeError):
        return int(con.sizeof())
    return 0
