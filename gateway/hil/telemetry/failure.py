"""What a failed expectation says: the reader has the board in one hand and this in the other.

::

    no loops where backup.pressure is 250 came within 2 s

    nearest, loops #41 at 1.950 s:
      backup.pressure   wanted 250   got 312.4 kPa (raw 3124)
    last packets, of 42:
      1.950 s  #41  loops  (40 octets)
          02 01 00 28 00 00 ...
          boots 1, sequence 40, uptime 1900 ms, ...
    last that gave no packet, of 3:
      1.700 s  check_failed: CRC-16/IBM-SDLC of 12 octets is not the 7878 sent  (14 octets)
          02 01 ...
    counters: octets 2133, frames 42, ...
    source: open, /dev/pts/4
    faults: ...
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.hil.telemetry.history import AlarmChange, Lost
from gateway.hil.telemetry.matching import Difference
from gateway.hil.telemetry.packet import ReceivedPacket

LAST = 6
"""Packets, and candidates that gave none, that are shown."""

MAX_OCTETS = 64
"""Octets shown of each."""

PER_LINE = 32
MAX_VALUES = 160
"""Characters of a packet's values."""


class ExpectationError(AssertionError):
    """What was expected did not happen; the message shows what did."""

    # As pytest's own failures: its summary of a line has room for the sentence then.
    __module__ = "builtins"


@dataclass(frozen=True)
class Evidence:
    """What there is to show.

    Attributes:
        packets: The last ones.
        packet_count: How many there were.
        lost: The last candidates that gave no packet.
        lost_count: How many there were.
        alarms: The last changes of alarms.
        counters: The gateway's.
        source: State of the source and its port.
        line: What the line says of its faults, a line of text each.
    """

    packets: Sequence[ReceivedPacket] = ()
    packet_count: int = 0
    lost: Sequence[Lost] = ()
    lost_count: int = 0
    alarms: Sequence[AlarmChange] = ()
    counters: Mapping[str, int] = field(default_factory=dict)
    source: str = ""
    line: Sequence[str] = ()


def failure_text(
    reason: str,
    evidence: Evidence,
    nearest: ReceivedPacket | None = None,
    differing: Sequence[Difference] = (),
) -> str:
    """The whole message.

    Args:
        reason: One sentence: what was expected and did not happen.
        evidence: What the gateway knows.
        nearest: The packet that came nearest to what was expected.
        differing: Where it differs.
    """
    lines = [reason, ""]
    if nearest is not None and any(d.channel for d in differing):
        lines.append(f"nearest, {nearest.name} #{nearest.number} at {nearest.at:.3f} s:")
        lines += _table([(d.channel, f"wanted {d.wanted}", f"got {d.got}") for d in differing])
    return "\n".join([*lines, *evidence_lines(evidence)])


def evidence_lines(evidence: Evidence) -> list[str]:
    """What the gateway knows, for any failure."""
    return [
        *_packets(evidence),
        *_lost(evidence),
        *_alarms(evidence),
        "counters: " + (", ".join(f"{k} {v}" for k, v in evidence.counters.items()) or "none"),
        f"source: {evidence.source}",
        *evidence.line,
    ]


def _packets(evidence: Evidence) -> list[str]:
    if not evidence.packets:
        return ["no packet has come"]
    lines = [f"last packets, of {evidence.packet_count}:"]
    for packet in evidence.packets:
        head = f"  {packet.at:.3f} s  #{packet.number}  {packet.name}"
        lines += _with_octets(head, packet.octets)
        lines.append(f"      {_values(packet)}")
    return lines


def _values(packet: ReceivedPacket) -> str:
    """A packet's values on one line, as many as it holds."""
    told = ", ".join(
        f"{channel} {_short(value)}{packet.units[channel] and ' '}{packet.units[channel]}"
        for channel, value in packet.items()
    )
    return told if len(told) <= MAX_VALUES else f"{told[:MAX_VALUES]} ..."


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else repr(value)


def _lost(evidence: Evidence) -> list[str]:
    if not evidence.lost:
        return []
    lines = [f"last that gave no packet, of {evidence.lost_count}:"]
    for lost in evidence.lost:
        head = f"  {lost.at:.3f} s  {lost.disposition.value}: {lost.message}"
        lines += _with_octets(head, lost.octets)
    return lines


def _alarms(evidence: Evidence) -> list[str]:
    if not evidence.alarms:
        return []
    return [
        "last alarms:",
        *(
            f"  {c.at:.3f} s  {c.alarm.channel} is {c.alarm.state.value}: "
            f"{c.alarm.value} {c.alarm.unit} ({c.alarm.limit or 'inside all limits'})"
            for c in evidence.alarms
        ),
    ]


def _with_octets(head: str, octets: bytes) -> list[str]:
    shown = octets[:MAX_OCTETS]
    rows = [shown[n : n + PER_LINE].hex(" ") for n in range(0, len(shown), PER_LINE)]
    if len(octets) > MAX_OCTETS:
        rows[-1] += f" ... {len(octets) - MAX_OCTETS} more"
    return [f"{head}  ({len(octets)} octets)", *(f"      {row}" for row in rows)]


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  "
        + "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
