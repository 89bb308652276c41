"""Checking a mission: what Python accepts and a decoder should not."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import construct as c
from construct import Construct

from gateway.definition.calibration import Enumeration
from gateway.definition.channel import ChannelInfo, WireType, engineering_value
from gateway.definition.command import REPEATED_ID, Acknowledgement, Command
from gateway.definition.compiler.bounds import parts
from gateway.definition.limits import Limits, covers
from gateway.definition.mission import Mission, Packet
from gateway.errors import LayoutError, MissionError

MISSION_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PACKET_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

Fault = tuple[str, str]
"""The key that a fault is about, and the reason."""


def check_mission(
    mission: Mission, file: Path | None = None, *, strict: bool = False
) -> list[MissionError]:
    """Everything that is wrong with *mission*.

    Args:
        mission: The mission.
        file: Where it was written; its lines are told as far as they can be found.
        strict: True for missions of the package: every channel says what it means.
    """
    faults = [*_mission_faults(mission, file)]
    for packet in mission.packets:
        faults += [(key, f"{packet.name}: {why}") for key, why in _packet_faults(packet, strict)]
    for command in mission.commands:
        own = _command_faults(command, strict)
        faults += [(key, f"command {command.name}: {why}") for key, why in own]
    lines = Lines(file)
    return [
        MissionError(reason, file=file, line=lines.of(key), key=key)
        for key, reason in dict.fromkeys(faults)
    ]


class Lines:
    """Where in a file a name is written."""

    def __init__(self, file: Path | None):
        self._lines: dict[str, int] = {}
        with suppress(OSError, SyntaxError, ValueError):
            for node in ast.walk(ast.parse(file.read_bytes() if file else b"")):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    self._lines.setdefault(node.value, node.lineno)
                elif isinstance(node, ast.keyword) and node.arg:
                    self._lines.setdefault(node.arg, node.value.lineno)

    def of(self, key: str) -> int:
        """Line of a dotted path, or else of its last part; 0 if it is not there."""
        return self._lines.get(key) or self._lines.get(key.rpartition(".")[2], 0)


def _mission_faults(mission: Mission, file: Path | None) -> Iterator[Fault]:
    name = mission.name
    if not MISSION_NAME.fullmatch(name):
        yield "name", f"{name!r} is not lower case with hyphens"
    elif file and file.stem != name.replace("-", "_"):
        yield "name", f"the file of mission {name} is named {name.replace('-', '_')}.py"
    if not mission.packets:
        yield "packets", "there is none"
    for packet, count in Counter(packet.name for packet in mission.packets).items():
        if count > 1:
            yield packet, f"{count} packets have this name"
        if not PACKET_NAME.fullmatch(packet):
            yield packet, f"{packet!r} is not lower snake case"
    for link in mission.link:
        if not callable(getattr(link, "reader", None)):
            yield "link", f"{link!r} is no link"
    if mission.boots and not mission.sequence:
        yield "boots", "are counted for a sequence, and there is none"
    for path in filter(None, (mission.sequence, mission.boots)):
        yield from _counter_faults(mission, path)
    if mission.commands or mission.acknowledgement:
        yield from _commanding_faults(mission)


def _counter_faults(mission: Mission, path: str) -> Iterator[Fault]:
    """What is wrong with the channel that numbers the packets, or counts the boots."""
    with suppress(MissionError):  # what a layout itself has is told with its packet
        infos = [info for packet in mission.packets for info in packet.channels]
        kinds = {info.sent.kind for info in infos if info.path == path}
        if not kinds:
            yield path, "counts packets or boots, but no packet has such a channel"
        elif kinds != {"int"}:
            yield path, "counts packets or boots, but is no integer in every packet"
        elif "*" in path:
            yield path, "counts packets or boots, but an array has more than one number"


def _commanding_faults(mission: Mission) -> Iterator[Fault]:
    """What is wrong with the commands together, and with their acknowledgement."""
    for command, count in Counter(command.name for command in mission.commands).items():
        if count > 1:
            yield command, f"{count} commands have this name"
        if not PACKET_NAME.fullmatch(command):
            yield command, f"{command!r} is not lower snake case"
    if mission.link:
        yield "commands", "go without link headers: a mission with a link cannot have them"
    form = mission.acknowledgement
    if form is None:
        yield "acknowledgement", "is missing: nothing tells what became of a command"
        return
    packet = next((one for one in mission.packets if one.name == form.packet), None)
    if packet is None:
        yield "acknowledgement", f"there is no packet {form.packet!r}"
        return
    with suppress(MissionError):  # what a layout itself has is told with its packet
        yield from _acknowledgement_faults(form, packet)


def _acknowledgement_faults(form: Acknowledgement, packet: Packet) -> Iterator[Fault]:
    kinds = {info.path: info for info in packet.channels}
    # Not every board repeats the id; one whose channel for it is named, does.
    own = [form.command] if form.command in kinds or form.command != REPEATED_ID else []
    for path in (form.tag, *own):
        if path not in kinds or kinds[path].sent.kind != "int":
            yield "acknowledgement", f"{form.packet} has no integer {path!r}"
    words = kinds[form.result].calibration if form.result in kinds else None
    if not (isinstance(words, Enumeration) and form.accepted in words.words.values()):
        yield "acknowledgement", f"{form.packet} has no {form.result!r} that says {form.accepted!r}"


def _command_faults(command: Command, strict: bool) -> Iterator[Fault]:
    as_packet = Packet(command.name, command.layout)
    found = list(_packet_faults(as_packet, strict))
    yield from found
    if found:
        return
    if as_packet.program.layout.root.size is None:
        yield command.name, "its layout has no fixed size"
        return
    tag = next((info for info in command.channels if info.path == command.tag), None)
    if tag is None or tag.sent.kind != "int" or tag.calibration or tag.sent.high < 1:
        yield command.tag, "is the tag, but there is no such integer without a calibration"
        return
    try:
        arguments = command.arguments
    except LayoutError as error:
        yield error.path, f"cannot be built: {error.reason}"
        return
    for path, argument in arguments.items():
        yield from _inverse_faults(path, argument.info)
    for key, (low, high) in command.ranges.items():
        kinds = {argument.kind for path, argument in arguments.items() if covers(key, path)}
        if kinds != {"number"}:
            yield key, "has a range, but is no number among the arguments"
        if low is not None and high is not None and low > high:
            yield key, f"has a range from {low:g} down to {high:g}"


def _inverse_faults(path: str, info: ChannelInfo) -> Iterator[Fault]:
    """An argument is given in its unit, and has to find back to its raw value."""
    for raw in _samples(info.sent):
        value = engineering_value(info.channel, raw)
        if info.calibration is None or value is None or isinstance(info.calibration, Enumeration):
            continue
        try:
            info.calibration.raw(value)
        except Exception as error:  # noqa: BLE001 (a mission's function may raise anything)
            yield path, f"cannot be given: {error}"
            return


def _packet_faults(packet: Packet, strict: bool) -> Iterator[Fault]:
    yield from _layout_faults(packet.layout)
    try:
        channels = packet.channels
        packet.program.compile()
    except MissionError as error:
        yield error.key, error.reason
        return
    for channel in channels:
        if strict and not channel.meaning:
            yield channel.path, "does not say what it means"
        yield from _calibration_faults(channel)
    yield from _unit_faults(channels)
    for key, limits in packet.limits.items():
        yield from _limit_faults(key, limits, channels)
    yield from _time_faults(packet, channels)
    size = packet.program.layout.root.size
    length = packet.match.length
    if isinstance(length, int) and size is not None and size != length * 8 and not packet.trailing:
        yield "length", f"its match wants {length} octets, its layout has {size // 8}"


def _layout_faults(layout: Construct) -> Iterator[Fault]:
    """Fields that parse but cannot be told apart or built."""
    waiting, seen = [(layout, "")], set[int]()
    while waiting:
        con, path = waiting.pop()
        seen.add(id(con))
        if isinstance(con, c.Struct):
            yield from _struct_faults(con, path)
        for part in parts(con):
            if id(part) not in seen:
                named = isinstance(con, c.Struct) and part.name
                waiting.append((part, f"{path}{part.name}." if named else path))


def _struct_faults(struct: c.Struct, path: str) -> Iterator[Fault]:
    for name, count in Counter(sub.name for sub in struct.subcons if sub.name).items():
        if count > 1:
            yield f"{path}{name}", f"{count} fields have this name"
    for sub in struct.subcons:
        if not sub.name and not sub.flagbuildnone:
            yield path.rstrip("."), f"a field without a name ({sub!r}) cannot be built"


def _unit_faults(channels: tuple[ChannelInfo, ...]) -> Iterator[Fault]:
    """Several cases may send one channel, each in its own way, but not in its own unit."""
    units: dict[str, str] = {}
    for channel in channels:
        if units.setdefault(channel.path, channel.unit) != channel.unit:
            yield channel.path, f"has units {units[channel.path]!r} and {channel.unit!r}"


def _calibration_faults(channel: ChannelInfo) -> Iterator[Fault]:
    """Try the calibration on what such a field can hold."""
    for raw in _samples(channel.sent):
        try:
            engineering_value(channel.channel, raw)
        except Exception as error:  # noqa: BLE001 (a mission's function may raise anything)
            yield channel.path, f"{channel.formula}: {type(error).__name__} for {raw!r}: {error}"
            return


def _samples(sent: WireType) -> tuple[Any, ...]:
    """Raw values of a type, the extremes among them."""
    match sent.kind:
        case "int":
            return sent.low, 0, 1, sent.high
        case "float":
            return 0.0, -1.5, 1e30
        case "flag":
            return False, True
        case "octets" if sent.high:
            return bytes(sent.high), b"1" * sent.high, b"\xff" * sent.high
        case "octets":
            return b"", b"1", b"\xff\xfe"
    return ()


def _limit_faults(key: str, limits: Limits, channels: tuple[ChannelInfo, ...]) -> Iterator[Fault]:
    found = next((info for info in channels if covers(info.path, key)), None)
    if found is None:
        yield key, "has limits, but there is no such channel"
        return
    words = found.calibration.words.values() if isinstance(found.calibration, Enumeration) else ()
    if unknown := (limits.nominal_words | limits.warning_words) - set(words):
        yield key, f"has limits for words that it never says: {', '.join(sorted(unknown))}"
    ranges = (limits.caution, limits.warning)
    if words and any(bound is not None for pair in ranges for bound in pair):
        yield key, "has limits in numbers, but its values are words"
    for low, high in ranges:
        if low is not None and high is not None and low > high:
            yield key, f"has a lower limit {low:g} above the upper limit {high:g}"
    for raw in _samples(found.sent):
        try:
            limits.state(engineering_value(found.channel, raw))
        except Exception as error:  # noqa: BLE001
            yield key, f"has limits, but its values cannot be compared: {error}"
            return


def _time_faults(packet: Packet, channels: tuple[ChannelInfo, ...]) -> Iterator[Fault]:
    if not packet.made_at:
        return
    found = next((info for info in channels if covers(info.path, packet.made_at)), None)
    if found is None:
        yield packet.made_at, "is made_at, but there is no such channel"
        return
    with suppress(Exception):  # what the calibration raises is told elsewhere
        values = [engineering_value(found.channel, raw) for raw in _samples(found.sent)]
        if not any(isinstance(value, datetime) for value in values):
            yield packet.made_at, "is made_at, but its calibration gives no time"
