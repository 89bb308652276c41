"""An FSK signal of unknown tones to its symbols: tones and symbols in turn, each from the other.

::

    points -> bits of the discriminator -> tones -> detection with a short memory
                                                         └> bits -> tones -> detection again

At the signal's limit one bit in twenty of the discriminator is wrong, and tones learnt from
them are too; the second round has hardly any wrong ones.  A Gaussian filter of the sender
is left for the second: the first does well enough without.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits, Soft, harden
from gateway.modem.multisymbol import detect
from gateway.modem.symbols import Samples
from gateway.modem.tones import learnt, placed, snr_db

FIRST_LAGS, FIRST_WEIGHT = (1, 4), 0.75
LAGS, WEIGHT = (4, 8), 0.85
"""Lags of `tones.learnt` and weight of `multisymbol.detect` in the two rounds."""


@dataclass(frozen=True)
class Sequence:
    """What was sent.

    Attributes:
        soft: The symbols.
        offset: How far the centre of the tones was off, turns a symbol, for each.
        snr_db: Es/N0 around each.
    """

    soft: Soft
    offset: NDArray[np.float64]
    snr_db: NDArray[np.float32]


def sequence(points: Samples, bits: Bits, index: float, bt: float | None) -> Sequence:
    """The symbols whose *points* (`timing.symbol_points`) these are.

    Args:
        points: Shape (symbols, `multisymbol.POINTS_A_SYMBOL`).
        bits: A first decision of each.
        index: Modulation index, nominal.
        bt: Of the Gaussian filter that the sender is thought to have; None for none.
    """
    n = len(bits)
    # Sums and metrics are float32: any level of the samples has to suit them.
    points = points / (np.sqrt(np.mean(np.abs(points) ** 2)) + np.float32(1e-20)) if n else points
    guess = placed(points, None, np.zeros(n), np.full(n, index), index)
    first = learnt(points, bits, index, None, guess, FIRST_LAGS)
    better = harden(detect(first.z, first.turn, first.index, FIRST_WEIGHT))
    again = first if bt is None else placed(points, bt, first.offset, first.indices, first.index)
    right = learnt(points, better, index, bt, again, LAGS)
    soft = detect(right.z, right.turn, right.index, WEIGHT)
    return Sequence(soft, right.offset, snr_db(right, harden(soft), bt))
