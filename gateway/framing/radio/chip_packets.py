"""More packets of radio chips: fixed lengths, and two whose length is told.

::

    GEOSCAN              930B51DE  PN9( <64 or 72 octets> <CRC-16/CMS> )
    Reaktor Hello World  352E352E  PN9( <length> <data> <CRC-16/CMS of both> )
    Lucky-7              2DD4      PN9'( <35 octets> <CRC-16/CMS> )
    FOSSASAT             1212      PN9"( <length> <data> <CRC of both> )

=================== ========================= ==================================
whitening           chip                      sequence
=================== ========================= ==================================
PN9                 TI CC11xx                 from ones, octets lowest bit first
PN9'                Silicon Labs Si4463       the same, later by some bits
PN9"                Semtech SX126x            from ones, octets highest bit first
=================== ========================= ==================================

The others of their kind are in `packet_engine`.

Source: Texas Instruments, CC1101 data sheet, section 15 (packet handling), and DN509;
Silicon Labs AN626, "Packet handler operation for Si446x"; Semtech, SX1261/2 data sheet,
section 6.2.3 (FSK packet format); gr-satellites documents sync words and lengths in public.
Of GEOSCAN no frame of another's making was at hand to check this module against.
The words of Lucky-7 and FOSSASAT are taken with part of their preamble: 16 bits alone are
found in noise all the time.
"""

from __future__ import annotations

from gateway.coding.crc import Crc
from gateway.coding.scrambling import LONGEST, PN9, octets
from gateway.framing.radio.burst import Burst
from gateway.framing.radio.packet_engine import CRC16_CMS, Packet
from gateway.framing.radio.stages import Checked, Scrambled
from gateway.framing.radio.sync import SyncWord

CRC16_SX126X = Crc("CRC-16/SX126x", 16, 0x1021, 0x1D0F, False, 0xFFFF, 0x1A33)
"""The SX126x in its reset state; CRC-16/SPI-FUJITSU, inverted.  Not in the catalogue."""

_PN9_LATER = octets((4, 9), (1, 0, 0, 0, 0, 1, 1, 1, 1), 511, LONGEST)
_PN9_BIG = octets((4, 9), (1,) * 9, 511, LONGEST)


def _word(word: str) -> str:
    """The bits of a sync word in hex."""
    return f"{int(word, 16):0{4 * len(word)}b}"


_GEOSCAN_SYNC = SyncWord(_word("930b51de"), tolerance=3)
_GEOSCAN_STAGES = (Scrambled(PN9), Checked(CRC16_CMS))

GEOSCAN = Burst("geoscan", _GEOSCAN_SYNC, size=8 * 66, stages=_GEOSCAN_STAGES, whole=True)
GEOSCAN_74 = Burst("geoscan_74", _GEOSCAN_SYNC, size=8 * 74, stages=_GEOSCAN_STAGES, whole=True)
"""Of 239Alferov and others: 72 octets."""
REAKTOR_HELLO_WORLD = Burst(
    "reaktor_hello_world",
    SyncWord(_word("352e352e"), tolerance=3),
    size=8 * 258,
    stages=(Scrambled(PN9), Packet(CRC16_CMS)),
)
LUCKY_7 = Burst(
    "lucky_7",
    SyncWord(_word("aaaa2dd4"), tolerance=3),
    size=8 * 37,
    stages=(Scrambled(_PN9_LATER), Checked(CRC16_CMS)),
    whole=True,
)
FOSSASAT = Burst(
    "fossasat",
    SyncWord(_word("55551212"), tolerance=3),
    size=8 * 258,
    stages=(Scrambled(_PN9_BIG), Packet(CRC16_SX126X)),
    preamble=b"\x55" * 16,
)
