"""Orbital elements: two-line sets and orbit mean-elements messages, from the text of a file.

::

    ISS (ZARYA)                                                             TLE, the name
    1 25544U 98067A   20194.88612269 -.00002218  00000-0 -31515-4 0  9992   may be missing
    2 25544  51.6461 221.2784 0001413  89.1723 280.4612 15.49507896236008

    [{"OBJECT_NAME": "ISS (ZARYA)", "EPOCH": "2020-07-12T21:16:01.000416", ...}]   OMM, JSON
    OBJECT_NAME,OBJECT_ID,EPOCH,...                                                OMM, CSV
    <ndm ...><omm ...>                                                             OMM, XML

Source: CelesTrak, "NORAD Two-Line Element Set Format" and "A New Way to Obtain GP Data";
CCSDS 502.0-B-3 (OMM).  Alpha-5 catalogue numbers are read as CelesTrak numbers them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec

from gateway.errors import StationError

TLE_COLUMNS = 69
_LINE = re.compile(r"^[12] ")
_MISTAKES = (ValueError, KeyError, TypeError, AttributeError, SyntaxError)
"""What the parsers of sgp4 and of JSON raise for a text that is none of theirs."""

_JULIAN_OF_2000 = 2451544.5


class Orbit(Protocol):
    """A satellite's orbit: what sgp4 calls a `Satrec`.

    Attributes:
        satnum: Catalogue number.
        jdsatepoch: Epoch, the whole days of its Julian date.
        jdsatepochF: Epoch, the rest.
    """

    satnum: int
    jdsatepoch: float
    jdsatepochF: float  # noqa: N815  sgp4's name

    def sgp4(self, whole: float, rest: float, /) -> tuple[int, Any, Any]:
        """Fault, position (km) and velocity (km/s), in TEME, at a Julian date."""


def parse_elements(text: str) -> dict[int, Orbit]:
    """The orbits in *text* by catalogue number; of several for one, the youngest.

    Raises:
        StationError: The library is missing, or *text* holds none.
    """
    try:
        from sgp4 import omm
        from sgp4.api import Satrec
    except ImportError as error:
        reason = "elements need sgp4: pip install 'cupola-gateway[orbit]'"
        raise StationError(reason, key="elements") from error
    start = text.lstrip("\ufeff \r\n\t")
    try:
        if start.startswith(("1 ", "2 ")) or _is_tle(start):
            found = [Satrec.twoline2rv(*pair) for pair in _pairs(start)]
        else:
            found = [_of_omm(Satrec(), omm, fields) for fields in _messages(start, omm)]
    except _MISTAKES as error:
        raise StationError(f"no orbital elements: {error!r}", key="elements") from error
    orbits: dict[int, Orbit] = {}
    for orbit in found:
        known = orbits.get(orbit.satnum)
        if known is None or epoch_of(orbit) > epoch_of(known):
            orbits[orbit.satnum] = orbit
    if not orbits:
        raise StationError("holds no orbital elements", key="elements")
    return orbits


def epoch_of(orbit: Orbit) -> datetime:
    """When an orbit's elements were true, aware UTC."""
    days = (orbit.jdsatepoch - _JULIAN_OF_2000) + orbit.jdsatepochF
    return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=days)


def _is_tle(text: str) -> bool:
    return any(_LINE.match(line) for line in text.splitlines()[1:2])


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    """The pairs of lines of *text*; what is between them are names."""
    first = ""
    for line in text.splitlines():
        if line.startswith("1 "):
            first = line.rstrip()
        elif line.startswith("2 ") and first:
            second = line.rstrip()
            if _is_whole(first) and _is_whole(second):
                yield first, second
            first = ""


def _is_whole(line: str) -> bool:
    """Whether a line has its length, and a check digit that is right."""
    if len(line) != TLE_COLUMNS or not line.isascii():
        return False
    total = sum(int(c) if c.isdigit() else c == "-" for c in line[:-1])
    return line[-1] == str(total % 10)


def _messages(text: str, omm: Any) -> Iterable[Mapping[str, Any]]:
    """The mean-elements messages of *text*."""
    if text.startswith(("[", "{")):
        found = msgspec.json.decode(text)
        return found if isinstance(found, list) else [found]
    parse = omm.parse_xml if text.startswith("<") else omm.parse_csv
    messages: Iterable[Mapping[str, Any]] = parse(io.StringIO(text))
    return messages


def _of_omm(orbit: Any, omm: Any, fields: Mapping[str, Any]) -> Any:
    omm.initialize(orbit, {key: str(value) for key, value in fields.items()})
    return orbit
