"""A packet as a test sees it: a mapping of values by channel path, with its octets and times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from gateway.model import Decoded, Entry, State


class ReceivedPacket(Mapping[str, Any]):
    """One decoded packet; ``packet["eps.voltage"]`` is a value in engineering units.

    Attributes:
        number: Which of the test's packets it is, from 1.
        at: When, in seconds of the test's clock since the gateway started; a jump of
            the time of day does not move it.
    """

    def __init__(self, number: int, at: float, entry: Entry, decoded: Decoded):
        self.number = number
        self.at = at
        self._entry = entry
        self._decoded = decoded

    @property
    def name(self) -> str:
        """The packet's name."""
        return self._decoded.packet

    @property
    def mission(self) -> str:
        """The mission's name."""
        return self._decoded.mission

    @property
    def source(self) -> str:
        """The source it came from."""
        return self._entry.source

    @property
    def received_at(self) -> datetime:
        """Reception time by the gateway's clock, aware UTC."""
        return self._entry.received_at

    @property
    def made_at(self) -> datetime | None:
        """When it was made on board, if it says so; aware UTC."""
        return self._decoded.made_at

    @property
    def octets(self) -> bytes:
        """The packet's octets, behind all link headers."""
        return self._decoded.data

    @cached_property
    def raw(self) -> dict[str, Any]:
        """The values as sent, by channel path."""
        return {reading.channel: reading.raw for reading in self._decoded.readings}

    @cached_property
    def units(self) -> dict[str, str]:
        """The units, by channel path."""
        return {reading.channel: reading.unit for reading in self._decoded.readings}

    @cached_property
    def states(self) -> dict[str, State | None]:
        """What the limits say of each value, by channel path."""
        return {reading.channel: reading.state for reading in self._decoded.readings}

    @cached_property
    def _values(self) -> dict[str, Any]:
        return {reading.channel: reading.value for reading in self._decoded.readings}

    def __getitem__(self, channel: str) -> Any:
        __tracebackhide__ = True
        try:
            return self._values[channel]
        except KeyError:
            raise KeyError(
                f"{self.name} has no channel {channel!r}; it has {', '.join(self._values)}"
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, channel: object) -> bool:
        return channel in self._values

    def __repr__(self) -> str:
        return f"<{self.name} #{self.number} of {self.mission} at {self.at:.3f} s>"
