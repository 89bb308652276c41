"""Places of values, against what the formats say of the order of their bits."""

from __future__ import annotations

import struct

import construct as c
from construct import Construct

from gateway.definition import Packet
from gateway.export.places import Call, Fixed, Frame, Loop, Run, Slice, Step, Value, frame_of


def steps_of(layout: Construct) -> tuple[Step, ...]:
    return frame_of(Packet("p", layout).program.layout.root).steps


def slices_of(layout: Construct) -> dict[str, tuple[Slice, ...]]:
    return {step.target: step.slices for step in steps_of(layout) if isinstance(step, Value)}


def test_bits_lie_where_the_drawing_says() -> None:
    layout = c.BitStruct("a" / c.BitsInteger(6), "b" / c.BitsInteger(12), c.Padding(6))
    assert slices_of(layout) == {
        "a": (Slice(octet=0, low=2, first=0, width=6),),
        "b": (Slice(0, 0, 10, 2), Slice(1, 0, 2, 8), Slice(2, 6, 0, 2)),
    }


def test_the_octets_of_a_little_endian_number_come_from_the_last() -> None:
    layout = c.Struct("n" / c.Int8ub, "x" / c.Int24ul)
    assert slices_of(layout)["x"] == (Slice(3, 0, 16, 8), Slice(2, 0, 8, 8), Slice(1, 0, 0, 8))


def test_numbers_whose_bits_are_sent_backwards_begin_low() -> None:
    number = c.ByteSwapped(c.BitsInteger(12))
    layout = c.Struct("x" / c.BitsSwapped(c.BitStruct("a" / number, "b" / c.Flag, c.Padding(3))))
    assert slices_of(layout) == {
        "x.a": (Slice(1, 0, 8, 4), Slice(0, 0, 0, 8)),
        "x.b": (Slice(1, 4, 0, 1),),
    }


def test_whole_numbers_know_their_order() -> None:
    fields = {"a": c.Int16ub, "b": c.Int16ul, "c": c.Int8ub, "d": c.ByteSwapped(c.Int32ub)}
    layout = c.Struct(*(name / field for name, field in fields.items()))
    orders = [step.order for step in steps_of(layout) if isinstance(step, Value)]
    assert orders == ["be", "le", "be", "le"]
    bits = c.BitStruct("a" / c.Nibble, "b" / c.Octet, "c" / c.Nibble)
    assert [step.order for step in steps_of(bits) if isinstance(step, Value)] == ["", "", ""]


def test_octets_arrays_and_structs_that_begin_with_an_octet_are_steps() -> None:
    layout = c.Struct("o" / c.Bytes(3), "a" / c.Int16ub[4], "s" / c.Struct("x" / c.Int32ub))
    run, loop, call = steps_of(layout)
    assert run == Run("o", 0, 3)
    assert isinstance(loop, Loop)
    assert (loop.octet, loop.count, loop.body.size, loop.size) == (3, 4, 2, 8)
    assert isinstance(call, Call)
    assert (call.target, call.octet, call.size) == ("s", 11, 4)


def test_what_does_not_begin_with_an_octet_is_taken_apart() -> None:
    inside = c.Struct("x" / c.Nibble, "y" / c.Nibble)
    layout = c.BitStruct(
        "n" / c.Nibble, "s" / inside, "a" / c.Nibble[2], "o" / c.Bytewise(c.Bytes(1)), c.Padding(4)
    )
    assert list(slices_of(layout)) == ["n", "s.x", "s.y", "a[0]", "a[1]", "o[0]"]


def test_an_array_of_bits_is_a_loop_over_those_that_fill_octets() -> None:
    loop, *rest = steps_of(c.BitStruct("a" / c.BitsInteger(6)[11], c.Padding(6)))
    assert isinstance(loop, Loop)
    assert (loop.octet, loop.count, loop.size) == (0, 2, 6)
    targets = [step.target for step in loop.body.steps if isinstance(step, Value)]
    assert targets == ["a[4U * i]", "a[4U * i + 1U]", "a[4U * i + 2U]", "a[4U * i + 3U]"]
    assert [getattr(step, "target", "") for step in rest] == ["a[8]", "a[9]", "a[10]"]


def test_arrays_in_arrays_have_indices_of_their_own() -> None:
    (outer,) = steps_of(c.Struct("m" / c.Int8ub[3][2]))
    assert isinstance(outer, Loop)
    (inner,) = outer.body.steps
    assert isinstance(inner, Loop)
    (value,) = inner.body.steps
    assert isinstance(value, Value)
    assert value.target == "m[i][j]"


def test_constants_are_fixed_bits() -> None:
    layout = c.Struct("x" / c.Int8ub, c.Const(b"\xaa\x55"), "n" / c.Const(-2, c.Int16sl))
    _, octets, number = steps_of(layout)
    assert octets == Fixed(0xAA55, (Slice(1, 0, 8, 8), Slice(2, 0, 0, 8)))
    assert number == Fixed(0xFFFE, (Slice(4, 0, 8, 8), Slice(3, 0, 0, 8)))


def test_a_constant_of_floats_is_a_float_however_it_is_written() -> None:
    (_, fixed) = steps_of(c.Struct("x" / c.Int8ub, c.Const(2, c.Float32b)))
    assert isinstance(fixed, Fixed)
    assert fixed.value.to_bytes(4, "big") == struct.pack(">f", 2.0)


def test_padding_with_a_pattern_is_written_and_not_compared() -> None:
    bits = c.BitStruct("a" / c.Nibble, c.Padding(4, b"\1"))
    layout = c.Struct("x" / c.Padded(2, c.Int8ub, b"\xff"), c.Padding(3), "b" / bits)
    _, octet, call = steps_of(layout)
    assert octet == Fixed(0xFF, (Slice(1, 0, 0, 8),), compared=False)
    assert isinstance(call, Call)
    assert frame_of(call.record).steps[1] == Fixed(15, (Slice(0, 0, 0, 4),), compared=False)


def test_what_takes_no_bits_is_no_step() -> None:
    layout = c.Struct("x" / c.Int8ub, "none" / c.Bytes(0), "no" / c.Int8ub[0], "t" / c.Tell)
    frame = frame_of(Packet("p", layout).program.layout.root)
    assert isinstance(frame, Frame)
    assert (frame.size, [getattr(step, "target", "") for step in frame.steps]) == (1, ["x"])
