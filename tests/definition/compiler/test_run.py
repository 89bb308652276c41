"""Runs: fixed fields read by `struct`, against the same bits cut out of a text of them."""

from __future__ import annotations

import struct
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.definition.compiler.run import Atom, source_of_run

SIZES = {"flag": (1, 8), "float": (16, 32, 64), "skip": (1, 3, 8, 24), "octets": (8, 40)}


@st.composite
def runs(draw: st.DrawFn) -> list[Atom]:
    """Fields side by side that end at an octet."""
    kinds = draw(st.lists(st.sampled_from(["int", "int", *SIZES]), min_size=1, max_size=9))
    sizes = [draw(st.sampled_from(SIZES.get(kind, range(1, 70)))) for kind in kinds]
    kinds.append("skip")
    sizes.append(-sum(sizes) % 8 or 8)
    starts = [0, *accumulate(sizes)]
    return [
        Atom(
            f"v{number}",
            starts[number],
            size,
            kind,
            signed=draw(st.booleans()),
            little=kind != "skip" and size % 8 == 0 and draw(st.booleans()),
        )
        for number, (kind, size) in enumerate(zip(kinds, sizes, strict=True))
    ]


def cut_out(atom: Atom, text: str) -> Any:
    """A field of a text of zeros and ones."""
    bits = text[atom.bit : atom.bit + atom.bits]
    if atom.kind == "flag":
        return "1" in bits
    octets = int(bits, 2).to_bytes(-(-atom.bits // 8), "big")
    if atom.kind == "octets":
        return octets
    if atom.kind == "float":
        letter = {16: "e", 32: "f", 64: "d"}[atom.bits]
        return struct.unpack(("<" if atom.little else ">") + letter, octets)[0]
    number = int.from_bytes(octets, "little" if atom.little else "big")
    return number - (1 << atom.bits) if atom.signed and number >> (atom.bits - 1) else number


def run(atoms: list[Atom], data: bytes, base: int = 0) -> dict[str, Any]:
    names: dict[str, Any] = {"data": data, "p": base}

    def bind(value: object) -> str:
        names[f"k{len(names)}"] = value
        return f"k{len(names) - 1}"

    fresh = iter(f"w{number}" for number in range(1000))
    for line in source_of_run(atoms, "data", "p" if base else "", bind, lambda _: next(fresh)):
        exec(line, names)  # noqa: S102
    return names


@given(runs(), st.data())
def test_every_field_is_what_its_bits_say(atoms: list[Atom], data: st.DataObject) -> None:
    octets = (atoms[-1].bit + atoms[-1].bits) // 8
    drawn = data.draw(st.binary(min_size=octets, max_size=octets))
    found = run(atoms, b"##" + drawn, base=2)
    text = "".join(f"{octet:08b}" for octet in drawn)
    for atom in atoms:
        if atom.kind != "skip":
            assert repr(found[atom.name]) == repr(cut_out(atom, text))


@given(runs(), st.integers(0, 8))
def test_a_field_can_be_read_by_itself(atoms: list[Atom], index: int) -> None:
    atom = atoms[index % len(atoms)]
    drawn = bytes(range(7, 7 + (atoms[-1].bit + atoms[-1].bits) // 8))
    text = "".join(f"{octet:08b}" for octet in drawn)
    if atom.kind != "skip":
        assert repr(run([atom], drawn)[atom.name]) == repr(cut_out(atom, text))


def test_fields_of_one_order_are_read_at_once() -> None:
    atoms = [
        *(Atom("a", 0, 16, "int"), Atom("b", 16, 3, "int"), Atom("c", 19, 5, "int")),
        *(Atom("", 24, 8, "skip"), Atom("d", 32, 32, "float"), Atom("e", 64, 24, "octets")),
    ]
    lines = list(source_of_run(atoms, "data", "", lambda value: "K", lambda letter: letter))
    assert lines == ["(a, w, d, e,) = K(data, 0)", "b = (w >> 5)", "c = (w & 31)"]


def test_another_order_begins_another_call() -> None:
    atoms = [
        *(Atom("a", 0, 16, "int"), Atom("b", 16, 8, "int")),
        *(Atom("c", 24, 16, "int", little=True), Atom("d", 40, 8, "flag")),
    ]
    lines = list(source_of_run(atoms, "data", "p", lambda value: "K", lambda letter: letter))
    assert lines == ["(a, b,) = K(data, p)", "(c, d,) = K(data, p + 3)"]


@pytest.mark.parametrize("short", range(4))
def test_padding_has_to_be_there(short: int) -> None:
    with pytest.raises(struct.error):
        run([Atom("", 0, 32, "skip")], bytes(short))
