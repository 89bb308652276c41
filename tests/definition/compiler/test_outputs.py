"""What is written: one call for a fixed packet, nothing called that need not be."""

from __future__ import annotations

import construct as c
from construct import Int8ub, Int16ub, Int16ul, Struct, this

from gateway.definition import Limits, Packet, channel, enumeration, linear
from gateway.definition.compiler.outputs import Flat, Nested, Places

BEACON = Packet(
    "beacon",
    Struct(
        "sync" / c.Const(b"\x1a"),
        "battery" / Struct("voltage" / channel(Int16ub, "V", linear(0.5)), "n" / Int8ub),
        "mode" / c.BitStruct("a" / c.Nibble, "b" / channel(c.Nibble, "", enumeration({1: "on"}))),
        "cells" / Struct("v" / Int16ub)[2],
    ),
    limits={"battery.n": Limits(caution=(1, 2))},
)


def test_a_fixed_packet_is_read_by_one_call() -> None:
    lines = BEACON.program.source(Nested).text.splitlines()
    assert sum("(data, " in line for line in lines) == 1
    assert not any("context" in line for line in lines)


def test_readings_are_written_in_place() -> None:
    text = BEACON.program.source(Flat).text
    assert text.count("Reading(") == 6
    assert "* 0.5 + 0.0, 'V', NOMINAL)" in text


def test_places_are_kept_field_by_field() -> None:
    lines = BEACON.program.source(Places).text.splitlines()
    assert sum("trace.take(" in line for line in lines) == 7
    assert sum(" = K" in line and "(data, " in line for line in lines) == 7


def test_an_expression_is_written_and_a_function_is_called() -> None:
    written = Packet("p", Struct("n" / Int8ub, "x" / c.Bytes(this.n * 2)))
    called = Packet("p", Struct("n" / Int8ub, "x" / c.Bytes(lambda ctx: ctx.n * 2)))
    assert "context(" not in written.program.source(Nested).text
    assert "context(" in called.program.source(Nested).text
    assert written.parse(b"\1ab") == called.parse(b"\1ab") == {"n": 1, "x": b"ab"}


def test_other_octet_orders_need_another_call() -> None:
    packet = Packet("p", Struct("a" / Int16ub, "b" / Int16ul, "c" / Int16ul))
    lines = packet.program.source(Nested).text.splitlines()
    assert sum("(data, " in line for line in lines) == 2
