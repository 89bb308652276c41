"""Where in a TOML text a key stands: tomllib does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Line of a key in a TOML text, counted from 1; its table's line, or 0, if not found.

    Args:
        text: The file.
        path: Table names, keys, and the index behind the name of an array of tables,
            such as ``("source", 1, "downlink", 0, "baud")``.
    """
    best = 0
    depth = 0
    table: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]", line):
            table = _table(header[2].split("."), header[1] == "[[", counts)
            here = table
        elif key := re.match(r"\s*([\w.\-]+)\s*=", line):
            here = (*table, *key[1].split("."))
        else:
            continue
        if len(here) > depth and tuple(path[: len(here)]) == here:
            best, depth = number, len(here)
    return best


def _table(names: Sequence[str], is_array: bool, counts: dict[str, int]) -> tuple[str | int, ...]:
    """The path of a table's header; *counts* has the last index of each array so far."""
    whole = ".".join(names)
    if is_array:
        counts[whole] = counts.get(whole, -1) + 1
        for deeper in [name for name in counts if name.startswith(f"{whole}.")]:
            del counts[deeper]
    path: tuple[str | int, ...] = ()
    for depth, name in enumerate(names, start=1):
        count = counts.get(".".join(names[:depth]))
        path += (name,) if count is None else (name, count)
    return path
