"""A mission's exported C as firmware has it, and a view of its structs that is not the exporter's.

What Python parses from a packet says which fields there are and of which kind.  From that alone
the test writes C of its own, which copies every field to and from an array by the name that the
definition gives it: a member that is missing, misplaced, too narrow or too many shows.
"""

from __future__ import annotations

import ctypes
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any

import construct as c
from construct import Construct

from gateway.definition import Command, Mission, Packet
from gateway.errors import LayoutError
from gateway.export.c_mission import CMission
from gateway.loading import load_missions
from tests.firmware_shim.toolchain import build_shared_library

Scalars = dict[str, int | float]
"""Values by the expression that names them in C."""

UNDEFINED = ("-fsanitize=undefined", "-O0")
"""Undefined behaviour is told on standard error."""

UNSENT = (c.Const, c.Computed, type(c.Tell))
"""Constructs whose value no struct has a member for."""

HEAD = """
#include <string.h>
#include "{header}"

union value {{ int64_t i; double f; }};
"""

ACCESS = """
bool look_{name}(const uint8_t *octets, size_t length, union value *values);
bool look_{name}(const uint8_t *octets, size_t length, union value *values)
{{
    struct {name} packet;

    memset(&packet, 0, sizeof packet);
    if (!{name}_unpack(&packet, octets, length)) {{
        return false;
    }}
    {gets}
    return true;
}}

size_t make_{name}(const union value *values, uint8_t *octets);
size_t make_{name}(const union value *values, uint8_t *octets)
{{
    struct {name} packet;

    memset(&packet, 0x01, sizeof packet);
    {sets}
    return {name}_pack(&packet, octets);
}}
"""
"""Members that the test does not know of would go out as ones."""


class Value(ctypes.Union):
    """A value on its way between Python and C."""

    _fields_ = (("i", ctypes.c_int64), ("f", ctypes.c_double))


@dataclass(frozen=True)
class Unit:
    """A packet or command, and what is known of it without the exporter.

    Attributes:
        mission: Whose it is.
        definition: It.
    """

    mission: Mission
    definition: Packet | Command

    @property
    def name(self) -> str:
        """What its struct is called, and its functions begin with."""
        suffix = "_command" if isinstance(self.definition, Command) else ""
        return f"{self.mission.name.replace('-', '_')}_{self.definition.name}{suffix}"

    @cached_property
    def packet(self) -> Packet:
        """It as a packet, which can be built and parsed."""
        return Packet(self.definition.name, self.definition.layout)

    @cached_property
    def zero(self) -> bytes:
        """One in which all is zero that can be."""
        return self.packet.build_values({})

    @cached_property
    def constant_bits(self) -> list[int]:
        """Bits without which it is no such packet, found by turning each of them over."""
        bits = range(8 * len(self.zero))
        return [bit for bit in bits if self.parse(turned(self.zero, [bit])) is None]

    @cached_property
    def checked(self) -> bool:
        """Whether it has conditions that C knows nothing of."""
        return any(isinstance(con, c.Check) for _, con in parts(self.definition.layout))

    @cached_property
    def unsent(self) -> set[str]:
        """Where there is a value that no struct has a member for; a constant's octets too."""
        places = [path for path, con in parts(self.definition.layout) if isinstance(con, UNSENT)]
        return {*places, *(f"{path}[]" for path in places)}

    @cached_property
    def members(self) -> Scalars:
        """The members of the struct, zero."""
        parsed = self.parse(self.zero)
        assert parsed is not None
        return self.scalars(parsed)

    def parse(self, data: bytes) -> dict[str, Any] | None:
        """Raw values, nested; None if *data* is no such packet."""
        try:
            parsed: dict[str, Any] = self.packet.parse(data)
        except LayoutError:
            return None
        return parsed

    def packets(self, count: int) -> list[bytes]:
        """Packets as construct builds them: zero, full, and random ones."""
        chance = random.Random(self.name)
        free = sorted({*range(8 * len(self.zero))} - {*self.constant_bits})
        drawn = (
            turned(self.zero, [b for b in free if chance.random() < 0.5]) for _ in iter(int, 1)
        )
        parsed = (self.parse(data) for data in chain([self.zero, turned(self.zero, free)], drawn))
        # A NaN is not equal to itself, and its bits may be another's in Python.
        sound = (raw for raw in parsed if raw and all(v == v for v in self.scalars(raw).values()))
        return [self.packet.build(raw) for raw in islice(sound, count)]

    def scalars(self, parsed: dict[str, Any]) -> Scalars:
        """What is in *parsed* for which a struct has a member."""
        found = dict(scalars_of(parsed))
        return {path: value for path, value in found.items() if generic(path) not in self.unsent}


