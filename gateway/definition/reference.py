"""The reference: packets read by construct itself, interpreted, field by field.

Slow and plain.  The compiled decoder and the column decoder are tested against it;
they share no code with it beyond `gateway.definition.channel.reading`.  The compiled
decoder also leaves to it the few constructs that it does not know.

Nothing here bounds the work a hostile count may ask for: that is the compiler's task.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from construct import (
    Array,
    Const,
    Construct,
    ConstructError,
    Container,
    FocusedSeq,
    GreedyRange,
    IfThenElse,
    LazyBound,
    ListContainer,
    RawCopy,
    Renamed,
    RepeatUntil,
    Select,
    Sequence,
    Struct,
    Subconstruct,
    Switch,
)
from construct.core import Adapter, evaluate

from gateway.definition.channel import PLAIN, Channel, reading
from gateway.definition.limits import Limits, limits_of
from gateway.errors import LayoutError
from gateway.model import Reading


def parse(layout: Construct, data: bytes, *, trailing: bool) -> Any:
    """Raw values of *data*, nested; `LayoutError` if it does not have the layout."""
    stream = BytesIO(data)
    try:
        raw = plain(layout.parse_stream(stream))
    except Exception as error:
        raise as_layout_error(error, stream.tell()) from error
    if not trailing and stream.tell() != len(data):
        left = len(data) - stream.tell()
        raise LayoutError(f"{left} octets behind the layout", offset=stream.tell())
    return raw


def build(layout: Construct, raw: Any) -> bytes:
    """Octets of nested raw values; `LayoutError` if they do not fit the layout."""
    stream = BytesIO()
    try:
        layout.build_stream(raw, stream)
    except Exception as error:
        raise as_layout_error(error, stream.tell()) from error
    return stream.getvalue()


def as_layout_error(error: Exception, offset: int, path: str = "") -> LayoutError:
    """What a decoder, construct or a mission's own function raised, with its place.

    construct writes its own path in front of the message: "(parsing) -> eps -> mode".
    """
    if isinstance(error, LayoutError):
        return LayoutError(error.reason, offset=error.offset or offset, path=error.path or path)
    if not isinstance(error, ConstructError):
        return LayoutError(f"{type(error).__name__}: {error}", offset=offset, path=path)
    names = [name for name in (error.path or "").split(" -> ")[1:] if name != "None"]
    reason = str(error).partition("\n")[2] or str(error) or type(error).__name__
    return LayoutError(reason, offset=offset, path=".".join(filter(None, (path, *names))))


def plain(value: Any) -> Any:
    """*value* with construct's containers made plain, its private entries dropped."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items() if k not in ("_io", "_flagsenum")}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def attributed(value: Any) -> Any:
    """The other way round: *value* as a function of the layout expects to see it."""
    if isinstance(value, dict):
        return Container({key: attributed(item) for key, item in value.items()})
    if isinstance(value, list):
        return ListContainer(map(attributed, value))
    return value


def readings(layout: Construct, raw: Any, limits: Mapping[str, Limits]) -> list[Reading]:
    """Channels of nested raw values, in the order of the layout."""
    context = Container(_parsing=True, _building=False, _sizing=False)
    context._params = context
    try:
        return list(Walk(limits).walk(layout, raw, Place("", context)))
    except Exception as error:
        raise as_layout_error(error, 0) from error


@dataclass(frozen=True)
class Place:
    """Where the walk is: dotted path, construct's context, the channel around it."""

    path: str
    context: Container
    channel: Channel | None = None

    def below(self, name: Any) -> Place:
        """The place of a member or an item."""
        return replace(self, path=f"{self.path}.{name}" if self.path else str(name))


@dataclass(frozen=True)
class Walk:
    """A walk down a layout and the values parsed with it, side by side."""

    limits: Mapping[str, Limits]

    def walk(self, con: Construct, raw: Any, place: Place) -> Iterator[Reading]:
        """Readings of *raw*, which *con* parsed at *place*."""
        if raw is None:
            return iter(())
        match con:
            case Channel():
                return self._leaf(raw, replace(place, channel=con))
            case Const() if place.channel is None and not isinstance(con.subcon, Channel):
                return iter(())
            case Struct():
                return self._struct(con, raw, place)
            case Sequence() | Array() | GreedyRange() | RepeatUntil():
                return self._items(con, raw, place)
            case FocusedSeq() | IfThenElse() | Switch() | Select():
                return self.walk(chosen(con, raw, place.context), raw, place)
            case Renamed():
                return self.walk(con.subcon, raw, place)
            case LazyBound():
                return self.walk(con.subconfunc(), raw, place)
            case Subconstruct() if not isinstance(con, (Adapter, RawCopy)):
                return self.walk(con.subcon, raw, place)
        return self._leaf(raw, place)

    def _struct(self, con: Struct, raw: Any, place: Place) -> Iterator[Reading]:
        context = attributed(raw)
        context._ = place.context
        context._index = place.context.get("_index")
        context._root = place.context.get("_root", context)
        inside = replace(place, context=context)
        for sub in con.subcons:
            if sub.name and sub.name in raw and not sub.name.startswith("_"):
                yield from self.walk(sub, raw[sub.name], inside.below(sub.name))

    def _items(self, con: Construct, raw: Any, place: Place) -> Iterator[Reading]:
        for index, item in enumerate(raw):
            place.context._index = index
            sub = con.subcons[index] if isinstance(con, Sequence) else con.subcon
            yield from self.walk(sub, item, place.below(index))

    def _leaf(self, raw: Any, place: Place) -> Iterator[Reading]:
        """One channel, or several where an adapter made a dict or a list of it."""
        if isinstance(raw, (dict, list)):
            for key, item in raw.items() if isinstance(raw, dict) else enumerate(raw):
                if not str(key).startswith("_"):
                    yield from self._leaf(item, place.below(key))
        elif raw is not None and place.path:
            limits = limits_of(self.limits, place.path)
            yield reading(place.path, raw, place.channel or PLAIN, limits)


def chosen(con: Construct, raw: Any, context: Container) -> Construct:
    """The alternative of *con* that parsed *raw*."""
    match con:
        case IfThenElse():
            return con.thensubcon if evaluate(con.condfunc, context) else con.elsesubcon
        case Switch():
            return con.cases.get(evaluate(con.keyfunc, context), con.default)
        case FocusedSeq():
            name = evaluate(con.parsebuildfrom, context)
            return next(sub for sub in con.subcons if sub.name == name)
    alike = [sub for sub in con.subcons if shape(sub) == shape_of(raw)] or con.subcons
    return next((sub for sub in alike if builds(sub, raw, context)), alike[0])


def builds(con: Construct, raw: Any, context: Container) -> bool:
    """Whether *con* can have parsed *raw*: alternatives with the same names differ in it."""
    around = Container(context, _parsing=False, _building=True, _sizing=False)
    around._params = around
    try:
        con._build(attributed(raw), BytesIO(), around, "")
    except Exception:  # noqa: BLE001 (a mission's own function may raise anything)
        return False
    return True


def shape(con: Construct) -> Any:
    """What *con* parses into: the names of a Struct, `list`, or None for one value."""
    while isinstance(con, Subconstruct) and not isinstance(con, (Adapter, Array, GreedyRange)):
        con = con.subcon
    if isinstance(con, Struct):
        return {sub.name for sub in con.subcons if sub.name}
    return list if isinstance(con, (Array, GreedyRange, Sequence)) else None


def shape_of(raw: Any) -> Any:
    """The same, of a parsed value."""
    if isinstance(raw, dict):
        return set(raw)
    return list if isinstance(raw, list) else None
