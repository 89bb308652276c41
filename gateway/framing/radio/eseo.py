"""ESEO: packet radio the wrong way round, with Reed-Solomon around it.

::

    7E7E <line octets> <parity 16> 7E7E                   lowest bit of an octet first

    line octets  =  stuffed( G3RUH( NRZI( <data> <CRC-16/XMODEM> ) ) )

In packet radio the bits are stuffed first; here stuffing comes last of the three, the parity
is not stuffed, and the flags are ordinary octets of the line.  The stuffed bits fill the line
octets from the highest bit, those of the data come lowest first.  The code is that of FX.25.

Source: gr-satellites documents the format in public, but the order of the bits in the
octets of the code, which is what the recording shows: highest first it corrects nothing.
"""

from __future__ import annotations

import numpy as np

from gateway.coding import nrzi
from gateway.coding.bit_stuffing import stuff, unstuff
from gateway.coding.bits import to_bits, to_octets
from gateway.coding.crc import CRC16_XMODEM
from gateway.coding.multiplicative import G3RUH
from gateway.coding.reed_solomon import FX25
from gateway.framing.radio.burst import Broken, Burst, Candidate, Noise
from gateway.framing.radio.stages import Checked, Coded
from gateway.framing.radio.sync import SyncWord
from gateway.model import Disposition

_END = b"\x7e\x7e"
_LONGEST = 255
CODE = FX25[16]


class _Ended:
    """Octets up to a mark."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        end = candidate.octets.find(_END)
        if end < 0:
            raise Noise
        candidate.keep(0, end)
        candidate.used = end + len(_END)

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        return octets + _END


class _Line:
    """NRZI, scrambler and stuffing, in this order."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        bits = unstuff(to_bits(candidate.octets))
        if bits is None:
            raise Broken(Disposition.CODING_ERROR, "six ones where a zero had to be stuffed")
        candidate.octets = to_octets(nrzi.decode(G3RUH.descramble(bits)), "little")

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        bits = stuff(G3RUH.scramble(nrzi.encode(to_bits(octets, "little"))))
        line = to_octets(np.pad(bits, (0, -len(bits) % 8)))
        if len(line) > _LONGEST - CODE.parity:
            raise ValueError(f"{len(line)} octets, once stuffed, do not fit into the code")
        return line


ESEO = Burst(
    "eseo",
    # The word with one octet of preamble: alone it is all over the noise.
    SyncWord("01010101" + f"{0x7E7E:016b}", tolerance=2),
    size=8 * (_LONGEST + len(_END)),
    stages=(_Ended(), Coded(CODE, proves=False), _Line(), Checked(CRC16_XMODEM)),
    order="little",
    preamble=b"\x55" * 16,
)
