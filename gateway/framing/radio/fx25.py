"""FX.25: a frame of AX.25 inside a block of Reed-Solomon, which old receivers can still read.

::

    7E ... <correlation tag> │ 7E <stuffed frame> 7E 7E 7E ... │ <parity> 7E ...
           8 octets          │ data, filled up with flags      │ 16, 32 or 64 octets

All octets are sent lowest bit first, the tag's lowest octet first, on the line of AX.25
(NRZI, and G3RUH where there is one).  The tag tells the code: RS(255, k) over GF(2^8) with
the polynomial 0x11D and first root 1.  A shortened block is a long one whose data end in
zeros that are not sent.  Any two tags differ in 32 bits.

Source: J. McGuire, I. Galysh, K. Doherty, H. Heidt, D. Neimi, "FX.25: Forward Error Correction
Extension to AX.25 Link Protocol For Amateur Packet Radio", Stensat Group, 2006, version 01.

A block that the code alone cannot correct is tried again with the octets that hold its least
sure bits as erasures.  The FCS of the frame inside is checked in any case.  A block that
begins with no flag, as most of what noise offers, is not reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gateway.coding.bits import Bits, Soft, harden, to_bits, to_octets
from gateway.coding.reed_solomon import FULL
from gateway.coding.reed_solomon import FX25 as CODES
from gateway.framing.check import reject
from gateway.framing.radio.ax25 import FLAG, FLAG_BITS, stuffed, verified
from gateway.framing.radio.deframer import Several, SoftDeframer
from gateway.framing.radio.line import Line, LineDeframer
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

TOLERANCE = 12
"""Bits of a tag that may be wrong: one wrong symbol makes two of them, or six."""

ERASED = (0, 1 / 2, 3 / 4)
"""Parts of the parity that are spent on erasures, one try after the other."""

_FLAG = to_bits(bytes((FLAG,)))


@dataclass(frozen=True)
class Tag:
    """A correlation tag and the block it announces.

    Attributes:
        value: The tag.
        octets: Octets of the block.
        parity: How many of them are parity.
    """

    value: int
    octets: int
    parity: int

    @property
    def data(self) -> int:
        """Octets of data."""
        return self.octets - self.parity

    @property
    def unsent(self) -> bytes:
        """Zeros between data and parity."""
        return bytes(FULL - self.octets)

    def encode(self, data: bytes) -> bytes:
        """The block of *data*."""
        return data + CODES[self.parity].encode(data + self.unsent)[-self.parity :]

    def decode(self, block: bytes, doubtful: Sequence[int]) -> tuple[bytes, int] | None:
        """The data of *block*, and the octets corrected; see `ReedSolomon.decode`."""
        whole = block[: self.data] + self.unsent + block[self.data :]
        erasures = [at if at < self.data else at + len(self.unsent) for at in doubtful]
        decoded = CODES[self.parity].decode(whole, erasures)
        if decoded is None or any(decoded[0][self.data :]):
            return None
        return decoded[0][: self.data], decoded[1]

    def sync(self) -> SyncWord:
        """The tag as it is sent."""
        return SyncWord(f"{self.value:064b}"[::-1], TOLERANCE, inverted=False)


TAGS = (
    Tag(0xB74DB7DF8A532F3E, 255, 16),
    Tag(0x26FF60A600CC8FDE, 144, 16),
    Tag(0xC7DC0508F3D9B09E, 80, 16),
    Tag(0x8F056EB4369660EE, 48, 16),
    Tag(0x6E260B1AC5835FAE, 255, 32),
    Tag(0xFF94DC634F1CFF4E, 160, 32),
    Tag(0x1EB7B9CDBC09C00E, 96, 32),
    Tag(0xDBF869BD2DBB1776, 64, 32),
    Tag(0x3ADB0C13DEAE2836, 255, 64),
    Tag(0xAB69DB6A543188D6, 192, 64),
    Tag(0x4A4ABEC4A724B796, 128, 64),
)
"""Tags 01 to 0B; the others are reserved."""


@dataclass(frozen=True)
class Fx25:
    """FX.25 on the air.

    Attributes:
        g3ruh: Whether the line is scrambled.
        parity: Octets of parity that a sender adds.
        preamble: Flags that a sender puts before the tag.
        postamble: Flags that it puts behind the block.
    """

    g3ruh: bool = False
    parity: Literal[16, 32, 64] = 32
    preamble: int = 32
    postamble: int = 4

    @property
    def name(self) -> str:
        """Name of the framing, as in `Frame.framing`."""
        return "fx25_g3ruh" if self.g3ruh else "fx25"

    def deframer(self) -> SoftDeframer:
        """A new receiver, one per stream, for all tags."""
        return LineDeframer(
            Line(self.g3ruh),
            Several([SyncDeframer(tag.sync(), self._body(tag)) for tag in TAGS]),
        )

    def encode(self, data: bytes) -> Bits:
        """The symbols of a transmission that holds the frame *data* alone.

        Raises:
            ValueError: *data* is too long for a block with so much parity.
        """
        frame = np.concatenate((_FLAG, stuffed(data), _FLAG))
        fitting = [tag for tag in TAGS if tag.parity == self.parity and len(frame) <= 8 * tag.data]
        if not fitting:
            raise ValueError(f"{len(data)} octets do not fit a block with {self.parity} of parity")
        tag = min(fitting, key=lambda tag: tag.octets)
        block = np.concatenate((frame, np.tile(_FLAG, tag.data)))[: 8 * tag.data]
        coded = tag.encode(to_octets(block, "little"))
        return Line(self.g3ruh).encode(
            np.concatenate(
                (
                    np.tile(_FLAG, self.preamble),
                    tag.sync().as_bits(),
                    to_bits(coded, "little"),
                    np.tile(_FLAG, self.postamble),
                )
            )
        )

    def _body(self, tag: Tag) -> Body:
        size = 8 * tag.octets
        return Body(size, lambda soft: (self._open(tag, soft), size))

    def _open(self, tag: Tag, soft: Soft) -> Frame | Rejected | None:
        """The frame in the block *soft*, or why there is none."""
        octets = to_octets(harden(soft), "little")
        sureness = np.abs(soft).reshape(-1, 8).min(axis=1)
        doubtful = [int(at) for at in np.argsort(sureness, kind="stable")]
        for part in ERASED:
            decoded = tag.decode(octets, doubtful[: int(part * tag.parity)])
            data = None if decoded is None else _enclosed(decoded[0])
            if decoded is not None and data is not None:
                return Frame(data, self.name, Quality(corrected=decoded[1]))
        if octets[0] != FLAG:
            return None
        message = f"no frame in a block of {tag.octets} octets, {tag.parity} of them parity"
        return reject(self.name, Disposition.CHECK_FAILED, octets, message)


def _enclosed(block: bytes) -> bytes | None:
    """The frame between the first two flags of *block*, if its FCS is right."""
    bits = to_bits(block, "little").tobytes()
    flag = _FLAG.tobytes()
    end = bits.find(flag, FLAG_BITS)
    if not bits.startswith(flag) or end < 0:
        return None
    return verified(np.frombuffer(bits[FLAG_BITS:end], np.uint8))


FX25 = Fx25()
FX25_G3RUH = Fx25(g3ruh=True)
