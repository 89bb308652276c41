"""Building a packet from engineering values: what a virtual spacecraft sends.

`raw_values` makes the nested raw values that construct builds from.  A channel that is
given takes its value back through its calibration; everything else is zero, empty, or
what the layout says it is.  Conditions see the values in front of them, as in flight.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import construct as c
from construct import Construct, Container
from construct.core import evaluate

from gateway.definition.channel import Channel
from gateway.errors import CalibrationError, LayoutError

INHERITED = ("_params", "_parsing", "_building", "_sizing")
"""What a context has from the one around it."""

LIMITS = {"e": 65504.0, "f": 3.4028234663852886e38, "d": math.inf}
"""The largest float of each format."""


def raw_values(layout: Construct, values: Mapping[str, Any]) -> Any:
    """Raw values of *layout*, with *values* by channel path in engineering units.

    Raises:
        LayoutError: A value has no raw counterpart, or no place in the layout.
    """
    context = Container(_parsing=False, _building=True, _sizing=False)
    context._params = context
    maker = _Maker(values)
    raw = maker.make(layout, _Place("", context))
    if unknown := sorted(values.keys() - maker.used):
        raise LayoutError("no such channel in this packet", path=unknown[0])
    return raw


@dataclass(frozen=True)
class _Place:
    path: str
    context: Container
    channel: Channel | None = None

    def below(self, name: Any) -> _Place:
        return replace(self, path=f"{self.path}.{name}" if self.path else str(name))


@dataclass
class _Maker:
    """Walks down a layout and makes a value for everything."""

    values: Mapping[str, Any]
    used: set[str] = field(default_factory=set)

    def make(self, con: Construct, place: _Place) -> Any:
        """The raw value that *con* builds from."""
        match con:
            case Channel():
                return self.make(con.subcon, replace(place, channel=place.channel or con))
            case c.Struct():
                return self.members(con, place)
            case c.Sequence():
                return [self.make(sub, place.below(i)) for i, sub in enumerate(con.subcons)]
            case c.Array() | c.GreedyRange() | c.RepeatUntil():
                return self.items(con, place)
            case c.IfThenElse() | c.Switch() | c.Select() | c.FocusedSeq():
                chosen = self.chosen(con, place)
                return None if chosen is None else self.make(chosen, place)
            case c.Const():
                return self.constant(con, place)
            case c.Computed() | c.Rebuild() | c.Default() if place.path not in self.values:
                return self.told(con, place)
            case c.Adapter():
                return self.adapted(con, place)
            case c.Subconstruct() if not isinstance(con, (c.Peek, c.RawCopy)):
                return self.make(con.subcon, place)
        return self.leaf(con, place)

    def members(self, con: c.Struct, place: _Place) -> dict[str, Any]:
        """The members of a Struct, each seeing those before it."""
        kept = {key: place.context[key] for key in INHERITED}
        context = Container(kept, _=place.context, _index=place.context.get("_index"))
        context._root = place.context.get("_root", context)
        made: dict[str, Any] = {}
        for sub in con.subcons:
            inside = replace(place, context=context, channel=None)
            value = self.make(sub, inside.below(sub.name) if sub.name else inside)
            if sub.name:
                made[sub.name] = context[sub.name] = value
        return made

    def items(self, con: Construct, place: _Place) -> list[Any]:
        """As many items as are counted, or else as are given."""
        count = self.given_items(place.path)
        if isinstance(con, c.Array) and (isinstance(con.count, int) or not count):
            count = self.evaluated(con.count, place) or 0
        made = []
        for index in range(count):
            place.context._index = index
            made.append(self.make(con.subcon, place.below(index)))
        return made

    def given_items(self, path: str) -> int:
        """One more than the highest index below *path* that is given."""
        start = f"{path}." if path else ""
        indices = [
            int(index)
            for key in self.values
            if key.startswith(start) and (index := key[len(start) :].partition(".")[0]).isdecimal()
        ]
        return max(indices, default=-1) + 1

    def chosen(self, con: Construct, place: _Place) -> Construct | None:
        """The alternative to build; of a Select the first, if it is given at all."""
        match con:
            case c.IfThenElse():
                return con.thensubcon if self.evaluated(con.condfunc, place) else con.elsesubcon
            case c.Switch():
                return con.cases.get(self.evaluated(con.keyfunc, place), con.default)
            case c.FocusedSeq():
                return next(sub for sub in con.subcons if sub.name == con.parsebuildfrom)
        given = any(f"{key}.".startswith(f"{place.path}.") for key in self.values)
        return con.subcons[0] if given or c.Pass not in con.subcons else None

    def constant(self, con: c.Const, place: _Place) -> Any:
        """A constant; given, it must be what it is."""
        if self.given(place, con.value) != con.value:
            raise LayoutError(f"is always {con.value!r}", path=place.path)
        return con.value

    def told(self, con: Construct, place: _Place) -> Any:
        """What construct computes while it builds, for conditions to look at."""
        try:
            return self.evaluated(con.value if isinstance(con, c.Default) else con.func, place)
        except LayoutError:
            return None  # it looks at what comes behind it: construct will know

    def adapted(self, con: c.Adapter, place: _Place) -> Any:
        """What an adapter builds from: the given value, or what it makes of zero."""
        if isinstance(con, c.FlagsEnum):
            return {name: bool(self.given(place.below(name), False)) for name in con.flags}
        if place.path in self.values:
            return self.given(place, None)
        inner = self.make(con.subcon, place)
        try:
            return con._decode(inner, place.context, "")
        except Exception as error:
            raise LayoutError(f"no default: {error}", path=place.path) from error

    def evaluated(self, param: Any, place: _Place) -> Any:
        """A parameter of the layout."""
        try:
            return evaluate(param, place.context)
        except Exception as error:
            raise LayoutError(f"{type(error).__name__}: {error}", path=place.path) from error

    def given(self, place: _Place, default: Any) -> Any:
        """The raw value of the channel at *place*, as its calibration has it."""
        if place.path not in self.values:
            return default
        self.used.add(place.path)
        value, channel = self.values[place.path], place.channel
        if channel is None:
            return value
        if value is None and channel.absent:
            return min(channel.absent)
        if channel.calibration is None:
            return value
        try:
            return channel.calibration.raw(value)
        except (CalibrationError, TypeError) as error:
            raise LayoutError(str(error), path=place.path) from error

    def leaf(self, con: Construct, place: _Place) -> Any:
        """A value that fits the type that sends it."""
        match con:
            case c.FormatField(fmtstr=form) if form[1] in "efd":
                return _float(self.given(place, 0.0), LIMITS[form[1]])
            case c.FormatField() | c.BytesInteger() | c.BitsInteger():
                return self.integer(con, place)
            case c.Bytes():
                length = self.evaluated(con.length, place)
                return bytes(self.given(place, b""))[:length].ljust(length, b"\0")
        if con is c.Flag:
            return bool(self.given(place, False))
        if con is c.GreedyBytes:
            return self.given(place, b"")
        if con in (c.VarInt, c.ZigZag):
            return round(self.given(place, 0))
        return None if con is c.Pass else self.given(place, None)

    def integer(self, con: Construct, place: _Place) -> int:
        """An integer, rounded and kept within what its bits can say."""
        if isinstance(con, c.FormatField):
            bits, signed = int(con.length) * 8, con.fmtstr[1].islower()
        else:
            unit = 8 if isinstance(con, c.BytesInteger) else 1
            bits, signed = int(self.evaluated(con.length, place)) * unit, con.signed
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        value = self.given(place, 0)
        if not isinstance(value, (int, float)) or value != value:
            raise LayoutError(f"{value!r} is no number", path=place.path)
        return round(min(max(value, low), high))


def _float(value: Any, limit: float) -> float:
    """A float within what its format can say; NaN and infinity can always be said."""
    number = float(value)
    return number if not math.isfinite(number) else min(max(number, -limit), limit)
