"""What a fault takes away, doubles or moves: octets, or whole frames.

::

    octets    41 │ 42 │ 43 │ ...                   each for itself
    frames    C0 00 .. C0 │ C0 00 .. C0 │ ...      up to and with the delimiter
              C0 00 .. C0 │ 00 .. C0 │ ...         neighbours that share one

A wire has no frames.  To find them the fault looks for a delimiter: KISS's and SLIP's FEND
unless told otherwise (HDLC 7E, COBS 00).  Delimiters before the octets of a frame and the
one behind them belong to it.  A frame is held until it is complete, whoever reads it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from random import Random
from typing import ClassVar, Literal

from gateway.hil.faults.chance import Chance, check_probability
from gateway.hil.faults.injection import Injection

Of = Literal["octets", "frames"]

FEND = 0xC0
MOST_OCTETS = 4096
"""Longest frame; so many octets without an end pass as if they were one."""


class Units:
    """Cuts a stream into units, the same however it arrives.

    Args:
        of: What a unit is.
        delimiter: The octet that ends a frame, and may begin it.
    """

    def __init__(self, of: Of, delimiter: int = FEND):
        mark = re.escape(bytes([delimiter]))
        frame = rb"%b*[^%b]+%b" % (mark, mark, mark)
        self._unit = re.compile(rb"." if of == "octets" else frame, re.DOTALL)
        self._rest = b""

    def split(self, octets: bytes) -> list[bytes]:
        """The units that *octets* complete."""
        units = []
        data = self._rest + octets
        place = 0
        while place < len(data):
            match = self._unit.match(data, place, place + MOST_OCTETS)
            if match is None and len(data) - place < MOST_OCTETS:
                break
            end = match.end() if match else place + MOST_OCTETS
            units.append(data[place:end])
            place = end
        self._rest = data[place:]
        return units

    def take_rest(self) -> bytes:
        """The beginning of a unit, given up."""
        rest, self._rest = self._rest, b""
        return rest


@dataclass(frozen=True)
class FrameFault:
    """What is said of a fault that hits some frames and not others.

    Attributes:
        probability: That a frame is hit, 0 to 1.
        at: Numbers of the frames that are hit, from 0, in place of a probability.
        delimiter: The octet between frames.
    """

    of: ClassVar[Of] = "frames"
    probability: float | None = None
    _: KW_ONLY
    at: tuple[int, ...] = ()
    delimiter: int = FEND

    def __post_init__(self) -> None:
        if (self.probability is None) == (not self.at):
            raise ValueError(f"{type(self).__name__}: give either a probability, or at=(0, ...)")
        if not isinstance(self.at, tuple | list):
            raise ValueError(f"{type(self).__name__}: at={self.at!r}; write at=({self.at!r},)")
        if self.at and min(self.at) < 0:
            raise ValueError(f"{type(self).__name__}: at={self.at}; count from 0")
        check_probability(self.probability or 0.0)
        check_octet(self.delimiter)


@dataclass(frozen=True, kw_only=True)
class UnitFault(FrameFault):
    """What is said of a fault that hits octets or frames.

    Attributes:
        probability: That a unit is hit, 0 to 1.
        at: Numbers of the units that are hit, from 0, in place of a probability.
        delimiter: The octet between frames.
        of: What a unit is.
    """

    of: Of = "octets"  # type: ignore[misc]


class UnitInjection(Injection, ABC):
    """A fault that hits some units.

    Args:
        fault: The fault.
        rng: Where random numbers come from.

    Attributes:
        rng: As above.
        delimiter: The octet between frames.
    """

    def __init__(self, fault: FrameFault, rng: Random):
        super().__init__()
        self.rng = rng
        self.delimiter = bytes([fault.delimiter])
        self._units = Units(fault.of, fault.delimiter)
        # Numbers of its own: who is hit must not depend on what is done to those hit before.
        own = Random(rng.getrandbits(64))
        self._chance = Chance(own, fault.probability or 0.0, fault.at)

    def feed(self, octets: bytes, now: float) -> bytes:
        """As `Injection.feed`; the offset is that of the unit at hand."""
        units = self._units.split(octets)
        return b"".join(self._pass(units, set(self._chance.within(len(units)))))

    def _pass(self, units: list[bytes], hits: set[int]) -> Iterator[bytes]:
        for number, unit in enumerate(units):
            yield self.hit(unit) if number in hits else self.miss(unit)
            self.offset += len(unit)

    @abstractmethod
    def hit(self, unit: bytes) -> bytes:
        """What goes on in place of a unit that is hit."""

    def miss(self, unit: bytes) -> bytes:
        """What goes on in place of one that is not."""
        return unit

    def end(self, now: float) -> bytes:
        """As `Injection.end`."""
        return self._units.take_rest()

    def cut(self, frame: bytes) -> bytes:
        """*frame* without its end: one octet of it is left at least, one is lost at least."""
        body = frame.lstrip(self.delimiter)
        before = len(frame) - len(body)
        return frame[: before + self.rng.randint(1, max(1, len(body) - 2))]


def check_octet(value: int) -> None:
    """Say that a number is no octet.

    Raises:
        ValueError: It is not from 0 to 255.
    """
    if not 0 <= value <= 0xFF:
        raise ValueError(f"{value} is no octet; give 0 to 255")


def check_octets(value: object) -> None:
    """Say that octets are something else, before the line's thread stumbles over it.

    Raises:
        ValueError: It is not `bytes`.
    """
    if not isinstance(value, bytes):
        raise ValueError(f'{value!r} is not octets; write b"..."')
