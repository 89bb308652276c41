"""CRC: the check sequence at the end of a frame, by its name in the catalogue.

::

    <data> <CRC of data>      octets of the CRC in the order in which its bits are sent

"CRC-16" says next to nothing: width, polynomial, first value, reflection and final XOR
all differ, and "CCITT" alone has meant four different checks.  The catalogue gives each
combination one name, and with it the CRC of the nine octets `123456789` to prove an
implementation.

A CRC of n bits misses one random candidate in 2**n, and any forged one.

Source: Greg Cook, "Catalogue of parametrised CRC algorithms",
https://reveng.sourceforge.io/crc-catalogue.  All entries of 8, 16, 24, 32 and 64 bits,
which is what crcmod computes; of their names the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from crcmod import mkCrcFun

Order = Literal["little", "big"]
"""Which octet of a number comes first: the least or the most significant."""


@dataclass(frozen=True)
class Crc:
    """One entry of the catalogue; called with octets it gives their CRC.

    Attributes:
        name: As in the catalogue.
        width: Bits.
        polynomial: Bit k is the coefficient of x**k; the highest term is left out.
        init: The register before the first bit, not reflected.
        reflected: Octets go in, and the register comes out, least significant bit first.
        xorout: Added to the register at the end.
        check: CRC of the octets `123456789`.
    """

    name: str
    width: int
    polynomial: int
    init: int
    reflected: bool
    xorout: int
    check: int

    def __call__(self, data: bytes) -> int:
        """The CRC of *data*."""
        return self._compute(data)

    @cached_property
    def _compute(self) -> Callable[[bytes], int]:
        # crcmod wants the register as it is held, and the final XOR taken off again.
        init = _reverse(self.init, self.width) if self.reflected else self.init
        polynomial = 1 << self.width | self.polynomial
        return mkCrcFun(polynomial, init ^ self.xorout, self.reflected, self.xorout)

    @property
    def octets(self) -> int:
        """Octets that it takes on the wire."""
        return self.width // 8

    @property
    def order(self) -> Order:
        """Its usual order of octets: a reflected CRC is sent lowest bit first."""
        return "little" if self.reflected else "big"

    def append(self, data: bytes, order: Order | None = None) -> bytes:
        """*data* with its CRC behind it, in its usual order or in *order*."""
        return data + self(data).to_bytes(self.octets, order or self.order)

    def verify(self, data: bytes, order: Order | None = None) -> bool:
        """True if *data* ends in the CRC of the octets before."""
        if len(data) < self.octets:
            return False
        sent = int.from_bytes(data[-self.octets :], order or self.order)
        return self(data[: -self.octets]) == sent


def _reverse(value: int, width: int) -> int:
    return int(f"{value:0{width}b}"[::-1], 2)


_ENTRIES = (
    Crc("CRC-8/AUTOSAR", 8, 0x2F, 0xFF, False, 0xFF, 0xDF),
    Crc("CRC-8/BLUETOOTH", 8, 0xA7, 0x00, True, 0x00, 0x26),
    Crc("CRC-8/CDMA2000", 8, 0x9B, 0xFF, False, 0x00, 0xDA),
    Crc("CRC-8/DARC", 8, 0x39, 0x00, True, 0x00, 0x15),
    Crc("CRC-8/DVB-S2", 8, 0xD5, 0x00, False, 0x00, 0xBC),
    Crc("CRC-8/GSM-A", 8, 0x1D, 0x00, False, 0x00, 0x37),
    Crc("CRC-8/GSM-B", 8, 0x49, 0x00, False, 0xFF, 0x94),
    Crc("CRC-8/HITAG", 8, 0x1D, 0xFF, False, 0x00, 0xB4),
    Crc("CRC-8/I-432-1", 8, 0x07, 0x00, False, 0x55, 0xA1),
    Crc("CRC-8/I-CODE", 8, 0x1D, 0xFD, False, 0x00, 0x7E),
    Crc("CRC-8/LTE", 8, 0x9B, 0x00, False, 0x00, 0xEA),
    Crc("CRC-8/MAXIM-DOW", 8, 0x31, 0x00, True, 0x00, 0xA1),
    Crc("CRC-8/MIFARE-MAD", 8, 0x1D, 0xC7, False, 0x00, 0x99),
    Crc("CRC-8/NRSC-5", 8, 0x31, 0xFF, False, 0x00, 0xF7),
    Crc("CRC-8/OPENSAFETY", 8, 0x2F, 0x00, False, 0x00, 0x3E),
    Crc("CRC-8/ROHC", 8, 0x07, 0xFF, True, 0x00, 0xD0),
    Crc("CRC-8/SAE-J1850", 8, 0x1D, 0xFF, False, 0xFF, 0x4B),
    Crc("CRC-8/SMBUS", 8, 0x07, 0x00, False, 0x00, 0xF4),
    Crc("CRC-8/TECH-3250", 8, 0x1D, 0xFF, True, 0x00, 0x97),
    Crc("CRC-8/WCDMA", 8, 0x9B, 0x00, True, 0x00, 0x25),
    Crc("CRC-16/ARC", 16, 0x8005, 0x0000, True, 0x0000, 0xBB3D),
    Crc("CRC-16/CDMA2000", 16, 0xC867, 0xFFFF, False, 0x0000, 0x4C06),
    Crc("CRC-16/CMS", 16, 0x8005, 0xFFFF, False, 0x0000, 0xAEE7),
    Crc("CRC-16/DDS-110", 16, 0x8005, 0x800D, False, 0x0000, 0x9ECF),
    Crc("CRC-16/DECT-R", 16, 0x0589, 0x0000, False, 0x0001, 0x007E),
    Crc("CRC-16/DECT-X", 16, 0x0589, 0x0000, False, 0x0000, 0x007F),
    Crc("CRC-16/DNP", 16, 0x3D65, 0x0000, True, 0xFFFF, 0xEA82),
    Crc("CRC-16/EN-13757", 16, 0x3D65, 0x0000, False, 0xFFFF, 0xC2B7),
    Crc("CRC-16/GENIBUS", 16, 0x1021, 0xFFFF, False, 0xFFFF, 0xD64E),
    Crc("CRC-16/GSM", 16, 0x1021, 0x0000, False, 0xFFFF, 0xCE3C),
    Crc("CRC-16/IBM-3740", 16, 0x1021, 0xFFFF, False, 0x0000, 0x29B1),
    Crc("CRC-16/IBM-SDLC", 16, 0x1021, 0xFFFF, True, 0xFFFF, 0x906E),
    Crc("CRC-16/ISO-IEC-14443-3-A", 16, 0x1021, 0xC6C6, True, 0x0000, 0xBF05),
    Crc("CRC-16/KERMIT", 16, 0x1021, 0x0000, True, 0x0000, 0x2189),
    Crc("CRC-16/LJ1200", 16, 0x6F63, 0x0000, False, 0x0000, 0xBDF4),
    Crc("CRC-16/M17", 16, 0x5935, 0xFFFF, False, 0x0000, 0x772B),
    Crc("CRC-16/MAXIM-DOW", 16, 0x8005, 0x0000, True, 0xFFFF, 0x44C2),
    Crc("CRC-16/MCRF4XX", 16, 0x1021, 0xFFFF, True, 0x0000, 0x6F91),
    Crc("CRC-16/MODBUS", 16, 0x8005, 0xFFFF, True, 0x0000, 0x4B37),
    Crc("CRC-16/NRSC-5", 16, 0x080B, 0xFFFF, True, 0x0000, 0xA066),
    Crc("CRC-16/OPENSAFETY-A", 16, 0x5935, 0x0000, False, 0x0000, 0x5D38),
    Crc("CRC-16/OPENSAFETY-B", 16, 0x755B, 0x0000, False, 0x0000, 0x20FE),
    Crc("CRC-16/PROFIBUS", 16, 0x1DCF, 0xFFFF, False, 0xFFFF, 0xA819),
    Crc("CRC-16/RIELLO", 16, 0x1021, 0xB2AA, True, 0x0000, 0x63D0),
    Crc("CRC-16/SPI-FUJITSU", 16, 0x1021, 0x1D0F, False, 0x0000, 0xE5CC),
    Crc("CRC-16/T10-DIF", 16, 0x8BB7, 0x0000, False, 0x0000, 0xD0DB),
    Crc("CRC-16/TELEDISK", 16, 0xA097, 0x0000, False, 0x0000, 0x0FB3),
    Crc("CRC-16/TMS37157", 16, 0x1021, 0x89EC, True, 0x0000, 0x26B1),
    Crc("CRC-16/UMTS", 16, 0x8005, 0x0000, False, 0x0000, 0xFEE8),
    Crc("CRC-16/USB", 16, 0x8005, 0xFFFF, True, 0xFFFF, 0xB4C8),
    Crc("CRC-16/XMODEM", 16, 0x1021, 0x0000, False, 0x0000, 0x31C3),
    Crc("CRC-24/BLE", 24, 0x00065B, 0x555555, True, 0x000000, 0xC25A56),
    Crc("CRC-24/FLEXRAY-A", 24, 0x5D6DCB, 0xFEDCBA, False, 0x000000, 0x7979BD),
    Crc("CRC-24/FLEXRAY-B", 24, 0x5D6DCB, 0xABCDEF, False, 0x000000, 0x1F23B8),
    Crc("CRC-24/INTERLAKEN", 24, 0x328B63, 0xFFFFFF, False, 0xFFFFFF, 0xB4F3E6),
    Crc("CRC-24/LTE-A", 24, 0x864CFB, 0x000000, False, 0x000000, 0xCDE703),
    Crc("CRC-24/LTE-B", 24, 0x800063, 0x000000, False, 0x000000, 0x23EF52),
    Crc("CRC-24/OPENPGP", 24, 0x864CFB, 0xB704CE, False, 0x000000, 0x21CF02),
    Crc("CRC-24/OS-9", 24, 0x800063, 0xFFFFFF, False, 0xFFFFFF, 0x200FA5),
    Crc("CRC-32/AIXM", 32, 0x814141AB, 0x00000000, False, 0x00000000, 0x3010BF7F),
    Crc("CRC-32/AUTOSAR", 32, 0xF4ACFB13, 0xFFFFFFFF, True, 0xFFFFFFFF, 0x1697D06A),
    Crc("CRC-32/BASE91-D", 32, 0xA833982B, 0xFFFFFFFF, True, 0xFFFFFFFF, 0x87315576),
    Crc("CRC-32/BZIP2", 32, 0x04C11DB7, 0xFFFFFFFF, False, 0xFFFFFFFF, 0xFC891918),
    Crc("CRC-32/CD-ROM-EDC", 32, 0x8001801B, 0x00000000, True, 0x00000000, 0x6EC2EDC4),
    Crc("CRC-32/CKSUM", 32, 0x04C11DB7, 0x00000000, False, 0xFFFFFFFF, 0x765E7680),
    Crc("CRC-32/ISCSI", 32, 0x1EDC6F41, 0xFFFFFFFF, True, 0xFFFFFFFF, 0xE3069283),
    Crc("CRC-32/ISO-HDLC", 32, 0x04C11DB7, 0xFFFFFFFF, True, 0xFFFFFFFF, 0xCBF43926),
    Crc("CRC-32/JAMCRC", 32, 0x04C11DB7, 0xFFFFFFFF, True, 0x00000000, 0x340BC6D9),
    Crc("CRC-32/MEF", 32, 0x741B8CD7, 0xFFFFFFFF, True, 0x00000000, 0xD2C22F51),
    Crc("CRC-32/MPEG-2", 32, 0x04C11DB7, 0xFFFFFFFF, False, 0x00000000, 0x0376E6E7),
    Crc("CRC-32/XFER", 32, 0x000000AF, 0x00000000, False, 0x00000000, 0xBD0BE338),
    Crc("CRC-64/ECMA-182", 64, 0x42F0E1EBA9EA3693, 0x0000000000000000, False, 0x0000000000000000, 0x6C40DF5F0B497347),  # noqa: E501
    Crc("CRC-64/GO-ISO", 64, 0x000000000000001B, 0xFFFFFFFFFFFFFFFF, True, 0xFFFFFFFFFFFFFFFF, 0xB90956C775A41001),  # noqa: E501
    Crc("CRC-64/MS", 64, 0x259C84CBA6426349, 0xFFFFFFFFFFFFFFFF, True, 0x0000000000000000, 0x75D4B74F024ECEEA),  # noqa: E501
    Crc("CRC-64/NVME", 64, 0xAD93D23594C93659, 0xFFFFFFFFFFFFFFFF, True, 0xFFFFFFFFFFFFFFFF, 0xAE8B14860A799888),  # noqa: E501
    Crc("CRC-64/REDIS", 64, 0xAD93D23594C935A9, 0x0000000000000000, True, 0x0000000000000000, 0xE9C6D914C4B8D9CA),  # noqa: E501
    Crc("CRC-64/WE", 64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, False, 0xFFFFFFFFFFFFFFFF, 0x62EC59E3F1A4F00A),  # noqa: E501
    Crc("CRC-64/XZ", 64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, True, 0xFFFFFFFFFFFFFFFF, 0x995DC9BBDF1939FA),  # noqa: E501
)  # fmt: skip

CATALOGUE = {crc.name: crc for crc in _ENTRIES}
"""Every CRC that can be named, by its name."""

CRC8_MAXIM_DOW = CATALOGUE["CRC-8/MAXIM-DOW"]
CRC8_SMBUS = CATALOGUE["CRC-8/SMBUS"]
CRC16_ARC = CATALOGUE["CRC-16/ARC"]
CRC16_IBM_3740 = CATALOGUE["CRC-16/IBM-3740"]
CRC16_IBM_SDLC = CATALOGUE["CRC-16/IBM-SDLC"]
CRC16_KERMIT = CATALOGUE["CRC-16/KERMIT"]
CRC16_MODBUS = CATALOGUE["CRC-16/MODBUS"]
CRC16_XMODEM = CATALOGUE["CRC-16/XMODEM"]
CRC32_ISCSI = CATALOGUE["CRC-32/ISCSI"]
CRC32_ISO_HDLC = CATALOGUE["CRC-32/ISO-HDLC"]
