"""A mission in C: a header and a source, and what could not be exported.

The text depends on the definition alone: exported twice, it is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from gateway.definition import Command, Mission, Packet
from gateway.definition.layout_hash import layout_hash
from gateway.export.c_calibration import rounded_function
from gateway.export.c_header import packet_lines
from gateway.export.c_packet import CPacket
from gateway.export.c_source import source_lines
from gateway.export.c_text import comment
from gateway.export.names import Names, file_name, identifier, macro_name
from gateway.export.parts import Refusal, refusals

MARK = "Made by `cupola export c"
"""What stands in every file that is made, and may be overwritten."""


@dataclass(frozen=True)
class LeftOut:
    """A packet or command that has no counterpart in C.

    Attributes:
        name: It.
        refusal: The first thing that keeps it out.
    """

    name: str
    refusal: Refusal

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.name, self.refusal.path, self.refusal.reason)))


class CMission:
    """The C of a mission.

    Args:
        mission: It.
        chosen: Names of packets and commands to export; none for all.

    Attributes:
        name: Of the files, and what every name in them begins with.
        packets: What is exported.
        left_out: What was chosen and cannot be exported.
        layout_hash: Over everything that could be exported, chosen or not.
    """

    def __init__(self, mission: Mission, chosen: Sequence[str] = ()):
        self.mission = mission
        self.name = file_name(mission.name)
        self.left_out: list[LeftOut] = []
        self._names, self._macros = Names(), Names()
        self._macros.take(self._macro("LAYOUT_HASH"))
        found = self._exportable(chosen)
        self.layout_hash = layout_hash(*(packet.definition.layout for packet in found))
        self.packets = [p for p in found if not chosen or p.definition.name in chosen]

    def _exportable(self, chosen: Sequence[str]) -> list[CPacket]:
        """Everything that can be exported, its names settled in order."""
        found = []
        definitions: list[Packet | Command] = [*self.mission.packets, *self.mission.commands]
        for definition in definitions:
            refusal = next(refusals(definition.program.layout.root), None)
            if refusal is None:
                found.append(self._packet(definition))
            elif not chosen or definition.name in chosen:
                self.left_out.append(LeftOut(definition.name, refusal))
        for packet in found:
            _ = packet.types  # names are the same, whatever is chosen
        return found

    def _packet(self, definition: Packet | Command) -> CPacket:
        suffix = "_command" if isinstance(definition, Command) else ""
        tag = self._names.take(f"{self.name}_{identifier(definition.name)}{suffix}")
        packet = CPacket(definition, tag, self._names, self._macros)
        for name in ("SIZE", "LAYOUT_HASH"):
            self._macros.take(packet.macro(name))
        return packet

    def _macro(self, name: str) -> str:
        return macro_name(self.name, name)

    @cached_property
    def header(self) -> str:
        """The text of the header."""
        rounded = f"{self.name}_rounded"
        body = [line for packet in self.packets for line in ["", *packet_lines(packet, rounded)]]
        called = any(f"{rounded}(" in line for line in body)
        guard = self._macro("H")
        lines = [
            *self._mark("h"),
            *(f"#ifndef {guard}", f"#define {guard}", ""),
            *(f"#include <{name}.h>" for name in ("stdbool", "stddef", "stdint")),
            *("", "#ifdef __cplusplus", 'extern "C" {', "#endif", ""),
            *comment(f"Of all packets and commands of {self.mission.name}."),
            f"#define {self._macro('LAYOUT_HASH')} UINT32_C(0x{self.layout_hash:08X})",
            *(["", *rounded_function(rounded)[:-1]] if called else []),
            *body,
            *("", "#ifdef __cplusplus", "}", "#endif", "", "#endif"),
        ]
        return "\n".join([*lines, ""])

    @cached_property
    def source(self) -> str:
        """The text of the source."""
        lines = [*self._mark("c"), f'#include "{self.name}.h"', "", *source_lines(self.packets)]
        return "\n".join(lines)

    def _mark(self, extension: str) -> list[str]:
        """The first lines of a file."""
        title = f"{self.name}.{extension}: what {self.mission.title} sends, and is sent."
        made = f"{MARK} {self.mission.name}`: change the definition, and export it again."
        return [*comment(f"{title}\n\n{made}", "/*"), ""]
