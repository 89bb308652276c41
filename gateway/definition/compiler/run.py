"""A run: fixed fields side by side, read by one precompiled `struct.Struct`.

::

    fields    uint16 be │ 3 bits │ 5 bits │ float32 be │ 5 octets
    cells         H     │        B        │     f      │    5s
    source    (v0, w1, v3, v4) = S0(data, p)
              v1 = w1 >> 5
              v2 = w1 & 31

A cell is the shortest piece of whole octets that no field straddles.  `struct` has one
octet order per call, so a change of order begins another call; a cell of bits is read
in either order.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

CODES = {("int", 8): "b", ("int", 16): "h", ("int", 32): "i", ("int", 64): "q"}
FLOATS = {16: "e", 32: "f", 64: "d"}


@dataclass(frozen=True)
class Atom:
    """One field of a run.

    Attributes:
        name: Variable that takes its value; empty for a field that says nothing.
        bit: Where it starts, counted from the run's base.
        bits: How many.
        kind: `int`, `float`, `flag`, `octets` or `skip`.
    """

    name: str
    bit: int
    bits: int
    kind: str
    signed: bool = False
    little: bool = False

    @property
    def code(self) -> str:
        """Its format in `struct`; empty if it has none."""
        if self.bit % 8 or self.bits % 8:
            return ""
        match self.kind:
            case "int":
                code = CODES.get(("int", self.bits), "")
                return code if self.signed else code.upper()
            case "float":
                return FLOATS[self.bits]
            case "flag" if self.bits == 8:
                return "?"
            case "octets":
                return f"{self.bits // 8}s"
            case "skip":
                return f"{self.bits // 8}x"
        return ""

    @property
    def order(self) -> str:
        """The octet order that it needs: `<` or `>`; empty for either."""
        if self.kind not in ("int", "float") or self.bits == 8:
            return ""
        return "<" if self.little else ">"


@dataclass
class Cell:
    """Whole octets with the fields in them."""

    first: int
    octets: int = 0
    atoms: list[Atom] = field(default_factory=list)

    @property
    def alone(self) -> str:
        """Format of the only field, if it fills the cell and `struct` knows it."""
        return self.atoms[0].code if len(self.atoms) == 1 else ""

    @property
    def order(self) -> str:
        """The octet order that the cell needs."""
        return self.atoms[0].order if self.alone else ""


def cells_of(atoms: list[Atom]) -> Iterator[Cell]:
    """Cut a run, which has no gaps, into cells."""
    cell = None
    for atom in atoms:
        if cell is None:
            cell = Cell(atom.bit // 8)
        cell.atoms.append(atom)
        end = atom.bit + atom.bits
        cell.octets = -(-end // 8) - cell.first
        if end % 8 == 0:
            yield cell
            cell = None
    if cell is not None:
        yield cell


def calls_of(atoms: list[Atom]) -> Iterator[tuple[str, list[Cell]]]:
    """Group the cells by octet order: one call of `struct` each."""
    order, group = "", list[Cell]()
    for cell in cells_of(atoms):
        if order and cell.order and cell.order != order:
            yield order, group
            order, group = "", []
        order = order or cell.order
        group.append(cell)
    if group:
        yield order or ">", group


def source_of_run(
    atoms: list[Atom],
    data: str,
    base: str,
    bind: Callable[[object], str],
    fresh: Callable[[str], str],
) -> Iterator[str]:
    """Statements that read a run.

    Args:
        atoms: The fields, one behind the other.
        data: Name of the octets.
        base: Name of the octet from which the fields' bits count; empty for the first.
        bind: Gives an object a name in the source.
        fresh: Makes a new variable.
    """
    for order, cells in calls_of(atoms):
        codes, targets, extractions = order, list[str](), list[str]()
        for cell in cells:
            if cell.alone:
                codes += cell.alone
                targets += [cell.atoms[0].name] if cell.atoms[0].kind != "skip" else []
                continue
            word = fresh("w")
            code = "" if order == "<" and cell.octets > 1 else _word_code(cell.octets)
            codes += code or f"{cell.octets}s"
            targets.append(word)
            extractions += _extractions(cell, word, whole=bool(code), bind=bind)
        first = offset_from(base, cells[0].first)
        unpack = f"{bind(struct.Struct(codes).unpack_from)}({data}, {first})"
        yield f"({', '.join(targets)},) = {unpack}" if targets else unpack
        yield from extractions


def offset_from(base: str, octets: int) -> str:
    """Expression for the octet so far behind the variable *base*; empty for the first."""
    if not base:
        return str(octets)
    return f"{base} + {octets}" if octets else base


def _word_code(octets: int) -> str:
    return CODES.get(("int", octets * 8), "").upper()


def _extractions(
    cell: Cell, word: str, *, whole: bool, bind: Callable[[object], str]
) -> Iterator[str]:
    """Statements that take a cell apart; *whole* if *word* is a number already."""
    if len(cell.atoms) == 1 and cell.atoms[0].bits == cell.octets * 8:
        atom = cell.atoms[0]
        order = "little" if atom.little else "big"
        yield f"{atom.name} = int.from_bytes({word}, {order!r}, signed={atom.signed})"
        return
    if not whole:
        yield f"{word} = int.from_bytes({word}, 'big')"
    for atom in cell.atoms:
        if atom.kind != "skip":
            yield f"{atom.name} = {_extraction(atom, cell, word, bind)}"


def _extraction(atom: Atom, cell: Cell, word: str, bind: Callable[[object], str]) -> str:
    """Expression for one field of a word."""
    start = atom.bit - cell.first * 8
    shift = cell.octets * 8 - start - atom.bits
    mask = (1 << atom.bits) - 1
    if atom.kind == "flag":
        return f"({word} & {mask << shift}) != 0"
    value = f"({word} >> {shift})" if shift else word
    if start:
        value = f"({value} & {mask})"
    if atom.kind == "int" and not atom.little:
        half = 1 << (atom.bits - 1)
        return f"({value} ^ {half}) - {half}" if atom.signed else value
    octets = f"{value}.to_bytes({atom.bits // 8}, 'big')"
    if atom.kind == "float":
        order = "<" if atom.little else ">"
        return f"{bind(struct.Struct(order + FLOATS[atom.bits]).unpack)}({octets})[0]"
    if atom.kind == "int":
        return f"int.from_bytes({octets}, 'little', signed={atom.signed})"
    return octets
