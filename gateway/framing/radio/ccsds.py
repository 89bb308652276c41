"""CCSDS telemetry: attached sync marker, Reed-Solomon, convolutional code, any mix of them.

::

    1A CF FC 1D  <randomised: frame, parity>       frame: k * depth octets, parity: 32 * depth
    └─ perhaps all of it behind the convolutional code of k = 7, perhaps NRZ-M before it ─┘

Codewords of Reed-Solomon take turns octet by octet; shorter frames than 223 octets a codeword
are virtually filled with zeros.  Without Reed-Solomon a frame may have its own CRC-16/IBM-3740
at the end (the frame error control field) or nothing that proves it.

The marker goes through the convolutional code like everything else.  Its first six bits apart
it always gives the same symbols, and these are searched for: no Viterbi decoder runs before
there is something to decode, and either phase of the two symbols of a bit is found.  With
NRZ-M (differential precoding) what is sent, coded or not, is known but for its polarity.

Source: CCSDS 131.0-B-4, sections 3, 4, 9 and 10; CCSDS 132.0-B-3 for the frame error control
field; CCSDS 401.0-B for NRZ-M.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gateway.coding import nrzi, scrambling
from gateway.coding.bits import Bits, Soft, soften
from gateway.coding.convolutional import (
    CCSDS_K7,
    CCSDS_K7_UNINVERTED,
    NASA_DSN_K7,
    Convolutional,
)
from gateway.coding.crc import CRC16_IBM_3740
from gateway.coding.reed_solomon import CCSDS, CCSDS_DUAL, ReedSolomon
from gateway.framing.radio.burst import Burst, Noise, SoftStage, Stage
from gateway.framing.radio.stages import Checked, Coded, Scrambled
from gateway.framing.radio.sync import HEARD, SyncDeframer, SyncWord

ASM = np.array([int(bit) for bit in f"{0x1ACFFC1D:032b}"], np.uint8)
"""The attached sync marker."""

TAIL = 32
"""Bits behind a coded frame that are heard too, where other frames follow it."""

SURE = 4.0
"""Weight of the symbols of the marker, in multiples of the mean magnitude of the others."""


def mark(bits: Bits) -> Bits:
    """*bits* in NRZ-M, which is NRZI with ones and zeros changed: a one changes the level."""
    return nrzi.encode(bits ^ np.uint8(1))


@dataclass(frozen=True)
class Marked:
    """NRZ-M behind a level of *last*."""

    last: int

    def open(self, soft: Soft) -> Soft:
        """As `SoftStage.open`."""
        last = soften(np.array([self.last], np.uint8)) * np.float32(np.inf)
        return -nrzi.decode_soft(np.concatenate((last, soft)))[1:]

    def seal(self, bits: Bits) -> Bits:
        """As `SoftStage.seal`."""
        return mark(bits) ^ np.uint8(self.last)


@dataclass(frozen=True)
class ConvolutionalBehind:
    """A convolutional code that runs on from the known bits *past*.

    Attributes:
        code: The code.
        past: Bits before those of the frame, as text.
        tail: Bits behind the frame that are heard too, so that its end is as sure as the rest.
    """

    code: Convolutional
    past: str
    tail: int = TAIL

    @cached_property
    def known(self) -> Bits:
        """The symbols of `past` that do not depend on what came before it."""
        memory = (self.code.constraint - 1) * self.code.rate
        return self._symbols(np.zeros(0, np.uint8))[memory:]

    def open(self, soft: Soft) -> Soft:
        """As `SoftStage.open`; the tail is dropped."""
        if not self.code.plausible(soft):
            raise Noise
        known = soften(self.known) * np.float32(SURE * np.mean(np.abs(soft)))
        decoded = self.code.decode(np.concatenate((known, soft)), terminated=False)
        return soften(decoded[len(known) // self.code.rate : len(decoded) - self.tail])

    def seal(self, bits: Bits) -> Bits:
        """As `SoftStage.seal`."""
        tail = np.zeros(self.tail, np.uint8)
        return self._symbols(np.concatenate((bits, tail)))[len(self.past) * self.code.rate :]

    def _symbols(self, bits: Bits) -> Bits:
        past = np.frombuffer(self.past.encode("ascii"), np.uint8) - ord("0")
        return self.code.encode(np.concatenate((past, bits)), flush=False)


@dataclass(frozen=True)
class Telemetry:
    """Frames of CCSDS telemetry of one size.

    Attributes:
        name: Name of the framing, as in `Frame.framing`.
        size: Octets of a frame, without parity, and without its CRC.
        reed_solomon: The code; None if there is none.
        depth: Codewords of Reed-Solomon that take turns.
        fecf: The frame has a CRC of its own, a frame error control field, which is checked
            and removed.
        randomised: Whether it is.
        convolutional: The inner code; None if there is none.
        differential: NRZ-M before the inner code.
        stages: What a mission has put on top of it.
    """

    name: str
    size: int
    reed_solomon: ReedSolomon | None = CCSDS_DUAL
    depth: int = 1
    fecf: bool = False
    randomised: bool = True
    convolutional: Convolutional | None = None
    differential: bool = False
    stages: tuple[Stage, ...] = ()

    def deframer(self) -> SyncDeframer:
        """A new receiver."""
        return self._burst.deframer()

    def encode(self, data: bytes) -> Bits:
        """The symbols that a sender would send for the frame *data*.

        Raises:
            ValueError: It has not `size` octets.
        """
        if len(data) != self.size and not self.stages:
            raise ValueError(f"{len(data)} octets; a frame has {self.size}")
        return self._burst.encode(data)

    @cached_property
    def _burst(self) -> Burst:
        parity = self.depth * self.reed_solomon.parity if self.reed_solomon else 0
        bits = 8 * (self.size + parity + (CRC16_IBM_3740.octets if self.fecf else 0))
        # NRZ-M turns the marker into one of two opposites; the search finds either.
        marker = np.concatenate(([0], mark(ASM))).astype(np.uint8) if self.differential else ASM
        soft_stages: list[SoftStage] = [Marked(int(marker[-1]))] if self.differential else []
        if self.convolutional is None:
            sync = SyncWord(_text(marker), tolerance=4 if self._checked else 1)
            return Burst(self.name, sync, bits, self._stages, soft_stages, least=HEARD)
        inner = ConvolutionalBehind(self.convolutional, _text(marker))
        # One symbol in ten is wrong where the code still works; but what nothing checks must
        # not come out of noise.
        sync = SyncWord(_text(inner.known), tolerance=10 if self._checked else 6)
        tail = self.convolutional.rate * TAIL
        symbols = self.convolutional.rate * bits + tail
        stages = [inner, *soft_stages]
        return Burst(self.name, sync, symbols, self._stages, stages, tail=tail, least=HEARD)

    @property
    def _checked(self) -> bool:
        return self.fecf or self.reed_solomon is not None

    @property
    def _stages(self) -> list[Stage]:
        stages: list[Stage] = [Scrambled(scrambling.CCSDS)] if self.randomised else []
        if self.reed_solomon:
            stages.append(Coded(self.reed_solomon, depth=self.depth))
        if self.fecf:
            stages.append(Checked(CRC16_IBM_3740))
        return [*stages, *self.stages]


def _text(bits: Bits) -> str:
    return "".join(map(str, bits))


UNCODED = Telemetry("ccsds_uncoded", 223, None, fecf=True)
RS = Telemetry("ccsds_rs", 223)
RS_CONVENTIONAL = Telemetry("ccsds_rs_conventional", 223, CCSDS)
RS_114 = Telemetry("ccsds_rs_114", 114, CCSDS)
RS_128 = Telemetry("ccsds_rs_128", 128, CCSDS)
RS_892 = Telemetry("ccsds_rs_892", 892, depth=4)
RS_1115 = Telemetry("ccsds_rs_1115", 1115, depth=5)
CONCATENATED = Telemetry("ccsds_concatenated", 223, convolutional=CCSDS_K7)
CONCATENATED_NASA = Telemetry("ccsds_concatenated_nasa", 223, convolutional=NASA_DSN_K7)
CONCATENATED_NRZM = Telemetry(
    "ccsds_concatenated_nrzm", 223, CCSDS, convolutional=CCSDS_K7, differential=True
)
CONCATENATED_114 = Telemetry("ccsds_concatenated_114", 114, CCSDS, convolutional=CCSDS_K7)
CONCATENATED_114_NRZM = Telemetry(
    "ccsds_concatenated_114_nrzm", 114, CCSDS, convolutional=CCSDS_K7, differential=True
)
CONCATENATED_892 = Telemetry(
    "ccsds_concatenated_892", 892, depth=4, convolutional=CCSDS_K7_UNINVERTED
)

PRESETS = (
    UNCODED,
    RS,
    RS_CONVENTIONAL,
    RS_114,
    RS_128,
    RS_892,
    RS_1115,
    CONCATENATED,
    CONCATENATED_NASA,
    CONCATENATED_NRZM,
    CONCATENATED_114,
    CONCATENATED_114_NRZM,
    CONCATENATED_892,
)
"""What satellites that amateurs listen to send: KS-1Q, TRISAT, ASRTU-1, BY70-1, LilacSat-2,
EIRSAT-1, Astrocast, ERMINAZ-1U and others."""
