"""Checking missions: each mistake is named, with the field and, where known, the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import construct as c
import pytest
from construct import Int8ub, Int16ub, Struct, this

from gateway.definition import (
    Acknowledgement,
    Command,
    Limits,
    Match,
    Mission,
    Packet,
    channel,
    enumeration,
    function,
    timestamp,
)
from gateway.definition.checking import check_mission
from gateway.links import AX25

BEACON = Struct("a" / Int8ub * "a number", "t" / channel(Int16ub, "", timestamp()) * "a time")
MODE = channel(Int8ub, "", enumeration({0: "safe", 1: "nominal"}))


def faults(*packets: Packet, name: str = "test-1", **options: Any) -> list[tuple[str, str]]:
    mission = Mission(name, "A test", packets, **options)
    return [(fault.key, fault.reason) for fault in check_mission(mission, strict=True)]


def packet_faults(layout: c.Construct, **options: Any) -> list[tuple[str, str]]:
    return faults(Packet("p", layout, **options))


def test_a_mission_in_order_has_no_faults() -> None:
    limits = {"a": Limits(caution=(0, 1))}
    assert faults(Packet("p", BEACON, limits, Match(length=3), made_at="t")) == []


@pytest.mark.parametrize("name", ["Test", "test_1", "test--1", "", "tést"])
def test_a_name_is_lower_case_with_hyphens(name: str) -> None:
    ((key, reason),) = faults(Packet("p", BEACON), name=name)
    assert key == "name"
    assert "lower case with hyphens" in reason


def test_packets_have_names_of_their_own() -> None:
    found = faults(Packet("p", BEACON), Packet("p", BEACON), Packet("Q-1", BEACON))
    assert found == [
        ("p", "2 packets have this name"),
        ("Q-1", "'Q-1' is not lower snake case"),
    ]
    assert faults() == [("packets", "there is none")]


def test_a_link_is_one_of_the_links() -> None:
    assert faults(Packet("p", BEACON), link=["ax25"]) == [("link", "'ax25' is no link")]


@pytest.mark.parametrize(
    ("layout", "options", "key", "reason"),
    [
        (Struct("a" / Int8ub), {}, "a", "does not say what it means"),
        (BEACON, {"limits": {"b": Limits()}}, "b", "no such channel"),
        (BEACON, {"limits": {"a": Limits(caution=(2, 1))}}, "a", "lower limit 2 above"),
        (BEACON, {"limits": {"t": Limits(caution=(0, 1))}}, "t", "cannot be compared"),
        (BEACON, {"made_at": "b"}, "b", "made_at, but there is no such channel"),
        (BEACON, {"made_at": "a"}, "a", "gives no time"),
        (BEACON, {"match": Match(length=4)}, "length", "wants 4 octets, its layout has 3"),
        (
            Struct("m" / MODE * "mode"),
            {"limits": {"m": Limits(nominal_words=frozenset({"fast"}))}},
            "m",
            "words that it never says: fast",
        ),
        (
            Struct("m" / MODE * "mode"),
            {"limits": {"m": Limits(caution=(0, 1))}},
            "m",
            "in numbers, but its values are words",
        ),
        (
            Struct("x" / Struct("a" / Int8ub * "one", "a" / Int8ub * "two")),
            {},
            "x.a",
            "2 fields have this name",
        ),
        (Struct("x" / Struct(Int8ub)), {}, "x", "without a name"),
        (
            Struct("f" / channel(Int8ub, "", function("f", lambda raw: raw.x)) * "f"),
            {},
            "f",
            "f(raw): AttributeError for 0",
        ),
        (
            Struct("k" / Int8ub * "kind", "x" / c.Aligned(2, c.Array(this.k, c.Pass)) * "x"),
            {},
            "x",
            "cannot be bounded",
        ),
        (
            Struct(
                "k" / Int8ub * "kind",
                "v" / c.IfThenElse(this.k, channel(Int8ub, "V"), channel(Int8ub, "mV")) * "v",
            ),
            {},
            "v",
            "has units 'V' and 'mV'",
        ),
    ],
)
def test_a_mistake_is_named_with_its_field(
    layout: c.Construct, options: dict[str, Any], key: str, reason: str
) -> None:
    found = [fault for fault in packet_faults(layout, **options) if fault[0] == key]
    assert len(found) == 1
    assert found[0][1].startswith("p: ") or key == "name"
    assert reason in found[0][1]


def test_a_layout_that_repeats_itself_is_checked_once() -> None:
    trees: list[c.Construct] = []
    trees.append(
        Struct("tag" / Int8ub * "tag", "below" / c.GreedyRange(c.LazyBound(lambda: trees[0])) * "x")
    )
    assert packet_faults(trees[0]) == []


def test_a_fault_has_the_line_where_its_field_is_written(tmp_path: Path) -> None:
    file = tmp_path / "test_1.py"
    file.write_text('BEACON = (\n    "a",\n    "b.c",\n)\n', encoding="utf-8")
    limits = {"b.c": Limits(), "x.a": Limits(), "z": Limits()}
    mission = Mission("test-1", "A test", [Packet("p", BEACON, limits)])
    lines = {fault.key: fault.line for fault in check_mission(mission, file)}
    assert lines == {"b.c": 3, "x.a": 2, "z": 0}


def test_the_file_is_named_after_the_mission() -> None:
    mission = Mission("test-1", "A test", [Packet("p", BEACON)])
    assert check_mission(mission, Path("test_1.py")) == []
    (fault,) = check_mission(mission, Path("test1.py"))
    assert fault.key == "name"
    assert "test_1.py" in fault.reason


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"sequence": "x"}, "x"),
        ({"sequence": "t", "boots": "y"}, "y"),
        ({"boots": "a"}, "boots"),
    ],
)
def test_what_numbers_the_packets_is_a_channel(options: dict[str, Any], key: str) -> None:
    assert [found for found, _ in faults(Packet("p", BEACON), **options)] == [key]


def test_packets_are_numbered_by_integers() -> None:
    layout = Struct("a" / c.Float32b * "a number")
    ((key, reason),) = faults(Packet("p", layout), sequence="a")
    assert (key, "no integer" in reason) == ("a", True)


def test_a_packet_has_one_number() -> None:
    layout = Struct("a" / c.Array(2, Int8ub) * "numbers")
    ((key, reason),) = faults(Packet("p", layout), sequence="a.*")
    assert (key, "more than one" in reason) == ("a.*", True)


ONE_WAY = function("double", lambda raw: 2 * raw)
RESULT = channel(Int8ub, "", enumeration({0: "accepted", 3: "refused"}))
ANSWER = Packet("acknowledgement", Struct("tag" / Int16ub * "tag", "result" / RESULT * "result"))
PLAIN_ANSWER = Acknowledgement()
GO = Struct("tag" / Int16ub * "tag", "speed" / channel(Int8ub, "rpm") * "wanted")


def command_faults(
    *commands: Command, answer: Acknowledgement | None = PLAIN_ANSWER, **options: Any
) -> list[tuple[str, str]]:
    return faults(ANSWER, commands=commands, acknowledgement=answer, **options)


def test_commands_in_order_have_no_faults() -> None:
    assert command_faults(Command("go", GO), Command("ping", Struct("tag" / Int16ub * "t"))) == []


def test_commands_have_names_of_their_own_fit_for_topics() -> None:
    assert command_faults(Command("go", GO), Command("go", GO), Command("Go/#", GO)) == [
        ("go", "2 commands have this name"),
        ("Go/#", "'Go/#' is not lower snake case"),
    ]


def test_commands_need_an_acknowledgement_that_is_there() -> None:
    go = Command("go", GO)
    [(key, reason)] = command_faults(go, answer=None)
    assert (key, "is missing" in reason) == ("acknowledgement", True)
    for form, wanted in (
        (Acknowledgement(packet="ack"), "no packet 'ack'"),
        (Acknowledgement(tag="number"), "no integer 'number'"),
        (Acknowledgement(result="tag"), "no 'tag' that says 'accepted'"),
        (Acknowledgement(accepted="ok"), "no 'result' that says 'ok'"),
        (Acknowledgement(command="which"), "no integer 'which'"),
    ):
        assert wanted in "".join(why for _, why in command_faults(go, answer=form))
    assert command_faults(go, link=[AX25()])[0][0] == "commands"


@pytest.mark.parametrize(
    ("layout", "key", "reason"),
    [
        (Struct("speed" / Int8ub * "s"), "tag", "command go: is the tag, but there is no such"),
        (Struct("tag" / c.Float32b * "t"), "tag", "command go: is the tag, but there is no such"),
        (Struct("tag" / Int16ub * "t", "x" / Int8ub), "x", "command go: does not say"),
        (
            Struct("tag" / Int16ub * "t", "x" / c.GreedyBytes * "x"),
            "go",
            "command go: its layout has no fixed size",
        ),
        (
            Struct("tag" / Int16ub * "t", "x" / channel(Int8ub, "", ONE_WAY) * "x"),
            "x",
            "command go: cannot be given: double has no inverse",
        ),
    ],
)
def test_a_command_that_cannot_be_built_is_told(layout: c.Construct, key: str, reason: str) -> None:
    found = command_faults(Command("go", layout))
    assert [(where, why[: len(reason)]) for where, why in found] == [(key, reason)]


def test_a_range_is_one_of_a_number_that_is_there() -> None:
    assert command_faults(Command("go", GO, ranges={"speed": (0, 9)})) == []
    assert command_faults(Command("go", GO, ranges={"sped": (0, 9)})) == [
        ("sped", "command go: has a range, but is no number among the arguments")
    ]
    assert command_faults(Command("go", GO, ranges={"speed": (9, 0)})) == [
        ("speed", "command go: has a range from 9 down to 0")
    ]
