"""What generated code writes, beyond what every mission's packets show."""

from __future__ import annotations

from pathlib import Path

import construct as c

from gateway.definition import Packet
from gateway.export.c_writing import write_lines
from gateway.export.places import frame_of
from tests.export.firmware import Firmware
from tests.export.layouts import mission


def test_a_value_that_is_too_large_leaves_its_neighbours_alone(tmp_path: Path) -> None:
    fields = ["a" / c.BitsInteger(3), "b" / c.BitsInteger(12), "c" / c.BitsInteger(3, signed=True)]
    layout = c.BitStruct(*fields, c.Padding(6))
    firmware = Firmware(mission(layout), tmp_path)
    (unit,) = firmware.units
    made = firmware.make(unit, {".a": 0xF7, ".b": 0xF000, ".c": -4})
    assert made == layout.build({"a": 7, "b": 0, "c": -4})


def test_unused_octets_are_zero(tmp_path: Path) -> None:
    layout = c.Struct(c.Padding(1), "a" / c.Int8ub, c.Padding(5), "b" / c.Padded(3, c.Int8ub))
    firmware = Firmware(mission(layout), tmp_path)
    (unit,) = firmware.units
    assert firmware.make(unit, {".a": 1, ".b": 2}) == bytes([0, 1, 0, 0, 0, 0, 0, 2, 0, 0])


def test_whole_numbers_need_no_arithmetic() -> None:
    layout = c.Struct("a" / c.Int16ub, "b" / c.BitStruct("x" / c.Octet, "y" / c.BitsInteger(16)))
    frame = frame_of(Packet("p", layout).program.layout.root)
    lines = list(write_lines(frame, lambda call: call.target))
    assert lines == ["put_be16(put, to, packet->a);", "write_b(&packet->b, put, to);"]
