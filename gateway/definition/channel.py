"""A channel: a field of a layout with its unit and calibration.

::

    "battery" / channel(Int8ul, "V", linear(5 / 255)) * "full scale 5 V"
       name             type   unit   calibration         meaning

`channel` wraps any construct that yields one value.  Parsing keeps the raw value, so
that ``build(parse(x)) == x``; the calibration is applied when readings are made.  A
field without `channel` is a channel too, with neither unit nor calibration.  Fields
whose name begins with an underscore are parsed but are no channels, and neither is
anything below them; nor are constants, unless they are wrapped in `channel`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from construct import Array, Construct, GreedyRange, RepeatUntil, Sequence, Struct, Subconstruct

from gateway.definition.calibration import Calibration
from gateway.definition.limits import Limits, covers, limits_of
from gateway.model import Reading, State


class Channel(Subconstruct):  # type: ignore[misc]
    """A construct that carries unit and calibration beside its raw value.

    Attributes:
        unit: In Pint's spelling (`V`, `mA`, `degC`, `dBm`, `%`); empty for none.
        calibration: From raw to engineering value; None for the raw value itself.
        absent: Raw values that say there is no measurement.
    """

    def __init__(
        self,
        subcon: Construct,
        unit: str = "",
        calibration: Calibration | None = None,
        absent: frozenset[Any] = frozenset(),
    ):
        super().__init__(subcon)
        self.unit = unit
        self.calibration = calibration
        self.absent = absent


def channel(
    subcon: Construct,
    unit: str = "",
    calibration: Calibration | None = None,
    *,
    absent: Any = (),
) -> Channel:
    """Give a field its unit and calibration.

    Args:
        subcon: The type on the wire: `Int16ub`, `BitsInteger(12)`, `Float32l`, ...
            An array of channels is ``channel(Int16ub, "V")[4]``.
        unit: In Pint's spelling; empty for a number without one.
        calibration: One of `gateway.definition.calibration`; None if raw is value.
        absent: A raw value, or several, that say there is no measurement.
    """
    if isinstance(subcon, (Struct, Sequence, Array, GreedyRange, RepeatUntil)):
        raise TypeError(f"channel() wraps one value, not a {type(subcon).__name__}")
    several = absent if isinstance(absent, (tuple, set, frozenset, list)) else (absent,)
    return Channel(subcon, unit, calibration, frozenset(several))


PLAIN = Channel(Construct())
"""What a field without `channel` is: no unit, no calibration, never absent."""


@dataclass(frozen=True)
class WireType:
    """How a value is sent.

    Attributes:
        text: In words, such as `uint16 be`, `4 bits`, `5 octets`.
        kind: `int`, `float`, `flag` or `octets`; empty for anything else.
        low: The lowest integer it can say; of octets, how few there are.
        high: The highest; of octets, how many, or 0 if only the data tells.
    """

    text: str
    kind: str = ""
    low: int = 0
    high: int = 0


@dataclass(frozen=True, eq=False)
class ChannelInfo:
    """What a layout says of one channel, or of the same channel in every item of an array.

    Attributes:
        path: Dotted path; `*` for any index, such as `cells.*.voltage`.
        channel: Unit, calibration and absent values.
        meaning: What the mission's author wrote behind `*`.
        sent: How it is sent.
        optional: True if a packet may be without it.
        packet_limits: The limits of all of the packet's channels.
    """

    path: str
    channel: Channel
    meaning: str
    sent: WireType
    optional: bool
    packet_limits: Mapping[str, Limits]

    @property
    def type(self) -> str:
        """How it is sent, in words."""
        return self.sent.text

    @property
    def unit(self) -> str:
        """In Pint's spelling; empty for a number without one."""
        return self.channel.unit

    @property
    def calibration(self) -> Calibration | None:
        """From raw to engineering value; None where the raw value is the value."""
        return self.channel.calibration

    @property
    def formula(self) -> str:
        """The calibration as a person would write it; empty without one."""
        return self.calibration.formula if self.calibration else ""

    @cached_property
    def limits(self) -> Limits | None:
        """Its limits; None if it has none."""
        return limits_of(self.packet_limits, self.path)

    @cached_property
    def varied(self) -> bool:
        """True if items of its array have limits of their own."""
        return any(key != self.path and covers(self.path, key) for key in self.packet_limits)

    def reading(self, path: str, raw: Any) -> Reading:
        """The reading of one raw value at *path*, where `*` has become a number."""
        limits = limits_of(self.packet_limits, path) if self.varied else self.limits
        return reading(path, raw, self.channel, limits)


def reading(path: str, raw: Any, channel: Channel, limits: Limits | None) -> Reading:
    """The reading of one raw value."""
    value = engineering_value(channel, raw)
    state = State.NOMINAL if value is not None else None
    if limits is not None:
        state = limits.state(value)
    return Reading(path, raw, value, channel.unit, state)


def engineering_value(channel: Channel, raw: Any) -> Any:
    """Value of *raw* in engineering units; None where there is none."""
    if channel.absent and raw in channel.absent:
        return None
    if channel.calibration is None:
        return raw
    value = channel.calibration.value(raw)
    # A calibration that overflows has no value; a NaN that was sent is not its doing.
    return None if isinstance(value, float) and not math.isfinite(value) else value
