"""Lines of C: wrapped and indented, comments that end where they should, integers."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 100
"""Columns of a line."""

STEP = "    "


def indented(lines: Iterable[str]) -> list[str]:
    """*lines* one step to the right."""
    return [f"{STEP}{line}" if line else "" for line in lines]


def block(head: str, lines: Iterable[str]) -> list[str]:
    """A statement and the lines that it governs."""
    return [f"{head} {{", *indented(lines), "}"]


def function(head: str, lines: Iterable[str]) -> list[str]:
    """A function and an empty line behind it."""
    return [head, "{", *indented(lines), "}", ""]


def chain(head: str, terms: Sequence[str], operator: str, tail: str) -> list[str]:
    """Terms between operators, in one line or in one each."""
    line = f"{head}{f' {operator} '.join(terms)}{tail}"
    if len(line) <= WIDTH - 2 * len(STEP) or len(terms) == 1:
        return [line]
    lines = [terms[0], *(f"{STEP}{operator} {term}" for term in terms[1:])]
    return [head + lines[0], *lines[1:-1], lines[-1] + tail]


def comment(text: str, mark: str = "/**") -> list[str]:
    """*text* as a comment; a line break in it begins a new line."""
    lines = [
        part
        for line in _harmless(text).splitlines()
        for part in textwrap.wrap(line, WIDTH - 12, break_on_hyphens=False) or [""]
    ]
    if len(lines) <= 1:
        return [f"{mark} {''.join(lines)} */"]
    return [f"{mark} {lines[0]}", *(f" * {line}".rstrip() for line in lines[1:]), " */"]


def _harmless(text: str) -> str:
    """*text* without what begins, ends, continues or disguises a comment.

    That is: signs of comments, trigraphs, backslashes at the end, and characters that cannot be
    seen or turn the direction of writing.
    """
    lines = [
        "".join(one if one.isprintable() else " " for one in line) for line in text.splitlines()
    ]
    apart = [re.sub(r"\*(?=/)|/(?=\*)|\?(?=\?)", r"\g<0> ", line) for line in lines]
    return "\n".join(line.rstrip("\\ ") for line in apart)


def literal(value: int) -> str:
    """An integer, of a type that holds it where `int` has 16 bits."""
    if -(1 << 15) < value < 1 << 15:
        return str(value) if value >= 0 else f"({value})"
    for bits in (16, 32, 64):  # the lowest number has no literal: its opposite is too large
        if value == -1 << bits - 1:
            return f"INT{bits}_MIN"
    if value < 0:
        return f"(-INT{32 if value > -(1 << 31) else 64}_C({-value}))"
    return f"UINT{16 if value < 1 << 16 else 32 if value < 1 << 32 else 64}_C({value})"
