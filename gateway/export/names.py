"""Names in C: legal, not reserved, and each only once.

::

    battery_voltage   battery_voltage
    _spare            spare             a leading underscore is the compiler's own
    3v3               x_3v3
    ADC               adc               capitals are for macros, of vendors too
    register          register_
    FROM + "degC"     FROM_DEGC
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile

KEYWORDS = frozenset(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t
    char32_t class co_await co_return co_yield compl concept const const_cast consteval constexpr
    constinit continue decltype default delete do double dynamic_cast else enum explicit export
    extern false float for friend goto if inline int long mutable namespace new noexcept not not_eq
    nullptr operator or or_eq private protected public register reinterpret_cast requires restrict
    return short signed sizeof static static_assert static_cast struct switch template this
    thread_local throw true try typedef typeid typename typeof union unsigned using virtual void
    volatile wchar_t while xor xor_eq

    complex errno far i386 imaginary interrupt linux near noreturn offsetof stderr stdin stdout unix
    """.split()  # noqa: SIM905
)
"""Of C99, C11 and C++, whose programs include the header too; and macros of common compilers."""

HEADERS = frozenset(
    """
    assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign
    stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar
    wchar wctype
    """.split()  # noqa: SIM905
)
"""Of the standard library: a file of the same name would be included in its place."""

_SIGNS = {"%": "percent", "\N{GREEK SMALL LETTER MU}": "u", "\N{DEGREE SIGN}": "deg"}
_UNITS = str.maketrans({**_SIGNS, "\N{GREEK CAPITAL LETTER OMEGA}": "ohm"})
"""What is not a letter in a unit, or not one of C, as Pint spells it."""


def identifier(text: str) -> str:
    """*text* as a name in C."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_") or "x"
    if name.isupper():
        name = name.lower()
    if name[0].isdigit():
        name = f"x_{name}"
    return f"{name}_" if name in KEYWORDS else name


def file_name(text: str) -> str:
    """*text* as a name of files, and in C."""
    name = identifier(text)
    return f"{name}_" if name in HEADERS else name


def macro_name(tag: str, *parts: str) -> str:
    """The name of a macro or enumerator: a tag, and what comes behind it."""
    return "_".join([tag, *filter(None, map(_joined, parts))]).upper()


def unit_name(unit: str) -> str:
    """A unit as part of a name; `VALUE` where there is none."""
    spelt = unicodedata.normalize("NFKC", unit).translate(_UNITS)
    return _joined(spelt).upper() if spelt.isascii() and _joined(spelt) else "VALUE"


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
