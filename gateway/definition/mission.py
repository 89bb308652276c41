"""A mission: everything needed to read one spacecraft, balloon or board.

A mission is one file that assigns `MISSION`.  It says where the spacecraft is heard
(`Downlink`), how its frames are told from others (`Match`), which headers stand
before a packet (`link`) and what the packets look like (`Packet`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from construct import Construct

from gateway.definition.limits import Limits
from gateway.model import Link


@dataclass(frozen=True)
class Downlink:
    """A transmitter, as published.

    Attributes:
        frequency_hz: Carrier at rest.
        modulation: `AFSK`, `FSK`, `GMSK`, `BPSK`, `4FSK`, ...
        baud: Symbols per second.
        framing: What carries the frame on the air, such as `AX.25 G3RUH`.
        name: Which one, where a spacecraft has several.
    """

    frequency_hz: float
    modulation: str
    baud: float
    framing: str
    name: str = ""


@dataclass(frozen=True)
class Match:
    """How to know a frame or packet; all that is given must hold.

    Attributes:
        header: Fields of the link headers, such as ``{"from": "ON4AT"}`` or
            ``{"apid": 11}``; a tuple is any of its items; a callsign without an SSID
            means any SSID.
        prefix: Octets at the packet's start.
        length: Length of the packet in octets: a number, a range, or a tuple of both.
    """

    header: Mapping[str, Any] = field(default_factory=dict)
    prefix: bytes = b""
    length: int | range | tuple[int | range, ...] | None = None

    @property
    def identifies(self) -> bool:
        """True if it looks at more than the length, which is only a guess."""
        return bool(self.header or self.prefix)


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
    match: Match = Match()
    made_at: str = ""
    trailing: bool = False


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
    """

    name: str
    title: str
    packets: Sequence[Packet]
    link: Sequence[Link] = ()
    match: Match = Match()
    downlinks: Sequence[Downlink] = ()
    norad: int | None = None
