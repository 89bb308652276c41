r"""Match: how to know a spacecraft's frame, or one kind of its packets.

::

    Match(header={"from": "ON4AT"})             a field of a link header
    Match(prefix=b"\xa5\x01", length=range(40, 60))  octets at the packet's start, its length

All that is given must hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Lengths = int | range | tuple[int | range, ...]


@dataclass(frozen=True)
class Match:
    """How to know a frame or packet.

    Attributes:
        header: Fields of the link headers, such as ``{"from": "ON4AT"}`` or
            ``{"apid": 11}``; a tuple is any of its items; a callsign without an SSID
            means any SSID.
        prefix: Octets at the packet's start.
        length: Length of the packet in octets: a number, a range, or a tuple of both.
    """

    header: Mapping[str, Any] = field(default_factory=dict)
    prefix: bytes = b""
    length: Lengths | None = None

    @property
    def identifies(self) -> bool:
        """True if it looks at more than the length, which is only a guess."""
        return bool(self.header or self.prefix)

    def holds(self, headers: Sequence[Mapping[str, Any]], data: bytes) -> bool:
        """Whether a packet is what this describes.

        Args:
            headers: The link headers in front of it.
            data: Its octets.
        """
        if self.prefix and not data.startswith(self.prefix):
            return False
        if self.length is not None and not _has_length(self.length, len(data)):
            return False
        return all(_has(headers, key, wanted) for key, wanted in self.header.items())

    def mismatch(self, headers: Sequence[Mapping[str, Any]], data: bytes) -> str:
        """What does not hold, in one sentence; empty if all of it does."""
        for key, wanted in self.header.items():
            if not _has(headers, key, wanted):
                values = [str(header[key]) for header in headers if key in header]
                return f"{key} is {' and '.join(values) or 'not there'}, not {any_of(wanted)}"
        if self.length is not None and not _has_length(self.length, len(data)):
            return f"{len(data)} octets, not {lengths_text(self.length)}"
        if not data.startswith(self.prefix):
            begun = data[: len(self.prefix)].hex() or "nothing"
            return f"begins with {begun}, not {self.prefix.hex()}"
        return ""


def base_callsign(callsign: str) -> str:
    """A callsign without its SSID."""
    return callsign.partition("-")[0]


def _has(headers: Sequence[Mapping[str, Any]], key: str, wanted: Any) -> bool:
    return any(key in header and _is(header[key], wanted) for header in headers)


def _is(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, tuple):
        return any(_is(value, one) for one in wanted)
    if isinstance(wanted, str) and isinstance(value, str) and "-" not in wanted:
        return base_callsign(value) == wanted
    return bool(value == wanted)


def _has_length(wanted: Lengths, length: int) -> bool:
    if isinstance(wanted, tuple):
        return any(_has_length(one, length) for one in wanted)
    return length in wanted if isinstance(wanted, range) else length == wanted


def any_of(wanted: Any) -> str:
    """A value of a match, or several to choose from, as a person reads them."""
    return " or ".join(map(str, wanted)) if isinstance(wanted, tuple) else str(wanted)


def lengths_text(wanted: Lengths) -> str:
    """The lengths of a match as a person reads them."""
    if isinstance(wanted, tuple):
        return " or ".join(map(lengths_text, wanted))
    return f"{wanted.start} to {wanted[-1]}" if isinstance(wanted, range) else str(wanted)
