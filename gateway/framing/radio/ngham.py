"""NGHam: a size tag and one Reed-Solomon codeword of seven sizes.

::

    5DE62A7E <size tag, 3 octets> CCSDS randomiser( <codeword> )

    codeword  <flags 3, padding 5 bits> <payload> <CRC-16/IBM-SDLC> <padding> <parity>

The payload and the padding together are 28, 60, ... 220 octets; the tag of seven tells
which, and is right with up to six wrong bits.  The CRC covers the octets before it and comes
high octet first; parity are 16 octets in the three smallest sizes and 32 in the others.

Some senders (FloripaSat-1) fill the parity with something else, so the CRC is asked first,
and the codeword corrected only where it says no.  `ngham_no_rs` never corrects.

The frame's data begin with the octet of flags and padding, as those of gr-satellites do.

The code's parity has been checked against nothing received: what was at hand is FloripaSat-1's.

Source: J. P. Skagmo LA3JPA, "NGHam protocol description" (https://github.com/skagmo/ngham).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding.bits import Bits, Soft, harden, soften, to_bits, to_octets
from gateway.coding.crc import CRC16_IBM_SDLC
from gateway.coding.reed_solomon import ReedSolomon
from gateway.coding.scrambling import CCSDS
from gateway.framing.check import reject
from gateway.framing.radio.burst import least_sure
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

_TAGS = (0x3B49CD, 0x4DDA57, 0x76939A, 0x9BB4AE, 0xA0FD63, 0xD66EF9, 0xED2734)
_PAYLOADS = (28, 60, 92, 124, 156, 188, 220)
_OVERHEAD = 3
"""Octets beside payload and padding in the code's data: flags and CRC."""
_PARITIES = (16, 16, 16, 32, 32, 32, 32)
_CODES = {parity: ReedSolomon(parity=parity) for parity in (16, 32)}

_TAG_BITS = 24
_TAG_ERRORS = 6
_TAG_SIGNS = soften(np.stack([to_bits(tag.to_bytes(3)) for tag in _TAGS]))
_LONGEST = 255
_RANDOMISER = to_bits(CCSDS[:_LONGEST])
_PADDING = 0x1F

_SYNC = SyncWord(f"{0x5DE62A7E:032b}", tolerance=4)
_PREAMBLE = b"\xaa" * 4


@dataclass(frozen=True)
class NgHam:
    """NGHam.

    Attributes:
        name: Name of the framing.
        corrects: Use the Reed-Solomon code.
    """

    name: str
    corrects: bool = True

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        size = _TAG_BITS + 8 * _LONGEST
        return SyncDeframer(_SYNC, Body(size, self._open, _TAG_BITS, _measure))

    def encode(self, data: bytes) -> Bits:
        """The symbols of *data*: an octet whose upper three bits are flags, and the payload.

        Its lower five bits become the padding, whatever they are.

        Raises:
            ValueError: There is no payload, or too much.
        """
        if not 0 < len(data) - 1 <= _PAYLOADS[-1]:
            raise ValueError(f"{len(data) - 1} octets do not fit into {_PAYLOADS[-1]}")
        number = next(i for i, most in enumerate(_PAYLOADS) if len(data) - 1 <= most)
        padding = _PAYLOADS[number] - (len(data) - 1)
        checked = CRC16_IBM_SDLC.append(bytes((data[0] & ~_PADDING | padding,)) + data[1:], "big")
        codeword = to_bits(_CODES[_PARITIES[number]].encode(checked + bytes(padding)))
        tag = to_bits(_TAGS[number].to_bytes(3))
        scrambled = codeword ^ _RANDOMISER[: len(codeword)]
        parts = (to_bits(_PREAMBLE), _SYNC.as_bits(), tag, scrambled, to_bits(_PREAMBLE[:1]))
        return np.concatenate(parts)

    def _open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in *soft*, and the symbols it took."""
        number = _size(soft[:_TAG_BITS])
        if number is None:
            return None, 0
        body, code = soft[_TAG_BITS:], _CODES[_PARITIES[number]]
        octets = to_octets(harden(body) ^ _RANDOMISER[: len(body)])
        data, corrected = _checked(octets[: -code.parity]), 0
        if data is None and self.corrects:
            decoded = code.decode_softly(octets, least_sure(body))
            data, corrected = (_checked(decoded[0]), decoded[1]) if decoded else (None, 0)
        if data is None:
            message = f"{CRC16_IBM_SDLC.name} is not what was sent"
            return reject(self.name, Disposition.CHECK_FAILED, octets, message), len(soft)
        return Frame(data, self.name, Quality(corrected=corrected)), len(soft)


def _checked(octets: bytes) -> bytes | None:
    """Flags and payload in *octets*, the code's data; None if their CRC says no."""
    checked = octets[: len(octets) - (octets[0] & _PADDING)]
    return checked[:-2] if CRC16_IBM_SDLC.verify(checked, "big") else None


def _measure(soft: Soft) -> int | None:
    """Symbols of the frame with this tag; None if it is none."""
    number = _size(soft)
    if number is None:
        return None
    return _TAG_BITS + 8 * (_PAYLOADS[number] + _OVERHEAD + _PARITIES[number])


def _size(soft: Soft) -> int | None:
    """Number of the size whose tag *soft* is; None if it is like none."""
    number = int((_TAG_SIGNS @ soft).argmax())
    wrong = np.count_nonzero(harden(soft) != (_TAG_SIGNS[number] > 0))
    return None if wrong > _TAG_ERRORS else number


NGHAM = NgHam("ngham")
NGHAM_NO_RS = NgHam("ngham_no_rs", corrects=False)
