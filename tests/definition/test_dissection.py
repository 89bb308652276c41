"""Where every field lies, in bits counted by hand."""

from __future__ import annotations

from typing import Any

import construct as c
import pytest
from construct import Construct, Int8ub, Int16ub, Struct, this

from gateway.definition import Limits, Packet, channel, linear
from gateway.definition.dissection import Located
from gateway.model import State

LEAST_FIRST = c.BitsSwapped(
    c.BitStruct(
        "x" / c.ByteSwapped(c.BitsInteger(3)),
        "y" / c.ByteSwapped(c.BitsInteger(2)),
        "z" / c.ByteSwapped(c.BitsInteger(11)),
    )
)
SWAPPED = c.ByteSwapped(c.BitStruct("x" / c.Nibble, "y" / c.BitsInteger(12)))
WINDOW = Struct("b" / Int8ub, "c" / c.GreedyBytes)

BEACON = Packet(
    "beacon",
    Struct(
        "magic" / c.Const(b"AB"),
        "mode" / c.BitStruct("a" / c.BitsInteger(3), c.Padding(1), "b" / c.BitsInteger(12)),
        "_spare" / Int8ub,
        "cells" / Struct("v" / channel(Int16ub, "V", linear(0.5)) * "of a cell")[2],
    ),
    limits={"cells.1.v": Limits(caution=(None, 1))},
)


def places(layout: Construct, octets: str) -> list[tuple[str, int, int]]:
    dissection = Packet("p", layout).locate(bytes.fromhex(octets))
    assert dissection.error is None
    return [(field.path, field.bit, field.bits) for field in dissection.fields]


def test_every_bit_of_a_packet_belongs_to_a_field() -> None:
    dissection = BEACON.locate(b"AB\xb0\x07\x09\x00\x02\x00\x04")
    assert dissection.error is None
    said = ("V", "raw * 0.5", "of a cell")
    assert dissection.fields == (
        Located("magic", 0, 16, b"AB", gap=True),
        Located("mode.a", 16, 3, 5, 5, state=State.NOMINAL),
        Located("mode", 19, 1, None, gap=True),
        Located("mode.b", 20, 12, 7, 7, state=State.NOMINAL),
        Located("_spare", 32, 8, 9, gap=True),
        Located("cells.0.v", 40, 16, 2, 1.0, *said, State.NOMINAL),
        Located("cells.1.v", 56, 16, 4, 2.0, *said, State.CAUTION),
    )


def test_what_was_read_before_it_stopped_is_kept() -> None:
    dissection = BEACON.locate(b"AB\xb0\x07\x09\x00\x02\x00")
    assert [field.path for field in dissection.fields][-2:] == ["_spare", "cells.0.v"]
    assert str(dissection.error) == "octet 7, cells.1.v: needs 2 octets, 1 left"


def test_a_wrong_constant_is_told_in_hex() -> None:
    dissection = BEACON.locate(b"AC")
    assert dissection.fields == ()
    assert str(dissection.error) == "octet 0, magic: expected 41 42, found 41 43"


@pytest.mark.parametrize(
    ("layout", "octets", "expected"),
    [
        pytest.param(
            Struct("n" / Int8ub, "x" / c.Bytes(this.n), "y" / Int8ub),
            "02 aabb 01",
            [("n", 0, 8), ("x", 8, 16), ("y", 24, 8)],
            id="behind octets that are counted",
        ),
        pytest.param(
            Struct("a" / Int8ub, "w" / c.Prefixed(Int8ub, WINDOW)),
            "00 03 01 0203",
            [("a", 0, 8), ("w", 8, 8), ("w.b", 16, 8), ("w.c", 24, 16)],
            id="in a window",
        ),
        pytest.param(
            Struct("a" / c.NullTerminated(c.GreedyBytes, term=b","), "b" / c.GreedyBytes),
            b"xy,z".hex(),
            [("a", 0, 16), ("b", 24, 8)],
            id="between terminators",
        ),
        pytest.param(
            Struct("a" / Int8ub, "s" / SWAPPED),
            "00 0102",
            [("a", 0, 8), ("s.x", 8, 16), ("s.y", 8, 16)],
            id="swapped octets have one place",
        ),
        pytest.param(
            Struct("a" / Int8ub, "s" / LEAST_FIRST),
            "00 0102",
            # The least significant three bits of octet 1, the two above, and what is left.
            [("a", 0, 8), ("s.x", 13, 3), ("s.y", 11, 2), ("s.z", 8, 16)],
            id="from the least significant bit",
        ),
        pytest.param(
            Struct("a" / Int8ub, "b" / c.Computed(this.a), "v" / c.VarInt),
            "07 8001",
            [("a", 0, 8), ("b", 8, 0), ("v", 8, 16)],
            id="computed, and left to construct",
        ),
        pytest.param(
            Struct("e" / c.Enum(Int8ub, on=1), "p" / c.Padded(3, Int8ub), "z" / Int8ub),
            "01 02ffff 03",
            [("e", 0, 8), ("p", 8, 8), ("z", 32, 8)],
            id="adapted, and padded",
        ),
    ],
)
def test_places_are_those_counted_by_hand(layout: Construct, octets: str, expected: Any) -> None:
    assert places(layout, octets) == expected
