"""AMSAT Fox-1: telemetry below the voice at 200 Bd (DUV), and high speed at 9600 Bd.

::

    comma  <data ...........> <parity ......>  comma  <data ...
           octets in turn of all codewords     every octet a word of 8b10b

    DUV           64 octets      1 codeword
    high speed    4600 octets    21 codewords, the first longer by one

The code is the Reed-Solomon code of CCSDS in the conventional basis, shortened.  It alone
proves a frame; there is no other check.

Source: the format is documented in public by AMSAT's FoxTelem and by jradio.  We differ in
that 8b10b is decoded softly, and that Reed-Solomon is tried with its least sure octets
erased.  High speed is checked against a recording; of DUV there was none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding import code_8b10b
from gateway.coding.bits import Bits, Soft, harden, soften
from gateway.coding.reed_solomon import CCSDS
from gateway.framing.check import reject
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

_LOOK = 192
"""Words looked at, at most, before anything is decoded: the comma is short, and noise has many."""

_LEGAL = 0.75
"""Share of them, and of the whole frame, that have to be words of octets: noise has 0.45, and
where Reed-Solomon still works it is 0.9."""

_COMMA = SyncWord(code_8b10b.COMMA).as_bits()
_COMMA_ERRORS = 2
"""Wrong bits accepted in the comma behind a frame."""

_HEARD = 0.95
"""Share of a frame that has to be there where a stream ends."""

_ERASED = (0, 8, 16)
"""Octets of a codeword that are erased in each try."""


@dataclass(frozen=True)
class Fox:
    """One of the two downlinks.

    Attributes:
        name: Name of the framing.
        octets: Data of a frame.
        codewords: Of Reed-Solomon in a frame.
        tolerance: Bits of the comma that may be wrong.
    """

    name: str
    octets: int
    codewords: int
    tolerance: int = 0

    @property
    def symbols(self) -> int:
        """Symbols between two commas."""
        return code_8b10b.WORD * (self.octets + self.codewords * CCSDS.parity)

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        look = min(_LOOK * code_8b10b.WORD, self.symbols)
        size = self.symbols + len(_COMMA)
        body = Body(size, self.open, look, self.measure, _HEARD)
        return SyncDeframer(SyncWord(code_8b10b.COMMA, self.tolerance), body)

    def measure(self, head: Soft) -> int | None:
        """The symbols of a frame and a comma, if its *head* looks like octets at all."""
        looks = code_8b10b.legal(harden(head)) >= _LEGAL
        return self.symbols + len(_COMMA) if looks else None

    def open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in the *soft* bits between two commas, and the symbols it took.

        A comma and its inverse are both sent, so it does not tell the polarity.
        """
        soft, comma = soft[: self.symbols], soft[self.symbols :]
        right = int(np.sign(comma * soften(_COMMA)).sum())
        ends = abs(right) >= np.count_nonzero(comma) - 2 * _COMMA_ERRORS
        if not ends or code_8b10b.legal(harden(soft)) < _LEGAL:
            return None, len(soft)
        for polarity in (soft, -soft):
            octets, margins = code_8b10b.decode(polarity)
            found = self._correct(octets, margins)
            # Silence at the end of a stream makes zeros, which are a codeword.
            if found is not None and any(found[0]):
                return Frame(found[0], self.name, Quality(corrected=found[1])), len(soft)
        message = f"more errors than Reed-Solomon corrects in {len(octets)} octets"
        return reject(self.name, Disposition.CHECK_FAILED, octets, message), len(soft)

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*, a comma on both sides."""
        if len(data) != self.octets:
            raise ValueError(f"{len(data)} octets; a frame has {self.octets}")
        parity = bytearray(self.codewords * CCSDS.parity)
        for k in range(self.codewords):
            parity[k :: self.codewords] = CCSDS.encode(data[k :: self.codewords])[-CCSDS.parity :]
        comma = _COMMA
        words = code_8b10b.encode(data + bytes(parity), positive=True)
        # The comma has two ones more than zeros or two less, whichever evens the sum out.
        positive = int(comma.sum() + words.sum()) * 2 > len(comma) + len(words)
        return np.concatenate((comma, words, comma ^ np.uint8(positive)))

    def _correct(self, octets: bytes, margins: Soft) -> tuple[bytes, int] | None:
        """The data of all codewords, and the octets corrected; None if one cannot be."""
        data = bytearray(self.octets)
        corrected = 0
        for k in range(self.codewords):
            part = (
                slice(k, self.octets, self.codewords),
                slice(self.octets + k, None, self.codewords),
            )
            codeword = octets[part[0]] + octets[part[1]]
            found = _decode(codeword, np.concatenate((margins[part[0]], margins[part[1]])))
            if found is None:
                return None
            data[part[0]] = found[0]
            corrected += found[1]
        return bytes(data), corrected


FOX_DUV = Fox("fox_duv", 64, 1, tolerance=1)
FOX_HIGH_SPEED = Fox("fox_high_speed", 4600, 21)


def _decode(codeword: bytes, margins: Soft) -> tuple[bytes, int] | None:
    """The data of *codeword*, if need be with its least sure octets erased."""
    doubtful = np.argsort(margins, kind="stable").tolist()
    tries = (CCSDS.decode(codeword, doubtful[:count]) for count in _ERASED)
    return next((found for found in tries if found is not None), None)
