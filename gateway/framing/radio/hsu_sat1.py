"""HSU-SAT1: telemetry in characters of a serial line, with a short convolutional code.

::

    E3 7B 16 7E  <16 octets, not coded>  <code( <data 48> <CRC 2> 00 ) 102>
    every octet  0 d0 d1 ... d7 1, the first bit of the sync word's octets high

The code has rate 1/2 and constraint length 3, and a tail of zeros of which two bits are
needed.  Its octets are scrambled with x^7 + x^4 + 1 (the sequence of IEEE 802.11 from
0000111), and the first 96 of them interleaved: eight at a time are a matrix of bits that is
turned about its other diagonal.  The CRC is CRC-16/IBM-SDLC, high octet first.  What is not
coded is neither checked nor in the frame.

Source: F4GOH, "CONVOLUTION" library (https://github.com/f4goh/CONVOLUTION); the framing is
documented in public by gr-satellites alone.  Nothing received was at hand to check this
module against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gateway.coding import scrambling
from gateway.coding.bits import Bits, Soft, soften, to_bits
from gateway.coding.convolutional import Convolutional
from gateway.coding.crc import CRC16_IBM_SDLC
from gateway.framing.radio.burst import Burst
from gateway.framing.radio.stages import Checked
from gateway.framing.radio.sync import SyncWord

_Value = TypeVar("_Value", np.uint8, np.float32)

CODE = Convolutional(3, (0b111, 0b101), (False, False))
DATA = 48

_HEADER = 16
_CODED = 102
_INTERLEAVED = 96
_TAIL = 12
"""Symbols of the tail that tell nothing any more."""

_SEQUENCE = scrambling.sequence((4, 7), (0, 0, 0, 0, 1, 1, 1), 8 * _CODED)


@dataclass(frozen=True)
class Characters:
    """Octets of eight data bits, lowest first, between start and stop bit."""

    def open(self, soft: Soft) -> Soft:
        """As `SoftStage.open`; the bits come out highest first."""
        return soft.reshape(-1, 10)[:, 8:0:-1].reshape(-1)

    def seal(self, bits: Bits) -> Bits:
        """As `SoftStage.seal`."""
        rows = np.ones((len(bits) // 8, 10), np.uint8)
        rows[:, 0] = 0
        rows[:, 8:0:-1] = bits.reshape(-1, 8)
        return rows.reshape(-1)


@dataclass(frozen=True)
class Coded:
    """The coded octets behind those that are not."""

    def open(self, soft: Soft) -> Soft:
        """As `SoftStage.open`."""
        symbols = _turn(soft[8 * _HEADER :]) * -soften(_SEQUENCE)
        return soften(CODE.decode(symbols[:-_TAIL], terminated=True))

    def seal(self, bits: Bits) -> Bits:
        """As `SoftStage.seal`."""
        symbols = CODE.encode(np.concatenate((bits, to_bits(b"\0"))), flush=False)
        return np.concatenate((to_bits(bytes(_HEADER)), _turn(symbols ^ _SEQUENCE)))


HSU_SAT1 = Burst(
    "hsu_sat1",
    SyncWord("111000110111101100010110011111101", tolerance=4),
    10 * (_HEADER + _CODED),
    (Checked(CRC16_IBM_SDLC, "big"),),
    (Characters(), Coded()),
)


def _turn(bits: NDArray[_Value]) -> NDArray[_Value]:
    """*bits* interleaved, or put back in order: both are the same."""
    matrices = bits[: 8 * _INTERLEAVED].reshape(-1, 8, 8)[:, :, ::-1]
    turned = matrices.transpose(0, 2, 1)[:, :, ::-1].reshape(-1)
    return np.concatenate((turned, bits[8 * _INTERLEAVED :]))
