"""A packet as C sees it."""

from __future__ import annotations

import construct as c
from construct import Construct, this

from gateway.definition import Packet
from gateway.export.c_packet import CPacket
from gateway.export.names import Names


def packet_of(layout: Construct, *, trailing: bool = False) -> CPacket:
    definition = Packet("state", layout, trailing=trailing)
    return CPacket(definition, "board_state", Names(), Names())


def test_structs_with_functions_come_behind_those_that_they_call() -> None:
    cell = c.Struct("voltage" / c.Int16ub)
    bits = c.BitStruct("low" / c.Struct("x" / c.Nibble), "high" / c.Nibble)
    battery = c.Struct("cells" / cell[3], "flags" / bits)
    packet = packet_of(c.Struct("battery" / battery, "spare" / battery))
    assert list(packet.frames) == [
        "board_state_cells",
        "board_state_flags",
        "board_state_battery",
    ]


def test_a_packet_knows_what_the_ground_refuses_and_ignores() -> None:
    plain = packet_of(c.Struct("n" / c.Int8ub))
    assert (plain.size, plain.checked, plain.trailing) == (1, False, False)
    inside = c.Struct("n" / c.Int8ub, c.Check(this.n < 100))
    odd = packet_of(c.Struct("x" / inside[2], "y" / c.Int24ub), trailing=True)
    assert (odd.size, odd.checked, odd.trailing) == (5, True, True)
