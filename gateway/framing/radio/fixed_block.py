"""Blocks of fixed size behind a sync word, most of them in a Reed-Solomon code.

::

    TT-64          2D D4          RS( <data 46> CRC <parity 16> )            QB50 AT03
    3CAT-1         D3 91 D3 91    PN9( RS( <data 223> <parity 32> ) )        a CC1101
    AISTECHSAT-2   1A CF FC 1D    CCSDS( <header 10> RS( <data 83> <parity 32> ) )
    QUBIK          3C 67 49 52    RS( CCSDS( <data 126> CRC-16 CRC-32 ) <parity 32> )
    NuSat          01 E5 AA CC    RS( <length> <CRC-8> <data ...> <fill> <parity 4> )
    HORS           4C 2D 47 7B FB 84 8E 7F    <data 71>                      no check

CCSDS stands for the randomiser.  The header of AISTECHSAT-2 is not documented and is not in
the frame.  Frames of HORS are not checked by anything but a sync word of 64 bits, and say so.

Source: the formats are documented in public by gr-satellites (TT-64 and 3CAT-1 by jradio as
well), that of QUBIK also by the Libre Space Foundation in gr-satnogs
(`ieee802_15_4_variant_decoder`).  QUBIK, NuSat, AISTECHSAT-2 and HORS have not been checked
against anything received; of QUBIK the order in which the octets of its CRCs are sent is
assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.coding import scrambling
from gateway.coding.crc import CRC8_SMBUS, CRC16_ARC, CRC16_IBM_3740, CRC32_ISCSI
from gateway.coding.reed_solomon import CCSDS, FX25, ReedSolomon
from gateway.framing.radio.burst import Broken, Burst, Candidate
from gateway.framing.radio.stages import Checked, Coded, Quiet, Scrambled
from gateway.framing.radio.sync import SyncWord
from gateway.model import Disposition

_NUSAT_CODE = ReedSolomon(polynomial=0x11D, first_root=1, step=1, parity=4)
_NUSAT_OCTETS = 60

# No shift register of reasonable length makes this sequence.
_NUSAT_SEQUENCE = bytes.fromhex(
    "1d8b060c54df21cb5c74e315680441917a3d7a8130571a0a09db33571f86ef58"
    "e016bd9ba642fb09d6cbe1278ee7951b464ceec3757da61cf2450100feaffd03"
)


@dataclass(frozen=True)
class Header:
    """Octets in front that are not in the frame.

    Attributes:
        octets: How many; a sender sends zeros.
    """

    octets: int

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        candidate.octets = candidate.octets[self.octets :]

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        return bytes(self.octets) + octets


@dataclass(frozen=True)
class NusatPacket:
    """The length of the data, their CRC-8/SMBUS, the scrambled data, and fill."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        length, check = candidate.octets[:2]
        if length > len(candidate.octets) - 2:
            raise Broken(
                Disposition.TRUNCATED, f"length {length} of {len(candidate.octets)} octets"
            )
        candidate.octets = candidate.octets[2 : 2 + length]
        Scrambled(_NUSAT_SEQUENCE).open(candidate)
        if CRC8_SMBUS(candidate.octets) != check:
            raise Broken(Disposition.CHECK_FAILED, f"{CRC8_SMBUS.name} is not what was sent")
        candidate.checked = True

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        scrambled = Scrambled(_NUSAT_SEQUENCE).seal(octets)
        head = bytes((len(octets), CRC8_SMBUS(octets)))
        return (head + scrambled).ljust(_NUSAT_OCTETS, b"\0")


TT64 = Burst(
    "tt64",
    SyncWord(f"{0x2DD4:016b}", tolerance=1),
    8 * 64,
    (Quiet(Coded(FX25[16], proves=False)), Checked(CRC16_ARC)),
    whole=True,
)

SAT_3CAT_1 = Burst(
    "sat_3cat_1",
    SyncWord(f"{0xD391D391:032b}", tolerance=4),
    8 * 255,
    (Scrambled(scrambling.PN9), Coded(FX25[32])),
    whole=True,
)

AISTECHSAT_2 = Burst(
    "aistechsat_2",
    SyncWord(f"{0x1ACFFC1D:032b}", tolerance=4),
    8 * 125,
    (Scrambled(scrambling.CCSDS), Header(10), Coded(CCSDS)),
    whole=True,
)

QUBIK = Burst(
    "qubik",
    SyncWord(f"{0x3C674952:032b}", tolerance=4),
    8 * 164,
    (
        Coded(CCSDS),
        Scrambled(scrambling.CCSDS),
        Checked(CRC32_ISCSI, "big"),
        Checked(CRC16_IBM_3740),
    ),
    whole=True,
)

NUSAT = Burst(
    "nusat",
    SyncWord(f"{0x01E5AACC:032b}", tolerance=2),
    8 * (_NUSAT_OCTETS + _NUSAT_CODE.parity),
    (Coded(_NUSAT_CODE, proves=False), NusatPacket()),
)

HORS = Burst("hors", SyncWord(f"{0x4C2D477BFB848E7F:064b}", tolerance=7), 8 * 71, whole=True)