def turned(data: bytes, bits: Sequence[int]) -> bytes:
    """*data* with some bits turned over; bit 0 is the most significant of octet 0."""
    number = int.from_bytes(data, "big")
    for bit in bits:
        number ^= 1 << 8 * len(data) - 1 - bit
    return number.to_bytes(len(data), "big")


def scalars_of(value: Any, path: str = "") -> Iterator[tuple[str, int | float]]:
    """Every number in a parsed value by its name in C, as it stands in 64 bits."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key != "_io":
                yield from scalars_of(item, f"{path}.{key.strip('_')}")
    elif isinstance(value, list | bytes):
        for index, item in enumerate(value):
            yield from scalars_of(item, f"{path}[{index}]")
    elif isinstance(value, float):
        yield path, value
    elif value is not None:
        yield path, (int(value) + (1 << 63)) % (1 << 64) - (1 << 63)


def generic(path: str) -> str:
    """*path* for any index."""
    return re.sub(r"\[\d+\]", "[]", path)


def parts(con: Construct, path: str = "") -> Iterator[tuple[str, Construct]]:
    """All that a layout is made of, by generic name."""
    yield path, con
    for sub in getattr(con, "subcons", []):
        yield from parts(sub, f"{path}.{sub.name.strip('_')}" if sub.name else path)
    if isinstance(con, c.Subconstruct) and not isinstance(con, UNSENT):
        yield from parts(con.subcon, f"{path}[]" if isinstance(con, c.Array) else path)


def access(unit: Unit) -> str:
    """C that copies every field of *unit* to and from an array."""
    gets, sets = [], []
    for index, (path, value) in enumerate(unit.members.items()):
        kind, type_ = ("f", "double") if isinstance(value, float) else ("i", "int64_t")
        at = f"values[{index}].{kind}"
        gets.append(f"{at} = ({type_})packet{path};")
        sets.append(f"packet{path} = (__typeof__(packet{path})){at};")
    return ACCESS.format(name=unit.name, gets="\n    ".join(gets), sets="\n    ".join(sets))


class Firmware:
    """The C of a mission, compiled for this machine and loaded."""

    def __init__(self, mission: Mission, folder: Path):
        self.made = CMission(mission)
        self.units = [Unit(mission, packet.definition) for packet in self.made.packets]
        header, source = write(self.made, folder)
        test = folder / "access.c"
        accesses = "".join(access(unit) for unit in self.units)
        test.write_text(HEAD.format(header=header.name) + accesses, encoding="utf-8")
        options = (f"-I{folder}", *UNDEFINED)
        self.library = build_shared_library([source, test], folder, options)

    def look(self, unit: Unit, data: bytes) -> Scalars | None:
        """What C reads from *data*; None if it refuses it."""
        values = (Value * len(unit.members))()
        look = getattr(self.library, f"look_{unit.name}")
        look.restype = ctypes.c_bool
        if not look(data, ctypes.c_size_t(len(data)), values):
            return None
        return {
            path: field.f if isinstance(value, float) else field.i
            for (path, value), field in zip(unit.members.items(), values, strict=True)
        }

    def make(self, unit: Unit, scalars: Scalars) -> bytes:
        """The packet that C makes of values."""
        values = (Value * len(scalars))()
        for field, value in zip(values, scalars.values(), strict=True):
            if isinstance(value, float):
                field.f = value
            else:
                field.i = value
        octets = ctypes.create_string_buffer(b"\xa5" * (len(unit.zero) + 1))
        make = getattr(self.library, f"make_{unit.name}")
        make.restype = ctypes.c_size_t
        size = make(values, octets)
        return octets.raw[:size]


def write(made: CMission, folder: Path) -> tuple[Path, Path]:
    """Write the header and the source of *made*."""
    header, source = folder / f"{made.name}.h", folder / f"{made.name}.c"
    header.write_text(made.header, encoding="utf-8")
    source.write_text(made.source, encoding="utf-8")
    return header, source


@cache
def exportable() -> tuple[Mission, ...]:
    """The missions of the package of which something can be exported."""
    missions = load_missions().missions.values()
    return tuple(mission for mission in missions if CMission(mission).packets)
