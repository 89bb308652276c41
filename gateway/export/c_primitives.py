"""The primitives: small functions in C that generated code calls, each only if it is called.

Numbers are put together with shifts, never copied from memory: the order of octets is the
packet's, whatever the processor's.  Everything holds where `int` has 16 bits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gateway.export.c_text import block, chain, function

_CALLED = re.compile(
    r"\b(?:(?:put|get)_(?:octets|zeros|[bl]e\d+)|signed\d+|bits_of_\w+|\w+_of_bits)(?=\()"
)

_ORDERED = re.compile(r"(put|get)_([bl]e)(\d+)")


def primitives(lines: Iterable[str]) -> list[str]:
    """The functions that *lines* call."""
    called = {name for line in lines for name in _CALLED.findall(line)}
    return [line for name in sorted(called) for line in _primitive(name)]


def _primitive(name: str) -> list[str]:
    ordered = _ORDERED.fullmatch(name)
    if ordered:
        bits, little = int(ordered[3]), ordered[2] == "le"
        shifts = list(range(0, bits, 8)) if little else list(range(bits - 8, -1, -8))
        return (_put_number if ordered[1] == "put" else _get_number)(name, bits, shifts)
    if name.startswith("signed"):
        return _signed(int(name.removeprefix("signed")))
    if name.startswith("bits_of_"):
        return _bits_of(name.removeprefix("bits_of_"))
    if name.endswith("_of_bits"):
        return _of_bits(name.removesuffix("_of_bits"))
    return _OCTETS[name]


def _put_number(name: str, bits: int, shifts: list[int]) -> list[str]:
    statements = [f"put(to, (uint8_t){_shifted(shift)});" for shift in shifts]
    return function(f"static void {name}(put_fn put, void *to, {_type(bits)} value)", statements)


def _shifted(shift: int) -> str:
    return f"(value >> {shift})" if shift else "value"


def _get_number(name: str, bits: int, shifts: list[int]) -> list[str]:
    kind = _type(bits)
    terms = [
        f"(({kind})octets[{at}] << {shift})" if shift else f"octets[{at}]"
        for at, shift in enumerate(shifts)
    ]
    statement = chain(f"return ({kind})(", terms, "|", ");")
    return function(f"static {kind} {name}(const uint8_t *octets)", statement)


def _type(bits: int) -> str:
    """The unsigned type of a number of so many bits."""
    return f"uint{16 if bits <= 16 else 32 if bits <= 32 else 64}_t"


def _signed(bits: int) -> list[str]:
    """From two's complement, without a conversion that C leaves to the implementation."""
    kind, unsigned = f"int{bits}_t", f"uint{bits}_t"
    head = f"static {kind} signed{bits}({unsigned} bits, {unsigned} sign)"
    magnitude = f"({kind})(({unsigned})~bits & ({unsigned})(sign - 1U))"
    negative = block("if ((bits & sign) != 0U)", [f"return ({kind})(-{magnitude} - 1);"])
    return function(head, [*negative, f"return ({kind})bits;"])


def _bits_of(kind: str) -> list[str]:
    bits = "uint32_t" if kind == "float" else "uint64_t"
    statements = ["both.value = value;", "return both.bits;"]
    return function(f"static {bits} bits_of_{kind}({kind} value)", [*_union(kind), *statements])


def _of_bits(kind: str) -> list[str]:
    bits = "uint32_t" if kind == "float" else "uint64_t"
    statements = ["both.bits = bits;", "return both.value;"]
    return function(f"static {kind} {kind}_of_bits({bits} bits)", [*_union(kind), *statements])


def _union(kind: str) -> list[str]:
    bits = "uint32_t" if kind == "float" else "uint64_t"
    return ["union {", f"    {kind} value;", f"    {bits} bits;", "} both;"]


_OCTETS = {
    "put_octets": function(
        "static void put_octets(put_fn put, void *to, const uint8_t *octets, size_t count)",
        block("for (size_t i = 0U; i < count; i++)", ["put(to, octets[i]);"]),
    ),
    "put_zeros": function(
        "static void put_zeros(put_fn put, void *to, size_t count)",
        block("for (size_t i = 0U; i < count; i++)", ["put(to, 0U);"]),
    ),
    "get_octets": function(
        "static void get_octets(uint8_t *to, const uint8_t *octets, size_t count)",
        block("for (size_t i = 0U; i < count; i++)", ["to[i] = octets[i];"]),
    ),
}
