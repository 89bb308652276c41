"""Options of a framing, from the station file's table to its frozen dataclass.

A table has text, numbers and booleans only; what a field is to be is its annotation::

    bytes         octets in hex, such as "1acffc1d"
    Crc           a name of the catalogue, such as "CRC-16/IBM-3740"
    Literal[...]  one of its words
    int, bool     themselves

A mistake is a `StationError` whose key is the option; whoever knows the file adds the
line.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from gateway.coding.crc import CATALOGUE, Crc
from gateway.errors import StationError

T = TypeVar("T")


def read_options(kind: type[T], table: Mapping[str, Any]) -> T:
    """A *kind* whose fields have the values of *table*.

    Raises:
        StationError: An option is unknown, missing, or not what it is to be.
    """
    hints = get_type_hints(kind)
    values = {}
    for key, value in table.items():
        if key not in hints:
            allowed = ", ".join(sorted(hints))
            raise StationError(f"no such option; there are {allowed}", key=key)
        values[key] = _read(key, _without_none(hints[key]), value)
    for key in hints:
        if key not in values and not hasattr(kind, key):
            raise StationError("is needed and missing", key=key)
    return kind(**values)


def require(holds: bool, key: str, wanted: str) -> None:
    """Refuse an option's value that its type alone does not exclude.

    Raises:
        StationError: *holds* is false; *wanted* says what is allowed.
    """
    if not holds:
        raise StationError(wanted, key=key)


def _without_none(hint: Any) -> Any:
    """The type beside None: a table leaves a key out where a field may be None."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    return next(member for member in get_args(hint) if member is not types.NoneType)


def _read(key: str, hint: Any, value: Any) -> Any:
    if get_origin(hint) is Literal:
        words = get_args(hint)
        # By type too: True equals 1.
        if any(type(value) is type(word) and value == word for word in words):
            return value
        raise StationError(f"{value!r} is none of {', '.join(map(str, words))}", key=key)
    if hint is Crc:
        return _crc(key, value)
    if hint is bytes:
        return _octets(key, value)
    if type(value) is not hint:
        raise StationError(f"{value!r} is no {_KINDS[hint]}", key=key)
    return value


_KINDS = {int: "whole number", bool: "true or false"}


def _crc(key: str, value: Any) -> Crc:
    if not isinstance(value, str) or value not in CATALOGUE:
        names = ", ".join(CATALOGUE)
        raise StationError(f"{value!r} is no CRC of the catalogue; there are {names}", key=key)
    return CATALOGUE[value]


def _octets(key: str, value: Any) -> bytes:
    try:
        return bytes.fromhex(value)
    except (TypeError, ValueError):
        message = f"{value!r} is not octets in hex, such as '1acffc1d'"
        raise StationError(message, key=key) from None
