"""LilacSat-1: telemetry and digital voice in turns, behind CCSDS' convolutional code.

::

    1A CF FC 1D  <randomised: 13 data> <7 voice> <17 data> <7 voice> ... <17 data> <7 voice>
    └─ NRZ-M, then the convolutional code of k = 7 ─────────────────────────────────────┘

Five pieces of 24 octets, the marker being the first four of the first.  The 81 octets of data
are a piece of a KISS stream; the voice is Codec 2 at 1300 bit/s and is left out.  Nothing
proves a frame: every one says that it is unchecked.

Source: documentation of gr-satellites, "LilacSat-1 deframer"; the maker's decoder is gr-lilacsat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gateway.coding.convolutional import CCSDS_K7
from gateway.framing.radio.burst import Candidate
from gateway.framing.radio.ccsds import ASM, Telemetry

PIECE = 24
PIECES = 5
VOICE = 7
"""Octets of voice at the end of each piece."""


@dataclass(frozen=True)
class Multiplexed:
    """Data and voice in turns; voice is sent as zeros."""

    def open(self, candidate: Candidate) -> None:
        """As `Stage.open`."""
        octets = np.frombuffer(candidate.octets, np.uint8)
        candidate.octets = octets[_IS_DATA[: len(octets)]].tobytes()

    def seal(self, octets: bytes) -> bytes:
        """As `Stage.seal`."""
        sealed = np.zeros(len(_IS_DATA), np.uint8)
        sealed[_IS_DATA] = np.frombuffer(octets, np.uint8)
        return sealed.tobytes()


_IS_DATA = np.arange(len(ASM) // 8, PIECE * PIECES) % PIECE < PIECE - VOICE

LILACSAT_1 = Telemetry(
    "lilacsat_1",
    len(_IS_DATA),
    reed_solomon=None,
    convolutional=CCSDS_K7,
    differential=True,
    stages=(Multiplexed(),),
)
