"""The writer: where statements go, and what it says of the place."""

from __future__ import annotations

from gateway.definition.compiler.writer import Stream, Writer


def test_fields_wait_until_a_statement_needs_them() -> None:
    writer = Writer()
    first, second = writer.atom(8, "int"), writer.atom(16, "int")
    writer.later(f"check({first})")
    writer.collect("item")
    assert writer.lines == []
    writer.line("end()")
    assert writer.lines == [
        f"    ({first}, {second},) = K3(data, 0)",
        f"    check({first})",
        "    out += (item,)",
        "    end()",
    ]


def test_without_merging_every_field_is_read_by_itself() -> None:
    writer = Writer(merges=False)
    writer.atom(8, "int")
    writer.atom(8, "int")
    assert len(writer.lines) == 2


def test_the_place_moves_into_the_pointer_where_it_may_differ() -> None:
    writer = Writer()
    writer.atom(16, "int")
    assert writer.stream.octet == "2"
    writer.settle()
    with writer.block("if x:"):
        writer.atom(8, "skip")
    assert [line.strip() for line in writer.lines[1:]] == [
        *("p = 2", "if x:", "K4(data, p)", "p = p + 1")
    ]
    assert writer.stream.octet == "p"


def test_an_object_has_one_name() -> None:
    writer = Writer()
    thing = object()
    assert writer.bind(thing) == writer.bind(thing)
    assert writer.bind(object()) != writer.bind(thing)


def test_bits_count_from_the_start_of_the_packet() -> None:
    stream = Stream("d", "p", origin="2 + o1", moved=True, bits=13)
    assert stream.octet == "p + 1"
    assert eval(stream.bit, {"o1": 5, "p": 3}) == (2 + 5 + 3) * 8 + 13  # noqa: S307


def test_mirrored_bits_lie_from_the_least_significant_end() -> None:
    stream = Stream("d", "p", mirror=16, bits=3)
    assert stream.bits_of("", 3) == ("5", "8")
    stream.bits = 16
    assert stream.bits_of("", 13) == ("0", "16")
