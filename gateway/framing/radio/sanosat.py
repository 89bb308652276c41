"""SanoSat-1: telemetry at 500 Bd.

::

    B4 2B  <length 1> <CRC 2>  FF FF 00 00  <data ...>  <CRC 2>
                      of it    └── length octets ────┘

The four octets are the header of RadioHead and belong to no frame.  The first CRC is of the
length alone, the second of length, header and data; both are CRC-16/IBM-3740, low octet
first.

Source: AMSAT Nepal, "Transmission protocol for SanoSat-1",
https://amsat-np.org/transmission-protocol-for-sanosat-1.  We check the first CRC too.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding.crc import CRC16_IBM_3740
from gateway.framing.radio.burst import Broken, Burst, Candidate, Noise
from gateway.framing.radio.sync import SyncWord
from gateway.model import Disposition

RADIO_HEAD = b"\xff\xff\0\0"
LONGEST = 128
"""Octets of header and data in the longest packet."""

_HEAD = 3
_CRC = CRC16_IBM_3740.octets


@dataclass(frozen=True)
class SanosatPacket:
    """Length and data, each with a CRC."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        head, body = candidate.octets[:_HEAD], candidate.octets[_HEAD:]
        length = head[0]
        if not CRC16_IBM_3740.verify(head, "little") or not len(RADIO_HEAD) < length <= LONGEST:
            raise Noise
        if len(body) < length + _CRC:
            raise Broken(Disposition.TRUNCATED, f"length {length} of {len(body)} octets")
        if not CRC16_IBM_3740.verify(head[:1] + body[: length + _CRC], "little"):
            message = f"{CRC16_IBM_3740.name} is not what was sent"
            raise Broken(Disposition.CHECK_FAILED, message)
        candidate.octets = body[len(RADIO_HEAD) : length]
        candidate.used = _HEAD + length + _CRC
        candidate.checked = True

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        body = RADIO_HEAD + octets
        head = bytes((len(body),))
        check = CRC16_IBM_3740(head + body).to_bytes(_CRC, "little")
        return CRC16_IBM_3740.append(head, "little") + body + check


SANOSAT = Burst(
    "sanosat",
    SyncWord(f"{0xB42B:016b}", tolerance=1),
    8 * (_HEAD + LONGEST + _CRC),
    (SanosatPacket(),),
)
