"""Symbols: what a demodulator makes of a window of samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Soft

Samples = NDArray[Any]
"""Audio (float32) or IQ (complex64), shape (n,), full scale 1."""


@dataclass(frozen=True)
class Symbols:
    """Soft symbols of one branch.

    Attributes:
        soft: One value a bit, positive for 1; several a symbol where a symbol carries
            several bits.
        at: Time of each in seconds since the first sample of the signal, never falling.
        snr_db: Estimate of Es/N0 for each; NaN where there is none.
        offset_hz: Estimate of the carrier's offset from nominal for each; NaN as above.
        clock_ppm: Estimate of the symbol clock's error, the same for all; NaN as above.
        sign_known: False where all may be inverted, in one window and not in the next.
    """

    soft: Soft
    at: NDArray[np.float64]
    snr_db: NDArray[np.float32]
    offset_hz: NDArray[np.float32]
    clock_ppm: float = float("nan")
    sign_known: bool = True

    def between(self, first: float, last: float) -> Symbols:
        """Those with ``first < at <= last``."""
        low, high = np.searchsorted(self.at, (first, last), side="right")
        part = slice(int(low), int(high))
        return Symbols(
            self.soft[part],
            self.at[part],
            self.snr_db[part],
            self.offset_hz[part],
            self.clock_ppm,
            self.sign_known,
        )


class Demodulator(Protocol):
    """Samples to symbols: the contract of every demodulator.

    Attributes:
        sample_rate: Of the samples it takes, Hz.
        baud: Symbols per second.
        branches: A name for each detector that it runs beside the others.
        guard: Samples beside a window that its filters and estimates look at.
        grid: A window has to start at a multiple of this many samples.
    """

    sample_rate: float
    baud: float
    branches: tuple[str, ...]
    guard: int
    grid: int

    def demodulate(self, samples: Samples, first: int) -> list[Symbols]:
        """The symbols of each branch in a window whose first sample is number *first*.

        A pure function; never raises on any finite samples, silence included.
        """
