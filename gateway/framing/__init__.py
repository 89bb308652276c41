"""Framing: octets to frames, and frames to octets for simulators and tests.

One framing a file.  A framing is a frozen dataclass of its options with two methods::

    kiss = Kiss(port=0)
    deframer = kiss.deframer()          a new receiver, a `gateway.model.Deframer`
    octets = kiss.encode(data)          the octets that a sender would send

`make_framing` makes it from what the station file says: a name, and a table of options.

Every deframer has `counters`, a mapping from readable names to counts of what is neither
a frame nor worth a rejection: `noise_octets`, `empty_frames`, `ignored_commands`, ...
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from gateway.errors import StationError
from gateway.framing.asm import Asm
from gateway.framing.cobs import Cobs
from gateway.framing.datagram import Datagram
from gateway.framing.delimiter import Delimiter
from gateway.framing.fixed import Fixed
from gateway.framing.hdlc import Hdlc
from gateway.framing.kiss import Kiss
from gateway.framing.length_prefixed import LengthPrefixed
from gateway.framing.options import read_options
from gateway.framing.slip import Slip
from gateway.model import Deframer

__all__ = [
    "FRAMINGS",
    "Asm",
    "Cobs",
    "Datagram",
    "Delimiter",
    "Fixed",
    "Framing",
    "Hdlc",
    "Kiss",
    "LengthPrefixed",
    "Slip",
    "framing_of",
    "make_deframer",
    "make_framing",
]


class Framing(Protocol):
    """What the dataclass of every framing can do."""

    def deframer(self) -> Deframer:
        """A new receiver, one per source."""

    def encode(self, data: bytes) -> bytes:
        """The octets that a sender would send for *data*."""


FRAMINGS: dict[str, type[Framing]] = {
    "asm": Asm,
    "cobs": Cobs,
    "datagram": Datagram,
    "delimiter": Delimiter,
    "fixed": Fixed,
    "hdlc": Hdlc,
    "kiss": Kiss,
    "length_prefixed": LengthPrefixed,
    "slip": Slip,
}
"""Every framing by the name that the station file and `Frame.framing` have."""


def make_framing(name: str, options: Mapping[str, Any] | None = None) -> Framing:
    """The framing *name* with *options* as a TOML table has them.

    Raises:
        StationError: There is no such framing, or an option is wrong; its key is
            `framing` or the option.
    """
    if name not in FRAMINGS:
        raise StationError(f"{name!r} is none of {', '.join(FRAMINGS)}", key="framing")
    return read_options(FRAMINGS[name], options or {})


def framing_of(given: str | Mapping[str, Any]) -> Framing:
    """The framing that a source's table asks for: a name, or a table with `kind` and options.

    Raises:
        StationError: As of `make_framing`.
    """
    if isinstance(given, str):
        return make_framing(given)
    options = {key: value for key, value in given.items() if key != "kind"}
    return make_framing(given.get("kind", ""), options)


def make_deframer(name: str, options: Mapping[str, Any] | None = None) -> Deframer:
    """A new receiver of the framing *name*; see `make_framing`."""
    return make_framing(name, options).deframer()
