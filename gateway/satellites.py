"""The catalogue of satellites: who sends what, and where.

::

    satellites.toml -> Satellite, Downlink <- a name, a number, a frequency,
                                              or what a decoder found

The file holds facts and says where they were published; it is ours, and a mistake in it
is a mistake in the program.  It is read once, when first asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from gateway.model import Downlink

FILE = Path(__file__).with_name("satellites.toml")

CLOCK_ERROR = 0.04
"""By how much of itself a baud found in a signal may miss the published one."""

_KIND = {
    "GFSK": "FSK",
    "GMSK": "FSK",
    "MSK": "FSK",
    "DUV": "FSK",
    "DBPSK": "BPSK",
    "DBPSK MANCHESTER": "BPSK",
}
"""Modulations that one demodulator may take for another."""

_Hertz = Annotated[float, Meta(gt=0)]
_Bauds = Annotated[tuple[_Hertz, ...], Meta(min_length=1)]
_Norad = Annotated[int, Meta(gt=0, lt=1_000_000_000)]
_Name = Annotated[str, Meta(min_length=1)]


class Satellite(Struct, frozen=True):
    """A satellite and its transmitters.

    Attributes:
        name: As people write it.
        norad: Number in the catalogue of space objects; None if it has none.
        aliases: Other names, callsigns and OSCAR numbers.
        downlinks: What it sends, one for each baud.
    """

    name: str
    norad: int | None
    aliases: tuple[str, ...]
    downlinks: tuple[Downlink, ...]


Sender = tuple[Satellite, Downlink]
"""A satellite, and which of its downlinks."""


class _Transmitter(Struct, frozen=True, forbid_unknown_fields=True):
    """A downlink as the file has it: `bauds` where a `Downlink` has one baud."""

    modulation: _Name
    bauds: _Bauds
    framings: tuple[_Name, ...]
    frequency_hz: _Hertz | None = None
    name: str = ""
    carrier_hz: _Hertz | None = None
    deviation_hz: float | None = None

    def downlinks(self) -> Iterator[Downlink]:
        for baud in self.bauds:
            yield Downlink(
                self.frequency_hz,
                self.modulation,
                baud,
                self.framings,
                self.name,
                self.carrier_hz,
                self.deviation_hz,
            )


class _Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """A satellite as the file has it."""

    name: _Name
    downlinks: tuple[_Transmitter, ...]
    norad: _Norad | None = None
    aliases: tuple[_Name, ...] = ()

    def satellite(self) -> Satellite:
        downlinks = tuple(one for each in self.downlinks for one in each.downlinks())
        return Satellite(self.name, self.norad, self.aliases, downlinks)


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    satellite: tuple[_Entry, ...]


def read(text: str) -> tuple[Satellite, ...]:
    """The satellites in the *text* of a catalogue.

    Raises:
        ValueError: It is no TOML, or does not say what a catalogue says.
    """
    return tuple(
        entry.satellite() for entry in msgspec.convert(tomllib.loads(text), _File).satellite
    )


@cache
def satellites() -> tuple[Satellite, ...]:
    """All of them, sorted by name."""
    return read(FILE.read_text("utf-8"))


def find(wanted: str | int) -> Satellite | None:
    """The satellite with a name, an alias or a NORAD number.

    Args:
        wanted: The number, also in digits; or the name: case, blanks and punctuation do
            not matter.
    """
    return _index().get(_plain(str(wanted)))


def at_frequency(hz: float, within: float = 15e3) -> tuple[Sender, ...]:
    """Who sends near a frequency, the nearest first.

    Args:
        hz: The frequency.
        within: How far a carrier at rest may be from it, Hz; what is usual leaves room
            for Doppler at 70 cm.
    """
    near = [
        (abs(downlink.frequency_hz - hz), (satellite, downlink))
        for satellite, downlink in _senders()
        if downlink.frequency_hz is not None and abs(downlink.frequency_hz - hz) <= within
    ]
    return tuple(sender for _, sender in sorted(near, key=lambda item: item[0]))


def like(modulation: str, baud: float, framing: str) -> tuple[Sender, ...]:
    """Who sends what a decoder found, the nearest in baud first.

    Args:
        modulation: One of a kind is as good as another: GMSK is FSK to a receiver.
        baud: Symbols per second, by the clock of the signal.
        framing: By its name.
    """
    kind = _kind(modulation)
    close = [
        (abs(downlink.baud - baud), (satellite, downlink))
        for satellite, downlink in _senders()
        if framing in downlink.framings
        and _kind(downlink.modulation) == kind
        and abs(downlink.baud - baud) <= CLOCK_ERROR * downlink.baud
    ]
    return tuple(sender for _, sender in sorted(close, key=lambda item: item[0]))


def _senders() -> Iterator[Sender]:
    for satellite in satellites():
        for downlink in satellite.downlinks:
            yield satellite, downlink


@cache
def _index() -> dict[str, Satellite]:
    index = {}
    for satellite in satellites():
        numbers = [str(satellite.norad)] if satellite.norad else []
        for name in (satellite.name, *satellite.aliases, *numbers):
            index[_plain(name)] = satellite
    return index


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _kind(modulation: str) -> str:
    return _KIND.get(modulation.upper(), modulation.upper())
