"""A mission as a person reads it."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gateway.cli.output import GAP, Cell, Page, number, safe
from gateway.definition import Command, Downlink, Limits, Match, Mission, Packet
from gateway.definition.argument import Argument
from gateway.definition.channel import ChannelInfo
from gateway.definition.limits import Range
from gateway.definition.match import any_of, lengths_text
from gateway.model import Link

_HEADINGS = ("channel", "type", "unit", "meaning", "limits", "calibration")
_ARGUMENT_HEADINGS = ("argument", "values", "meaning", "type", "calibration")


class MissionText:
    """Writes missions.

    Args:
        page: Where to.
    """

    def __init__(self, page: Page):
        self._page = page

    def write(self, mission: Mission, file: Path) -> None:
        """Write all that is known of *mission*, which *file* defines."""
        self._page.say(self._page.style(safe(mission.title), "cyan", bold=True))
        self._page.table([[Cell(key, "bright_black"), safe(text)] for key, text in _facts(mission)])
        if about := docstring(file):
            self._page.say()
            for line in about.splitlines():
                self._page.say(GAP + safe(line))
        for packet in mission.packets:
            self._write_packet(packet)
        for command in mission.commands:
            self._write_command(command)

    def _write_packet(self, packet: Packet) -> None:
        self._page.say()
        facts = [f"packet: {packet.name}", f"{len(packet.channels)} channels"]
        if told := match_text(packet.match):
            facts.append(told)
        if packet.made_at:
            facts.append(f"made at {packet.made_at}")
        self._page.say(self._page.style(", ".join(facts), "cyan", bold=True))
        self._write_table([_channel_row(info) for info in packet.channels], _HEADINGS)

    def _write_command(self, command: Command) -> None:
        self._page.say()
        facts = [f"command: {command.name}"]
        if command.id is not None:
            facts.append(f"id {command.id}")
        if not command.repeat:
            facts.append("never sent twice")
        self._page.say(self._page.style(", ".join(facts), "cyan", bold=True))
        if command.about:
            self._page.say(GAP + safe(command.about))
        rows = [_argument_cells(argument) for argument in command.arguments.values()]
        self._write_table(rows, _ARGUMENT_HEADINGS)

    def _write_table(self, rows: Sequence[Sequence[Cell]], headings: Sequence[str]) -> None:
        """A table without the columns that say nothing."""
        kept = [n for n in range(len(headings)) if any(row[n].text for row in rows)]
        if kept:
            table = [[row[n] for n in kept] for row in rows]
            self._page.table(table, [headings[n] for n in kept])


def _facts(mission: Mission) -> Iterator[tuple[str, str]]:
    yield "name", mission.name
    if mission.norad is not None:
        yield "NORAD", str(mission.norad)
    for downlink in mission.downlinks:
        yield "downlink", downlink_text(downlink)
    if mission.link:
        yield "link", ", ".join(map(link_text, mission.link))
    yield "known by", match_text(mission.match) or _known_by(mission)
    if mission.simulated:
        yield "data", "simulated: all of it is invented"
    if mission.sequence:
        yield "packets counted in", mission.sequence
    if mission.boots:
        yield "boots counted in", mission.boots


def _known_by(mission: Mission) -> str:
    """How its frames are recognised, if only packet by packet."""
    matches = [match_text(packet.match) for packet in mission.packets]
    told = " or ".join(dict.fromkeys(text for text in matches if text))
    return told or "nothing: name it in the source's missions"


def _channel_row(info: ChannelInfo) -> list[Cell]:
    kind = f"{info.type}, optional" if info.optional else info.type
    limits = "by item" if info.varied else limits_text(info.limits)
    return [
        Cell(info.path, "cyan"),
        Cell(kind),
        Cell(info.unit),
        Cell(safe(info.meaning)),
        Cell(safe(limits)),
        Cell(safe(info.formula), "bright_black"),
    ]


def _argument_cells(argument: Argument) -> list[Cell]:
    path, *texts = argument_row(argument)
    formula = Cell(safe(argument.info.formula), "bright_black")
    return [Cell(path, "cyan"), *map(Cell, texts), Cell(argument.info.type), formula]


def argument_row(argument: Argument) -> list[str]:
    """An argument's path, what may be given, and its meaning."""
    return [argument.path, safe(argument.allowed), safe(argument.info.meaning)]


def argument_record(argument: Argument) -> dict[str, Any]:
    """An argument for a program; keys that do not apply are left out."""
    low, high = argument.range if argument.kind == "number" else (None, None)
    record = {
        "kind": argument.kind,
        "unit": argument.info.unit,
        "minimum": low,
        "maximum": high,
        "words": list(argument.words),
        "meaning": argument.info.meaning,
    }
    return {key: value for key, value in record.items() if value not in (None, "", [])}


def command_record(command: Command) -> dict[str, Any]:
    """A command's definition for a program."""
    arguments = {path: argument_record(one) for path, one in command.arguments.items()}
    return {"about": command.about, "id": command.id, "arguments": arguments}


def docstring(file: Path) -> str:
    """What the file says of itself; empty if it cannot be read."""
    try:
        return ast.get_docstring(ast.parse(file.read_bytes())) or ""
    except (OSError, SyntaxError, ValueError):
        return ""


def downlink_text(downlink: Downlink) -> str:
    """Frequency, modulation, baud and framing."""
    name = f"{downlink.name}: " if downlink.name else ""
    signal = f"{downlink.modulation} {number(downlink.baud)} Bd"
    return f"{name}{_megahertz(downlink)}{signal}, {' or '.join(downlink.framings)}"


def _megahertz(downlink: Downlink) -> str:
    """The frequency to a kHz, finer where the carrier is no multiple of one."""
    if downlink.frequency_hz is None:
        return ""
    megahertz = f"{downlink.frequency_hz / 1e6:.6f}".rstrip("0")
    return megahertz + "0" * max(0, 3 - len(megahertz.partition(".")[2])) + " MHz "


def link_text(link: Link) -> str:
    """A link with the options that are not the usual ones."""
    options: tuple[dataclasses.Field[Any], ...] = ()
    if dataclasses.is_dataclass(link):
        options = dataclasses.fields(link)
    pairs = [(option, getattr(link, option.name)) for option in options]
    told = [f"{option.name}={value!r}" for option, value in pairs if value != option.default]
    return f"{link.name}({', '.join(told)})" if told else link.name


def match_text(match: Match) -> str:
    """What a frame or packet is known by; empty if by nothing."""
    told = [f"{key} {any_of(wanted)}" for key, wanted in match.header.items()]
    if match.prefix:
        told.append(f"begins with {match.prefix.hex()}")
    if match.length is not None:
        told.append(f"{lengths_text(match.length)} octets")
    return ", ".join(told)


def limits_text(limits: Limits | None) -> str:
    """What is nominal, and what is a warning."""
    if limits is None:
        return ""
    told = []
    if limits.caution != (None, None):
        told.append(f"nominal {_range_text(limits.caution)}")
    if limits.warning != (None, None):
        told.append(f"warning outside {_range_text(limits.warning)}")
    if limits.nominal_words:
        told.append(f"nominal {any_of(tuple(sorted(limits.nominal_words)))}")
    if limits.warning_words:
        told.append(f"warning {any_of(tuple(sorted(limits.warning_words)))}")
    return ", ".join(told)


def _range_text(limits: Range) -> str:
    low, high = limits
    if low is None or high is None:
        return f"at least {number(low)}" if low is not None else f"at most {number(high or 0)}"
    return f"{number(low)} to {number(high)}"
