"""Names in C: legal, not reserved, and each only once.

::

    battery_voltage   battery_voltage
    _spare            spare             a leading underscore is the compiler's own
    3v3               x_3v3
    register          register_
    FROM + "degC"     FROM_DEGC
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

KEYWORDS = frozenset(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl const
    const_cast constexpr continue decltype default delete do double dynamic_cast else enum explicit
    export extern false float for friend goto if inline int long mutable namespace new noexcept not
    not_eq nullptr operator or or_eq private protected public register reinterpret_cast restrict
    return short signed sizeof static static_assert static_cast struct switch template this
    thread_local throw true try typedef typeid typename typeof union unsigned using virtual void
    volatile wchar_t while xor xor_eq
    errno linux offsetof unix
    """.split()  # noqa: SIM905
)
"""Of C99, C11 and C++, whose programs include the header too; and macros of common compilers."""

_UNITS = {"%": "percent"}


def identifier(text: str) -> str:
    """*text* as a name in C."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_") or "x"
    if name[0].isdigit():
        name = f"x_{name}"
    return f"{name}_" if name in KEYWORDS else name


def macro_name(tag: str, *parts: str) -> str:
    """The name of a macro or enumerator: a tag, and what comes behind it."""
    return "_".join([tag, *filter(None, map(_joined, parts))]).upper()


def unit_name(unit: str) -> str:
    """A unit as part of a name; `VALUE` where there is none."""
    return _joined(_UNITS.get(unit, unit)).upper() or "VALUE"


def _joined(text: str) -> str:
    """The letters and digits of *text*, with underscores for what is between them."""
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")


def common_name(paths: Sequence[str]) -> str:
    """What several paths share in the words of their names; the first path if nothing.

    ``main_loop`` and ``backup_loop`` are both a ``loop``, ``cell1`` and ``cell2`` a ``cell``.
    """
    words = [re.findall("[A-Za-z]+", path.rpartition(".")[2]) for path in paths]
    if len(paths) > 1:
        for turned in (True, False):
            columns = zip(*(each[::-1] if turned else each for each in words), strict=False)
            same = [column[0] for column in takewhile(lambda one: len(set(one)) == 1, columns)]
            if same:
                return "_".join(same[::-1] if turned else same)
    return paths[0].replace(".", "_")


class Names:
    """Names that are taken: whoever comes later gets an underscore more."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        """*name*, or the next like it that is free."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name
