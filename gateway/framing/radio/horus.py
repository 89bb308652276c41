"""Horus Binary: packets of high-altitude balloons, 4FSK at 100 Bd.

::

    24 24  <packet ....................> <parity of its Golay codewords>
    sync   interleaved and scrambled together
    packet v1, v2:  <data> CRC    v3:  CRC <data>

Twelve bits of the packet after the other have eleven bits of Golay parity, all of which
follow the packet.  Where the packet is no multiple of 12 bits, the last codeword holds what
is left of it before a zero bit, with zeros in front.  The CRC is CRC-16/IBM-3740, low octet
first.

Source: Project Horus, `horusdemodlib`, wiki "4 Packet Format Details" and "99 Horus Binary v3
Developmental Notes"; the coding is known from its reference encoder only, whose output v1,
v2 and two sizes of v3 (32 and 128) agree with; the sizes between follow the same rule.  We
differ in that Golay is decoded with soft bits, and that one or two codewords may be the second
best if the check says so; such frames carry their number in `Quality.fixed`.  The LDPC modes
of early v2 are withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft, soften, to_bits, to_octets
from gateway.coding.crc import CRC16_IBM_3740
from gateway.coding.golay23 import DATA, GOLAY_23, PARITY
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Frame, Quality, Rejected

_LOOK, _LOOK_FIT = 12, 0.86
"""Codewords that are looked at first, and how well they have to fit."""

_FIT = 0.88
"""How well all have to fit: noise fits by 0.845 (0.013 more or less in v1), and what can be
decoded by 0.905 and more.  The CRC alone would let a frame of noise pass every day."""

_SINGLES, _PAIRS = 8, 5
"""Of the least sure codewords, how many are replaced by the second best alone and in pairs."""

_Value = TypeVar("_Value", np.uint8, np.float32)

_SYNC = SyncWord("0010010000100100", tolerance=3)

# Strides of the interleaver: the last of the sender's table of primes (which has a gap)
# below the number of bits, or its last.
_STRIDES = (337, 389, 773, 1223)


@dataclass(frozen=True)
class Horus:
    """Horus Binary.

    Attributes:
        name: Name of the framing.
        sizes: Octets that a packet may have, check included.
        check_first: The check stands before the data.
    """

    name: str
    sizes: tuple[int, ...]
    check_first: bool = False

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        return SyncDeframer(_SYNC, Body(_coded_bits(max(self.sizes)), self.open))

    def open(self, soft: Soft) -> tuple[Frame | Rejected | None, int]:
        """The frame in the *soft* bits behind a sync word, and the symbols it took.

        Noise passes for a sync word every second or two, so a packet whose check fails is
        not worth a rejection.
        """
        for size in self.sizes:
            bits = _coded_bits(size)
            words = _received(soft[:bits], size)
            for packet, corrected, replaced in _packets(words, size) if len(words) else ():
                data = self._checked(packet)
                if data is not None:
                    quality = Quality(corrected=corrected, fixed=replaced or None)
                    return Frame(data, self.name, quality), bits
        return None, len(soft)

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*."""
        check = CRC16_IBM_3740(data).to_bytes(2, "little")
        packet = check + data if self.check_first else data + check
        if len(packet) not in self.sizes:
            raise ValueError(f"{len(data)} octets; a packet has {self.sizes} with its check")
        preamble = to_bits(b"\x1b" * 8)
        return np.concatenate((preamble, _SYNC.as_bits(), _encode(packet)))

    def _checked(self, packet: bytes) -> bytes | None:
        """What is left of *packet* without its check; None if that fails."""
        if self.check_first:
            packet = packet[2:] + packet[:2]
        return packet[:-2] if CRC16_IBM_3740.verify(packet, "little") and any(packet) else None


HORUS_V1 = Horus("horus_v1", (22,))
HORUS_V2 = Horus("horus_v2", (32,))
HORUS_V3 = Horus("horus_v3", (32, 48, 64, 96, 128), check_first=True)


