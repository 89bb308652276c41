"""A command: what the ground sends to a board, and where the board says what became of it.

::

    ground ─▶  id │ tag │ arguments ...              ─▶ board      Command
    ground ◀─  ... │ tag │ result │ ...              ◀─ board      Acknowledgement, a packet

The tag names one sending.  The ground chooses it, the board repeats it in its
acknowledgement, and a tag that comes again is acknowledged again and not carried out
again: so a command whose acknowledgement was lost may simply be sent once more.  A board
that has booted meanwhile has forgotten the tag; a command that boots it is sent once.

A command's layout is written as that of a packet, with construct and `channel`.  Every
channel but the tag is an argument; the id is a constant::

    Command(
        "valve",
        Struct(
            "id" / Const(16, Int8ub),
            "tag" / Int16ub * "names this command",
            "position" / channel(Int8ub, "", enumeration({0: "closed", 1: "open"})) * "...",
        ),
        about="Isolates the radiator of the backup loop.",
    )
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from construct import Const, Construct, Subconstruct

from gateway.definition import reference
from gateway.definition.argument import Argument
from gateway.definition.building import raw_values
from gateway.definition.channel import ChannelInfo
from gateway.definition.compiler.program import Program
from gateway.definition.limits import Range, covers
from gateway.errors import LayoutError

REPEATED_ID = "command"
"""Where the shim's acknowledgement says the id of the command."""


@dataclass(frozen=True, eq=False)
class Command:
    """One kind of command.

    Attributes:
        name: The verb, lower snake case, unique in its mission; part of a topic.
        layout: A construct `Struct` of fixed size.
        about: What the board does, in a sentence or two.
        tag: Path of the channel that holds the tag, an integer.
        ranges: Lowest and highest value by path, in the argument's unit, where the board
            takes less than the type can carry; None for no bound there.
        repeat: False where it must never be sent twice, because the board forgets the tag
            while it carries it out: a reset.
    """

    name: str
    layout: Construct
    about: str = ""
    tag: str = "tag"
    ranges: Mapping[str, Range] = field(default_factory=dict)
    repeat: bool = True

    @cached_property
    def program(self) -> Program:
        """The compiled layout."""
        return Program(self.layout, {}, trailing=False)

    @property
    def channels(self) -> tuple[ChannelInfo, ...]:
        """What the layout says of its channels, the tag among them, in order."""
        return self.program.layout.channels

    @cached_property
    def id(self) -> int | None:
        """The constant that its layout begins with; None where it begins with no number."""
        first = next(iter(getattr(self.layout, "subcons", ())), None)
        while isinstance(first, Subconstruct) and not isinstance(first, Const):
            first = first.subcon
        value = first.value if isinstance(first, Const) else None
        return value if isinstance(value, int) else None

    @property
    def highest_tag(self) -> int:
        """The highest tag; 0 is left out, for a board that has heard none yet."""
        return next(info.sent.high for info in self.channels if info.path == self.tag)

    @cached_property
    def arguments(self) -> dict[str, Argument]:
        """What has to be given, by path, in the order of the layout."""
        zero = reference.build(self.layout, raw_values(self.layout, {}))
        paths = [reading.channel for reading in self.program.readings(zero)]
        return {path: self._argument(path) for path in paths if path != self.tag}

    def _argument(self, path: str) -> Argument:
        info = next(info for info in self.channels if covers(info.path, path))
        bounds = next((own for key, own in self.ranges.items() if covers(key, path)), (None, None))
        return Argument(path, info, bounds)

    def build(self, values: Mapping[str, Any], tag: int) -> bytes:
        """The octets of one command.

        Args:
            values: Engineering values by channel path, all of them.
            tag: Names this one sending.

        Raises:
            LayoutError: A value is missing, unknown, of the wrong type, or out of range.
        """
        self._check_names(values)
        given = {path: self.arguments[path].accept(value) for path, value in values.items()}
        octets = reference.build(self.layout, raw_values(self.layout, {**given, self.tag: tag}))
        self._check_floats(given, octets)
        return octets

    def _check_names(self, values: Mapping[str, Any]) -> None:
        for path in values:
            if path not in self.arguments:
                near = get_close_matches(path, self.arguments, n=1)
                known = near or list(self.arguments)
                hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}"
                reason = hint if known else "the command takes no arguments"
                raise LayoutError(f"no such argument; {reason}", path=path)
        for path, argument in self.arguments.items():
            if path not in values:
                raise LayoutError(f"is missing; expected {argument.allowed}", path=path)

    def _check_floats(self, given: Mapping[str, Any], octets: bytes) -> None:
        """A float that its format cannot say would arrive as the largest that it can."""
        for reading in self.program.readings(octets):
            path, value = reading.channel, reading.value
            if path not in given or not isinstance(reading.raw, float):
                continue
            if not math.isclose(value, given[path], rel_tol=1e-2, abs_tol=1e-6):
                raise LayoutError(f"{given[path]!r} would arrive as {value:g}", path=path)


@dataclass(frozen=True)
class Acknowledgement:
    """Where a board says what became of a command.

    Attributes:
        packet: Name of the packet.
        tag: Path of the channel that repeats the command's tag.
        result: Path of the channel that says the result, an enumeration.
        command: Path of the channel that repeats the command's id, the number that its layout
            begins with; a board that does not repeat it has no such channel.
        accepted: The word for a command that was, or is being, carried out.
        failed: The word for one that was begun and failed; every other word is a refusal.
    """

    packet: str = "acknowledgement"
    tag: str = "tag"
    result: str = "result"
    accepted: str = "accepted"
    failed: str = "failed"
    command: str = REPEATED_ID
