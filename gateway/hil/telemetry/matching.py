"""Does a packet hold what a test asks for, and if not, where does it differ?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.hil.telemetry.packet import ReceivedPacket

__tracebackhide__ = True
"""Where a test's own function raises, its traceback goes from the test to that."""

Where = Mapping[str, Any] | Callable[[ReceivedPacket], bool] | None
"""Values by channel path, each a value, a `pytest.approx` or a function of the value; or
one function of the whole packet."""


@dataclass(frozen=True)
class Difference:
    """A channel that is not as asked for.

    Attributes:
        channel: Its path; empty where a function judged the whole packet.
        wanted: What was asked for, in words.
        got: What the packet has, in words.
    """

    channel: str
    wanted: str
    got: str


def differences(packet: ReceivedPacket, where: Where) -> list[Difference]:
    """Where *packet* is not as *where* asks; nothing if it is."""
    if where is None:
        return []
    if not isinstance(where, Mapping):
        return [] if where(packet) else [Difference("", f"{in_words(where)} holds", "it does not")]
    return [
        Difference(channel, in_words(wanted), _got(packet, channel))
        for channel, wanted in where.items()
        if channel not in packet or not _holds(wanted, packet[channel])
    ]


def _holds(wanted: Any, value: Any) -> bool:
    return bool(wanted(value)) if callable(wanted) else bool(value == wanted)


def _got(packet: ReceivedPacket, channel: str) -> str:
    if channel not in packet:
        return "no such channel in it"
    raw, unit = packet.raw[channel], packet.units[channel]
    value = f"{packet[channel]!r}{' ' + unit if unit else ''}"
    return value if raw == packet[channel] else f"{value} (raw {raw!r})"


def in_words(wanted: Any) -> str:
    """A value or a function as a failure message names it."""
    if callable(wanted):
        return str(getattr(wanted, "__name__", wanted)).replace("<lambda>", "the lambda")
    return repr(wanted)


def asked(where: Where) -> str:
    """The whole condition, to stand behind a packet's name; empty for none."""
    if where is None:
        return ""
    if not isinstance(where, Mapping):
        return f" where {in_words(where)} holds"
    return " where " + ", ".join(
        f"{channel} {'satisfies' if callable(wanted) else 'is'} {in_words(wanted)}"
        for channel, wanted in where.items()
    )
