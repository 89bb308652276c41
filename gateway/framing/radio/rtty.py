r"""RTTY of balloons: UKHAS sentences in asynchronous ASCII.

::

    air        0 d0 d1 ... d6 (d7) 1 (1)   0 d0 d1 ...       start, data, stop; idle is 1
    sentence   $$<callsign>,<field>,...,<field>*A1B2\n
                 └────── CRC of these ──────┘

Characters have seven or eight data bits and one or two stop bits (7N1, 7N2, 8N1, 8N2) and
follow each other without a pause; which of the four it is shows in how the two dollars
look.  There may be more than two.  The four hexadecimal digits are CRC-16/IBM-3740 of what
stands between dollars and asterisk, and that is the frame.  Sentences with the old two-digit
exclusive or are not taken: it proves too little.

A sentence that fails is tried again with its least sure bits flipped (see `soft_fix`).

Source: UK High Altitude Society, wiki "Communication protocol" (UKHAS telemetry sentence).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gateway.coding.bits import Bits, Soft, harden, to_bits, to_octets
from gateway.coding.crc import CRC16_IBM_3740
from gateway.framing.check import reject
from gateway.framing.radio.deframer import Caught
from gateway.framing.radio.ring import SymbolRing
from gateway.framing.radio.soft_fix import fix
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Disposition, Frame, Quality, Rejected

NAME = "rtty"
LONGEST = 256
"""Characters of a sentence, check included."""

_SENTENCE = re.compile(rb"\$*([^*]+)\*([0-9A-Fa-f]{4})")
_TEXT = re.compile(rb"[ -~]+")


@dataclass(frozen=True)
class Characters:
    """How characters are sent.

    Attributes:
        data_bits: 7 or 8.
        stop_bits: 1 or 2.
    """

    data_bits: int
    stop_bits: int

    @property
    def symbols(self) -> int:
        """Symbols of a character, start and stop included."""
        return 1 + self.data_bits + self.stop_bits

    def sync(self) -> SyncWord:
        """Two dollars."""
        bits = "".join(map(str, self.encode(b"$$")))
        return SyncWord(bits, tolerance=2)

    def encode(self, text: bytes) -> Bits:
        """The symbols of *text*."""
        rows = np.ones((len(text), self.symbols), np.uint8)
        rows[:, 0] = 0
        bits = to_bits(text, "little").reshape(-1, 8)
        rows[:, 1 : 1 + self.data_bits] = bits[:, : self.data_bits]
        return rows.ravel()

    def data(self, soft: Soft) -> Soft:
        """The bits of the characters in *soft*, eight each; the highest is known to be 0."""
        rows = soft[: len(soft) - len(soft) % self.symbols].reshape(-1, self.symbols)
        bits = np.full((len(rows), 8), -1 - np.abs(soft).max(initial=0), np.float32)
        bits[:, :7] = rows[:, 1:8]
        return bits.ravel()


FORMATS = tuple(Characters(data, stop) for data in (7, 8) for stop in (1, 2))


@dataclass(frozen=True)
class Rtty:
    """UKHAS sentences over RTTY.

    Attributes:
        formats: How characters may be sent; a sender uses the first.
        fix: Bits that may be flipped in a sentence that fails its check: 0, 1 or 2.
    """

    formats: tuple[Characters, ...] = FORMATS
    fix: int = 2

    name = NAME

    def deframer(self) -> RttyDeframer:
        """A new receiver."""
        return RttyDeframer(self)

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the sentence *data*."""
        characters = self.formats[0]
        text = b"$$%s*%04X\n" % (data, CRC16_IBM_3740(data))
        idle = np.ones(2 * characters.symbols, np.uint8)
        return np.concatenate((idle, characters.encode(text)))


RTTY = Rtty()


class RttyDeframer:
    """Receiver for UKHAS sentences.

    Args:
        framing: What to receive.

    Attributes:
        counters: Those of `SyncDeframer`.
    """

    def __init__(self, framing: Rtty):
        self.counters = {"sync_words": 0, "check_failed": 0}
        self._deframers = [_Reader(one, framing.fix).deframer() for one in framing.formats]
        self.reach = max(deframer.reach for deframer in self._deframers)
        for deframer in self._deframers:
            deframer.counters = self.counters

    def search(self, ring: SymbolRing, final: bool = False) -> list[Caught]:
        """As `SoftDeframer.search`."""
        caught = [caught for one in self._deframers for caught in one.search(ring, final)]
        # Two dollars in 8N1 are within tolerance of those in 7N2, and read the same.
        return list({one.start: one for one in caught}.values())


@dataclass(frozen=True)
class _Reader:
    """What makes sentences of the characters behind two dollars.

    Attributes:
        characters: How they are sent.
        fix: Bits that may be flipped.
    """

    characters: Characters
    fix: int

    def deframer(self) -> SyncDeframer:
        body = Body(LONGEST * self.characters.symbols, self.read)
        return SyncDeframer(self.characters.sync(), body)

    def read(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The sentence in *soft*, and the symbols it took."""
        bits = self.characters.data(soft)
        text = to_octets(harden(bits), "little")
        found = _SENTENCE.match(text)
        if found is None:
            return None, len(soft)
        symbols = found.end() * self.characters.symbols
        sentence = _verified(text)
        if sentence is not None:
            return Frame(sentence, NAME), symbols
        fixed = fix(bits[: 8 * found.end()], self.fix, _sentences)
        if fixed is not None:
            return Frame(fixed[0], NAME, Quality(fixed=fixed[1])), symbols
        if not _TEXT.fullmatch(found[1]):
            return None, len(soft)
        message = f"{CRC16_IBM_3740.name} is not {found[2].decode('ascii')}"
        return reject(NAME, Disposition.CHECK_FAILED, found[1], message), symbols


def _verified(text: bytes) -> bytes | None:
    """The sentence that *text* begins with, if its check is right."""
    found = _SENTENCE.match(text)
    if found is None or CRC16_IBM_3740(found[1]) != int(found[2], 16):
        return None
    return found[1] if _TEXT.fullmatch(found[1]) else None


def _sentences(trials: Bits) -> Iterator[bytes | None]:
    return (_verified(to_octets(bits, "little")) for bits in trials)
