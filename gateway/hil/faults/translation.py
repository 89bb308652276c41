"""A terminal driver that thinks it is talking to a person: `CrLf`, `XonXoffEaten`.

A port that was not made raw turns line ends (ONLCR, ICRNL, INLCR, IGNCR) and takes the
octets 11 and 13 for flow control (IXON).  Frames with those octets are damaged, all others
are not, which is what makes it hard to find.

Source: POSIX.1-2017, Base Definitions, chapter 11, "General Terminal Interface".
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from gateway.hil.faults.injection import Injection

XON = b"\x11"
XOFF = b"\x13"

LINE_ENDS = {
    "onlcr": (b"\n", b"\r\n"),
    "icrnl": (b"\r", b"\n"),
    "inlcr": (b"\n", b"\r"),
    "igncr": (b"\r", b""),
}


@dataclass(frozen=True)
class CrLf:
    """Line ends are translated.

    Attributes:
        flag: The terminal flag that does it: `onlcr` (LF becomes CR LF), `icrnl` (CR
            becomes LF), `inlcr` (LF becomes CR) or `igncr` (CR is dropped).
    """

    flag: Literal["onlcr", "icrnl", "inlcr", "igncr"] = "onlcr"

    def __post_init__(self) -> None:
        if self.flag not in LINE_ENDS:
            raise ValueError(f"no flag {self.flag!r} turns line ends; {', '.join(LINE_ENDS)} do")

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Translating({LINE_ENDS[self.flag][0]: LINE_ENDS[self.flag][1]})


@dataclass(frozen=True)
class XonXoffEaten:
    """XON (11) and XOFF (13) are taken for flow control and dropped; nothing is stopped."""

    def start(self, rng: Random) -> Injection:
        """As `Fault.start`."""
        return _Translating({XON: b"", XOFF: b""})


class _Translating(Injection):
    """Single octets that become others."""

    def __init__(self, table: dict[bytes, bytes]):
        super().__init__()
        self._table = table

    def feed(self, octets: bytes, now: float) -> bytes:
        translated = octets
        for before, after in self._table.items():
            self.counters["translated_octets"] += octets.count(before)
            translated = translated.replace(before, after)
        if translated != octets:
            self.note("translated", octets, translated)
        super().feed(octets, now)
        return translated
