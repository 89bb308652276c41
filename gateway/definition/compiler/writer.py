"""The source being written: lines, names, and where in the octets it has come to.

Fixed fields are not read at once.  They are collected in a run, which is written as
one call of `struct` as soon as another statement has to follow it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gateway.definition.compiler.run import Atom, offset_from, source_of_run


@dataclass
class Stream:
    """Octets that the source reads, and the place it has come to.

    Attributes:
        data: Variable of the octets.
        pointer: Variable that keeps the place once it depends on the data.
        origin: Expression for the octet of the packet at which *data* starts.
        tells: Expression that `Tell` adds to the place.
        extent: Variables of the first bit and the bit behind the last, where octets
            were transformed and have no places of their own.
        moved: True once the place is in the pointer; until then it is a constant.
        bits: Bits from the pointer, or from the start, to the place.
        mirror: Bits of octets in reversed order, in which the place goes from the end
            to the start; 0 otherwise.
    """

    data: str
    pointer: str
    origin: str = "0"
    tells: str = "0"
    extent: tuple[str, str] | None = None
    moved: bool = False
    bits: int = 0
    mirror: int = 0

    @property
    def base(self) -> str:
        """The pointer, if it counts; empty at the start."""
        return self.pointer if self.moved else ""

    @property
    def octet(self) -> str:
        """Expression for the place, which is at the start of an octet."""
        return offset_from(self.base, self.bits // 8)

    @property
    def bit(self) -> str:
        """Expression for the place in bits, counted from the packet's start."""
        return self.extent[0] if self.extent else self.bit_at(self.bits)

    def bit_at(self, bits: int) -> str:
        """Expression for the bit so far behind the pointer, counted from the packet's start."""
        start = " + ".join(part for part in (self.origin, self.base) if part not in ("", "0"))
        return offset_from(f"({start}) * 8" if start else "", bits)

    def bits_of(self, begin: str, size: int | None) -> tuple[str, str]:
        """Expressions for the first bit and the bit behind the last of what was just read.

        Args:
            begin: What `bit` was before.
            size: Bits that were read, if that is fixed.
        """
        if self.extent:
            return self.extent
        if not self.mirror or size is None:
            return begin, self.bit
        # Within an octet the bits are side by side; beyond, only the octets are.
        start = self.bits - size
        first, last = start // 8, -(-self.bits // 8)
        if last - first == 1:
            start = 16 * first + 8 - self.bits
            return self.bit_at(start), self.bit_at(start + size)
        return self.bit_at(first * 8), self.bit_at(last * 8)


@dataclass
class Writer:
    """Writes a function's body.

    Attributes:
        merges: False to read every field by itself.
    """

    merges: bool = True
    stream: Stream = field(default_factory=lambda: Stream("data", "p"))
    lines: list[str] = field(default_factory=list)
    namespace: dict[str, object] = field(default_factory=dict)
    _bound: dict[int, str] = field(default_factory=dict)
    _indent: int = 1
    _names: int = 0
    _run: list[Atom] = field(default_factory=list)
    _waiting: list[str] = field(default_factory=list)
    _collected: list[str] = field(default_factory=list)

    def fresh(self, letter: str = "v") -> str:
        """A new variable."""
        self._names += 1
        return f"{letter}{self._names}"

    def bind(self, value: object) -> str:
        """A global name for *value*."""
        name = self._bound.get(id(value))
        if name is None:
            name = self._bound[id(value)] = self.fresh("K")
            self.namespace[name] = value  # which keeps its id from being given away
        return name

    def atom(self, bits: int, kind: str, *, signed: bool = False, little: bool = False) -> str:
        """Add a fixed field to the run; the variable that will hold it."""
        name, stream = self.fresh(), self.stream
        bit = stream.mirror - stream.bits - bits if stream.mirror else stream.bits
        self._run.append(Atom(name, bit, bits, kind, signed, little))
        stream.bits += bits
        if not self.merges:
            self.flush()
        return name

    def line(self, text: str) -> None:
        """Write a statement, behind everything that comes before it."""
        self.flush()
        self._write(text)

    def later(self, text: str) -> None:
        """Write a statement that only needs fields: it does not cut the run in two."""
        if self._run:
            self._waiting.append(text)
        else:
            self._write(text)

    def collect(self, expression: str) -> None:
        """Add an item to the function's list, behind all that is written so far."""
        self._collected.append(expression)

    def flush(self) -> None:
        """Write the run, what waits for it, and what is to be collected."""
        atoms, self._run = sorted(self._run, key=lambda atom: atom.bit), []
        waiting, self._waiting = self._waiting, []
        collected, self._collected = self._collected, []
        stream = self.stream
        source = source_of_run(atoms, stream.data, stream.base, self.bind, self.fresh)
        for text in (*source, *waiting):
            self._write(text)
        if collected:
            self._write(f"out += ({', '.join(collected)},)")

    def assign(self, expression: str, letter: str = "v") -> str:
        """Write an assignment to a new variable."""
        name = self.fresh(letter)
        self.line(f"{name} = {expression}")
        return name

    def settle(self) -> str:
        """Bring the place into the pointer, as it must be around branches and loops."""
        stream = self.stream
        if not stream.moved or stream.bits:
            self.jump(stream.octet)
        self.flush()
        return stream.pointer

    def jump(self, octet: str) -> None:
        """Go to an octet."""
        stream = self.stream
        self.line(f"{stream.pointer} = {octet}")
        stream.moved, stream.bits = True, 0

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Write an indented block; at its end the place is in the pointer again."""
        self.line(header)
        self._indent += 1
        yield
        self.settle()
        self._indent -= 1

    def _write(self, text: str) -> None:
        self.lines.append("    " * self._indent + text)
