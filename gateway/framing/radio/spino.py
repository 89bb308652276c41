"""SPINO: the payload of INSPIRE-Sat 7, an amateur transponder of Electrolab.

::

    2E FC 98 27  <addresses 14> <control> <PID> <length 2> <data ...> <CRC 2> <fill>
                 └─ as in AX.25 ──────────────┘ └── length octets ─────────┘
                 240 octets together

Length and CRC (CRC-16/XMODEM, of everything before it) are sent low octet first.

Source: Electrolab, `cubesat_cs`, "Présentation Spino" of 1 April 2023.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding.crc import CRC16_XMODEM
from gateway.framing.radio.burst import Broken, Burst, Candidate, Noise
from gateway.framing.radio.stages import Checked
from gateway.framing.radio.sync import SyncWord
from gateway.model import Disposition

OCTETS = 240
_HEADER = 16
"""Octets before the length."""


@dataclass(frozen=True)
class Length:
    """The length behind the header, which stays in the frame."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        octets = candidate.octets
        end = _HEADER + int.from_bytes(octets[_HEADER : _HEADER + 2], "little")
        if not _HEADER + 2 + CRC16_XMODEM.octets < end:
            raise Noise
        if end > len(octets):
            raise Broken(Disposition.TRUNCATED, f"length {end - _HEADER} of {len(octets)} octets")
        candidate.octets = octets[:end]

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        return octets.ljust(OCTETS, b"\0")


SPINO = Burst(
    "spino",
    SyncWord(f"{0x2EFC9827:032b}", tolerance=3),
    8 * OCTETS,
    (Length(), Checked(CRC16_XMODEM, "little")),
)
