"""Two channels: IQ, or audio twice?

One signal in quadrature has two channels that are equally loud and do not resemble each
other; audio is the same in both (a program that makes stereo of mono), or silent in one.
"""

from __future__ import annotations

import numpy as np

from gateway.samples.formats import Samples

MAX_LIKENESS = 0.5
MAX_IMBALANCE = 4.0
"""Ratio of the powers: 6 dB, more than any receiver's."""


def is_quadrature(pairs: Samples) -> bool:
    """Whether the two channels of *pairs* are I and Q.

    Args:
        pairs: complex64, one channel in each part.
    """
    if len(pairs) < 2:
        return False
    left, right = _centred(pairs.real), _centred(pairs.imag)
    powers = float(left @ left), float(right @ right)
    if min(powers) == 0 or max(powers) > MAX_IMBALANCE * min(powers):
        return False
    return bool(abs(left @ right) < MAX_LIKENESS * np.sqrt(powers[0] * powers[1]))


def louder(pairs: Samples) -> int:
    """The channel of *pairs* with more power: 0, or 1."""
    left, right = _centred(pairs.real), _centred(pairs.imag)
    return int(float(right @ right) > float(left @ left))


def _centred(channel: Samples) -> Samples:
    """*channel* without its mean, wide enough to be squared."""
    wide = channel.astype(np.float64)
    return wide - wide.mean() if len(wide) else wide