def _coded_bits(size: int) -> int:
    """Symbols behind the sync word of a packet of *size* octets."""
    parity = -(-8 * size // DATA) * PARITY
    return 8 * (size + -(-parity // 8))


def _encode(packet: bytes) -> Bits:
    """The symbols behind the sync word."""
    order, sequence = _permutation(_coded_bits(len(packet)))
    bits = to_bits(packet)
    parity = GOLAY_23.encode(_words(bits, 0))[:, DATA:].ravel()
    plain = np.zeros(len(order), np.uint8)
    plain[: len(bits) + len(parity)] = np.concatenate((bits, parity))
    sent = np.zeros_like(plain)
    sent[order] = plain
    return sent ^ sequence


def _received(soft: Soft, size: int) -> Soft:
    """The codewords in the symbols behind a sync word, a row each.

    There are none if they are as far from codewords as noise is.
    """
    order, sequence = _permutation(len(soft))
    plain = (soft * -soften(sequence))[order]
    # The zeros beside the last bits are known better than anything received.
    data = _words(plain[: 8 * size], -1 - float(np.abs(soft).sum()))
    parity = plain[8 * size :][: len(data) * PARITY].reshape(-1, PARITY)
    words = np.hstack((data, parity))
    # The last word may hold what is known, which would make any noise look good.
    good = _fit(words[:_LOOK]) >= _LOOK_FIT and _fit(words[:-1]) >= _FIT
    return words if good else words[:0]


def _packets(words: Soft, size: int) -> Iterator[tuple[bytes, int, int]]:
    """The packets of *size* octets that were most likely sent, the best first.

    Yields:
        The octets, how many bits were corrected, and in how many codewords the second
        best was taken instead of the best.
    """
    likeness = GOLAY_23.likeness(words)
    rows = np.arange(len(words))
    best = likeness.argmax(axis=1)
    margin = likeness[rows, best]
    likeness[rows, best] = -np.inf
    second = likeness.argmax(axis=1)
    margin -= likeness[rows, second]
    doubtful = np.argsort(margin, kind="stable").tolist()
    for replaced in chain(
        [()], combinations(doubtful[:_SINGLES], 1), combinations(doubtful[:_PAIRS], 2)
    ):
        chosen = best.copy()
        chosen[list(replaced)] = second[list(replaced)]
        data = (chosen[:, None] >> np.arange(DATA)[::-1] & 1).astype(np.uint8)
        yield _packet(data, size), GOLAY_23.errors(words, chosen), len(replaced)


def _packet(data: Bits, size: int) -> bytes:
    """The *size* octets in the data of the codewords, shape (n, 12)."""
    rest = 8 * size % DATA
    head = data[:-1] if rest else data
    tail = data[-1, DATA - 1 - rest : -1] if rest else data[0, :0]
    return to_octets(np.concatenate((head.ravel(), tail)))


def _fit(words: Soft) -> float:
    """How well soft *words* agree with the codewords next to them: 1 where no bit is wrong."""
    total = float(np.abs(words).sum())
    return float(GOLAY_23.likeness(words).max(axis=1).sum()) / total if total else 0.0


def _words(bits: NDArray[_Value], zero: float) -> NDArray[_Value]:
    """*bits* in rows of 12, the last one filled up with what stands for *zero*."""
    rest = len(bits) % DATA
    rows = bits[: len(bits) - rest].reshape(-1, DATA)
    if not rest:
        return rows
    last = np.full((1, DATA), zero, bits.dtype)
    last[0, DATA - 1 - rest : -1] = bits[len(bits) - rest :]
    return np.vstack((rows, last))


@cache
def _permutation(bits: int) -> tuple[NDArray[np.intp], Bits]:
    """Where each of *bits* is sent, and what is added to it there.

    Both count the bits of an octet from the least significant.
    """
    stride = max(prime for prime in _STRIDES if prime < bits)
    at = np.arange(bits)
    order = np.zeros(bits, np.intp)
    order[at ^ 7] = (stride * at % bits) ^ 7
    sequence = np.zeros(bits, np.uint8)
    register = 0x4A80
    for k in range(bits):
        bit = (register ^ register >> 1) & 1
        sequence[k ^ 7] = bit
        register = register >> 1 | bit << 14
    return order, sequence
