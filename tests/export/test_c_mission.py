"""A mission in C, against Python: random packets of every mission, both ways, field by field."""

from __future__ import annotations

from pathlib import Path

import construct as c
import pytest

from gateway.definition import Mission, Packet
from gateway.definition.layout_hash import layout_hash
from gateway.export.c_mission import CMission
from tests.export.firmware import Firmware, Unit, exportable, turned
from tests.export.zoo import zoo

MISSIONS = [pytest.param(mission, id=mission.name) for mission in [*exportable(), zoo()]]

PACKETS = 25
"""Of each kind."""


@pytest.mark.parametrize("mission", MISSIONS)
def test_c_and_python_make_read_and_refuse_the_same_packets(
    mission: Mission, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    firmware = Firmware(mission, tmp_path)
    for unit in firmware.units:
        for data in unit.packets(PACKETS):
            check_agreement(firmware, unit, data)
        check_refusals(firmware, unit)
    assert capfd.readouterr().err == "", "undefined behaviour"


def check_agreement(firmware: Firmware, unit: Unit, data: bytes) -> None:
    """Check that both read the same fields, and that C makes the same packet of them."""
    parsed = unit.parse(data)
    assert parsed is not None
    scalars = unit.scalars(parsed)
    assert firmware.look(unit, data) == scalars, unit.name
    assert firmware.make(unit, scalars) == data, unit.name


def check_refusals(firmware: Firmware, unit: Unit) -> None:
    """Check that C refuses wrong lengths and wrong constants, and nothing else."""
    for wrong in (b"", unit.zero[:-1], unit.zero + b"\0"):
        assert firmware.look(unit, wrong) is None, unit.name
    bits = range(8 * len(unit.zero))
    refused = [bit for bit in bits if firmware.look(unit, turned(unit.zero, [bit])) is None]
    assert refused == ([] if unit.checked else unit.constant_bits), unit.name


def test_the_zoo_can_be_exported_to_the_last() -> None:
    assert [str(one) for one in CMission(zoo()).left_out] == []


def test_exported_twice_it_is_the_same() -> None:
    first, second = CMission(zoo()), CMission(zoo())
    assert (first.header, first.source) == (second.header, second.source)


def test_a_choice_of_packets_changes_neither_names_nor_the_mission_s_hash() -> None:
    whole = CMission(zoo())
    chosen = CMission(zoo(), ["p7", "turn"])
    assert [packet.tag for packet in chosen.packets] == ["zoo_p7", "zoo_turn_command"]
    assert chosen.layout_hash == whole.layout_hash
    assert set(chosen.header.splitlines()) <= set(whole.header.splitlines())


def test_what_cannot_be_exported_is_left_out_and_said() -> None:
    layouts = {"fixed": c.Struct("x" / c.Int8ub), "text": c.Struct("x" / c.GreedyBytes)}
    packets = [Packet(name, layout) for name, layout in layouts.items()]
    made = CMission(Mission(name="board", title="A board", packets=packets))
    assert [packet.tag for packet in made.packets] == ["board_fixed"]
    assert [str(one) for one in made.left_out] == ["text: x: its length depends on the data"]
    assert made.layout_hash == layout_hash(layouts["fixed"])
