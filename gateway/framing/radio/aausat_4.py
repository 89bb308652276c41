"""AAUSAT-4: Reed-Solomon in a terminated convolutional code, in two lengths.

::

    4F5A34435542 <A6> conv( CCSDS randomiser( <31 octets> <parity 32> ) )     short
    "OZ4CUB"     <59> conv( CCSDS randomiser( <92 octets> <parity 32> ) )     long

The octet behind the callsign tells the length; as each is the other inverted, the majority
of its bits decides.  The Reed-Solomon code is that of CCSDS in the conventional basis, the
convolutional code that of CCSDS.

Source: gr-satellites documents the format in public; which octet is which length: jradio,
`aausat4`, and the recording of the long one.  Of the short frame no recording was at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding.bits import Bits, Soft, soften, to_bits
from gateway.coding.reed_solomon import CCSDS
from gateway.coding.scrambling import CCSDS as RANDOMISER
from gateway.framing.radio.ao40 import Terminated
from gateway.framing.radio.burst import Burst
from gateway.framing.radio.stages import Coded, Scrambled
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Frame, Rejected

_SYNC = SyncWord(f"{int.from_bytes(b'OZ4CUB'):048b}", tolerance=8)
_SHORT, _LONG = to_bits(b"\xa6"), to_bits(b"\x59")
_TOLD = len(_LONG)
_SHORT_OCTETS, _LONG_OCTETS = 31, 92
_TAIL = 6
"""Bits that empty the encoder of the convolutional code."""


def _symbols(octets: int) -> int:
    """Symbols of a frame of so many octets."""
    return 2 * (8 * (octets + CCSDS.parity) + _TAIL)


def _measure(soft: Soft) -> int:
    """Symbols of the frame that begins with the octet in *soft*, which included."""
    told = float(soft @ soften(_LONG))
    return _TOLD + _symbols(_LONG_OCTETS if told > 0 else _SHORT_OCTETS)


@dataclass(frozen=True)
class Aausat4:
    """The framing of AAUSAT-4.

    Attributes:
        name: Name of the framing.
    """

    name: str = "aausat_4"

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        longest = _TOLD + _symbols(_LONG_OCTETS)
        return SyncDeframer(_SYNC, Body(longest, self._open, _TOLD, _measure))

    def encode(self, data: bytes) -> Bits:
        """The symbols of *data*, filled up with zeros.

        Raises:
            ValueError: It is too long.
        """
        if len(data) > _LONG_OCTETS:
            raise ValueError(f"{len(data)} octets do not fit into {_LONG_OCTETS}")
        short = len(data) <= _SHORT_OCTETS
        told, octets = (_SHORT, _SHORT_OCTETS) if short else (_LONG, _LONG_OCTETS)
        sent = self._burst(octets).encode(data.ljust(octets, b"\0"))
        split = len(sent) - _symbols(octets) - self._burst(octets).postamble
        return np.concatenate((sent[:split], told, sent[split:]))

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in *soft*, and the symbols it took."""
        octets = _SHORT_OCTETS if len(soft) == _TOLD + _symbols(_SHORT_OCTETS) else _LONG_OCTETS
        event, symbols = self._burst(octets).open(soft[_TOLD:])
        return event, _TOLD + symbols

    def _burst(self, octets: int) -> Burst:
        """What follows the octet that tells."""
        return Burst(
            self.name,
            _SYNC,
            size=_symbols(octets),
            soft_stages=(Terminated(),),
            stages=(Scrambled(RANDOMISER), Coded(CCSDS)),
        )


AAUSAT_4 = Aausat4()
