"""A mission: everything needed to read one spacecraft, balloon or board.

A mission is one file that assigns `MISSION`.  It says where the spacecraft is heard
(`Downlink`), how its frames are told from others (`Match`), which headers stand
before a packet (`link`) and what the packets look like (`Packet`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from construct import Construct

from gateway.definition import reference
from gateway.definition.building import raw_values
from gateway.definition.channel import ChannelInfo
from gateway.definition.command import Acknowledgement, Command
from gateway.definition.compiler.program import Program
from gateway.definition.dissection import Dissection
from gateway.definition.limits import Limits
from gateway.definition.match import Match
from gateway.definition.schema import packet_schema
from gateway.model import Downlink, Link, Reading


@dataclass(frozen=True, eq=False)
class Packet:
    """One kind of packet.

    Attributes:
        name: Lower snake case, unique in its mission.
        layout: A construct `Struct` over the octets behind the link headers.
        limits: Limits by channel path; `*` for any index of an array.
        match: How to tell it from the mission's other packets; the first packet
            whose match holds and whose layout fits is taken.
        made_at: Path of the channel that says when it was made, a `timestamp`.
        trailing: True where octets behind the layout are to be ignored; otherwise
            they mean that the layout does not fit.
    """

    name: str
    layout: Construct
    limits: Mapping[str, Limits] = field(default_factory=dict)
    match: Match = field(default_factory=Match)
    made_at: str = ""
    trailing: bool = False

    def parse(self, data: bytes) -> Any:
        """Raw values, nested as in the layout.

        Raises:
            LayoutError: *data* does not have this layout; nothing else is raised.
        """
        return self.program.parse(data)

    def build(self, raw: Any) -> bytes:
        """Octets of nested raw values: ``build(parse(data)) == data``.

        Raises:
            LayoutError: A value is missing or does not fit.
        """
        return reference.build(self.layout, raw)

    def build_values(self, values: Mapping[str, Any]) -> bytes:
        """Octets of engineering values by channel path; what is not given is zero or empty.

        Raises:
            LayoutError: A value has no raw counterpart, or there is no such channel.
        """
        return self.build(raw_values(self.layout, values))

    def readings(self, data: bytes) -> list[Reading]:
        """The channels of *data*, in the order of the layout.

        Raises:
            LayoutError: *data* does not have this layout; nothing else is raised.
        """
        return self.program.readings(data)

    def locate(self, data: bytes) -> Dissection:
        """Where every field of *data* lies, as far as it can be read; raises nothing."""
        return self.program.dissect(data)

    def parse_interpreted(self, data: bytes) -> Any:
        """What `parse` gives, by construct itself: slow, the reference."""
        return reference.parse(self.layout, data, trailing=self.trailing)

    def readings_interpreted(self, data: bytes) -> list[Reading]:
        """What `readings` gives, by construct itself: slow, the reference."""
        return reference.readings(self.layout, self.parse_interpreted(data), self.limits)

    @property
    def channels(self) -> tuple[ChannelInfo, ...]:
        """What the layout says of its channels, in order."""
        return self.program.layout.channels

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the packet's readings, with units and meanings."""
        return packet_schema(self.name, self.channels)

    @cached_property
    def program(self) -> Program:
        """The compiled layout."""
        return Program(self.layout, self.limits, self.trailing)


@dataclass(frozen=True, eq=False)
class Mission:
    """One spacecraft, balloon or board.

    Attributes:
        name: Lower case with hyphens, as in topics; the file's name with underscores.
        title: As people write it.
        packets: In the order in which they are tried.
        link: The headers in front of a packet, outermost first; empty for none.
        match: How to tell its frames from other missions'.
        downlinks: Where it is heard.
        norad: Number in the catalogue of space objects; None if it has none.
        replaces: True for a file of the operator's that stands in for the package's
            mission of the same name.
        simulated: True where all its data is invented: what it reads is always marked
            simulated, and it is tried on live frames only where a source names it.
        sequence: Path of the channel that counts all packets sent, of whichever kind, and
            wraps where its type does; what is missing is counted as `missed`.
        boots: Path of the channel that counts boots; with a boot the sequence starts anew.
        commands: What can be sent to it, over a wire.
        acknowledgement: Where it says what became of a command.
    """

    name: str
    title: str
    packets: Sequence[Packet]
    link: Sequence[Link] = ()
    match: Match = field(default_factory=Match)
    downlinks: Sequence[Downlink] = ()
    norad: int | None = None
    replaces: bool = False
    simulated: bool = False
    sequence: str = ""
    boots: str = ""
    commands: Sequence[Command] = ()
    acknowledgement: Acknowledgement | None = None
