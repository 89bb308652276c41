"""A command's octets are those of its layout, with every argument given."""

from __future__ import annotations

import pytest
from construct import Const, Construct, Float32b, Int8sb, Int8ub, Int16ub, Struct

from gateway.definition import Acknowledgement, Command, channel, enumeration, linear
from gateway.errors import LayoutError

INNER = Struct("low" / Int8sb, "high" / Int8sb)
COMMAND = Command(
    "loop",
    Struct(
        "id" / Const(16, Int8ub),
        "tag" / Int16ub * "names this command",
        "position" / channel(Int8ub, "", enumeration({0: "closed", 1: "open"})),
        "speed" / channel(Int16ub, "rpm", linear(0.5)),
        "bounds" / INNER[2],
    ),
)
VALUES = {
    "position": "open",
    "speed": 100,
    "bounds.0.low": -1,
    "bounds.0.high": 1,
    "bounds.1.low": -128,
    "bounds.1.high": 127,
}


def test_the_octets_are_id_tag_and_arguments_in_order() -> None:
    assert COMMAND.build(VALUES, tag=0x1234).hex() == "1012340100c8ff01807f"


def test_every_channel_but_the_tag_is_an_argument() -> None:
    assert list(COMMAND.arguments) == list(VALUES)
    assert COMMAND.highest_tag == 65535
    narrow = Command("narrow", Struct("n" / Int8ub), tag="n")
    assert (narrow.arguments, narrow.highest_tag) == ({}, 255)
    assert narrow.build({}, 7) == b"\x07"


@pytest.mark.parametrize(
    ("first", "number"),
    [
        ("id" / Const(16, Int8ub) * "of the command", 16),
        ("id" / channel(Const(0, Int16ub)) * "of the command", 0),
        ("id" / Const(b"go"), None),
        ("id" / Int8ub, None),
    ],
    ids=str,
)
def test_the_id_is_the_number_that_the_layout_begins_with(
    first: Construct, number: int | None
) -> None:
    assert Command("go", Struct(first, "tag" / Int16ub, "x" / Const(7, Int8ub))).id == number
    assert Command("go", Int16ub).id is None


@pytest.mark.parametrize("missing", VALUES)
def test_no_argument_has_a_default(missing: str) -> None:
    with pytest.raises(LayoutError, match="is missing; expected") as caught:
        COMMAND.build({path: value for path, value in VALUES.items() if path != missing}, 1)
    assert caught.value.path == missing


@pytest.mark.parametrize(
    ("path", "hint"),
    [("sped", "did you mean speed?"), ("tag", "there is position"), ("id", "there is position")],
)
def test_an_argument_that_is_none_is_refused(path: str, hint: str) -> None:
    with pytest.raises(LayoutError, match="no such argument") as caught:
        COMMAND.build({**VALUES, path: 1}, 1)
    assert hint in caught.value.reason


def test_a_float_that_would_arrive_as_another_is_refused() -> None:
    command = Command("far", Struct("tag" / Int16ub, "x" / Float32b))
    # IEEE 754: 0.1 is the single 0x3DCCCCCD, and 1e39 is beyond the largest single.
    assert command.build({"x": 0.1}, 1).hex() == "00013dcccccd"
    with pytest.raises(LayoutError, match="would arrive as"):
        command.build({"x": 1e39}, 1)


def test_an_acknowledgement_is_that_of_the_shim_unless_it_says_otherwise() -> None:
    form = Acknowledgement()
    assert (form.packet, form.tag, form.result) == ("acknowledgement", "tag", "result")
    assert (form.accepted, form.failed) == ("accepted", "failed")
