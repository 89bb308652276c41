"""Packets as the packet engines of radio chips build them.

::

    <preamble 10101010...> <sync word> <length 1> <data ...> <CRC 2>
                                       └── whitened by some ───────┘
    length: octets of data          CRC: of length and data

Satellites whose transmitter is such a chip, or software that does as one does:

=============  ===============  =========  ================
AALTO-1        CC1125           PN9        CRC-16/IBM-SDLC
Light-1        CC11xx           PN9        CRC-16/CMS
Grizu-263A     SX1268           PN9        CRC-16/CMS
BINAR-2 to 4   SX12xx           none       CRC-16/CMS
BINAR-1        none known       none       CRC-16/IBM-3740
EnduroSat      CC1125           none       CRC-16/IBM-3740
DIY-1          RFM22            none       CRC-16/XMODEM
=============  ===============  =========  ================

EnduroSat and BINAR-1 have a sync word of one octet, and the octets of the preamble before
it are taken as part of it.  They are one framing here (BINAR-1 has the longer packets); its
frames, and those of DIY-1, keep the length octet, as ground stations exchange them.  A packet of
DIY-1 has four octets of address (RadioHead) before its length.

Source: Texas Instruments SWRU295 (CC112x user's guide) and DN509 (whitening); Semtech, SX1268
data sheet, "GFSK packet"; HopeRF, RFM22 data sheet; EnduroSat, "UHF transceiver type II user
manual"; sync words and variants are documented in public by gr-satellites.  None of these
satellites' frames was at hand to check this module against; the stage `Packet` itself is, by
those of `openlst`.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding import scrambling
from gateway.coding.crc import (
    CATALOGUE,
    CRC16_IBM_3740,
    CRC16_IBM_SDLC,
    CRC16_XMODEM,
    Crc,
    Order,
)
from gateway.framing.radio.burst import Broken, Burst, Candidate, Noise
from gateway.framing.radio.stages import Scrambled
from gateway.framing.radio.sync import SyncWord
from gateway.model import Disposition

CRC16_CMS = CATALOGUE["CRC-16/CMS"]

LONGEST = 255
"""Octets of data in the longest packet."""

PN9_SX12XX = scrambling.octets((4, 9), (0,) * 8 + (1,), 511, scrambling.LONGEST)
"""PN9 from the seed 0x100, highest bit of an octet first, as the SX12xx whiten."""


@dataclass(frozen=True)
class Packet:
    """A length octet, as much data, and a CRC of both.

    Attributes:
        crc: The CRC.
        order: Order of its octets; None for its usual one.
        header: Octets before the length, which belong to the frame.
        keep: The length stays in the frame.
        counted: The length counts the CRC too.
        longest: Octets of data, at most.
    """

    crc: Crc
    order: Order | None = None
    header: int = 0
    keep: bool = False
    counted: bool = False
    longest: int = LONGEST

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        octets = candidate.octets
        told = octets[self.header] if len(octets) > self.header else 0
        length = told - self.crc.octets if self.counted else told
        end = self.header + 1 + length + self.crc.octets
        if not 0 < length <= self.longest:
            raise Noise
        if len(octets) < end:
            raise Broken(Disposition.TRUNCATED, f"length {told} of {len(octets)} octets")
        if not self.crc.verify(octets[:end], self.order):
            raise Broken(Disposition.CHECK_FAILED, f"{self.crc.name} is not what was sent")
        candidate.octets = octets[0 if self.keep else 1 : end - self.crc.octets]
        candidate.used = end
        candidate.checked = True

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        length = len(octets) + self.crc.octets * self.counted
        plain = octets if self.keep else bytes((length,)) + octets
        return self.crc.append(plain, self.order)


def _burst(name: str, sync: int, packet: Packet, whitening: bytes = b"", bits: int = 32) -> Burst:
    # Where more bits of the sync word are wrong, some of the packet's are too.
    stages = (Scrambled(whitening), packet) if whitening else (packet,)
    size = packet.header + 1 + packet.longest + packet.crc.octets
    return Burst(name, SyncWord(f"{sync:0{bits}b}", tolerance=2), 8 * size, stages)


AALTO_1 = _burst("aalto_1", 0x352E352E, Packet(CRC16_IBM_SDLC), scrambling.PN9)
LIGHT_1 = _burst("light_1", 0x930B51DE, Packet(CRC16_CMS), scrambling.PN9)
GRIZU_263A = _burst("grizu_263a", 0x0123456789ABCDEF, Packet(CRC16_CMS), PN9_SX12XX, bits=64)
BINAR_2 = _burst("binar_2", 0xD391D391, Packet(CRC16_CMS, longest=247))
ENDUROSAT = _burst("endurosat", 0xAAAAAA7E, Packet(CRC16_IBM_3740, keep=True))
DIY_1 = _burst("diy_1", 0xAAAA2DD4, Packet(CRC16_XMODEM, header=4, keep=True))
