r"""Calibrations of octets that are written: words and numbers in ASCII.

::

    text()           b"HELLO\0\0"   HELLO
    decimal(0.1)     b"-42"         -4.2
    hexadecimal()    b"7F"          127
"""

# ruff: noqa: D102 (the protocol `Calibration` documents every method once)

from __future__ import annotations

import math
from dataclasses import dataclass

from gateway.definition.calibration import Linear, OneByOne
from gateway.errors import CalibrationError


@dataclass(frozen=True)
class Text(OneByOne):
    """Octets as text; see `text`."""

    encoding: str = "ascii"

    def value(self, raw: bytes) -> str:
        return raw.decode(self.encoding, "replace").rstrip("\0 ")

    def raw(self, value: str) -> bytes:
        try:
            return value.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise CalibrationError(f"{value!r} cannot be written in {self.encoding}") from error

    @property
    def formula(self) -> str:
        return f"{self.encoding} text"


@dataclass(frozen=True)
class Decimal(OneByOne):
    """A number written in ASCII; see `decimal` and `hexadecimal`."""

    scale: float = 1
    offset: float = 0
    base: int = 10

    def value(self, raw: bytes) -> float | None:
        number = _written(raw, self.base)
        if number is None or (self.scale == 1 and self.offset == 0):
            return number
        value = number * self.scale + self.offset
        return value if math.isfinite(value) else None

    def raw(self, value: float) -> bytes:
        number = value
        if (self.scale, self.offset) != (1, 0):
            number = Linear(self.scale, self.offset).raw(value)
        if self.base == 16:
            return b"%X" % round(number)
        return (b"%d" % number) if number == int(number) else repr(number).encode("ascii")

    @property
    def formula(self) -> str:
        name = "hexadecimal" if self.base == 16 else "decimal"
        if (self.scale, self.offset) == (1, 0):
            return f"{name} text"
        return f"{name} text, {Linear(self.scale, self.offset).formula}"


def _written(raw: bytes, base: int) -> float | None:
    """The number that ASCII digits say; None if they say none."""
    text = raw.strip(b" \t\r\n\0")
    # Python reads 1_000 as a thousand, and very long integers slowly; nobody sends either.
    if b"_" in text or len(text) > 40:
        return None
    try:
        if base != 10 or text.lstrip(b"+-").isdigit():
            return int(text, base)
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def text(encoding: str = "ascii") -> Text:
    """Octets as text, trailing NUL and blanks dropped, what is no text as U+FFFD."""
    return Text(encoding)


def decimal(scale: float = 1, offset: float = 0) -> Decimal:
    """A decimal number written in ASCII, then value = number * scale + offset."""
    return Decimal(scale, offset)


def hexadecimal(scale: float = 1, offset: float = 0) -> Decimal:
    """A hexadecimal number written in ASCII, then value = number * scale + offset."""
    return Decimal(scale, offset, base=16)
