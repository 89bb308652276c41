"""The frequency of a complex signal against time: a receiver's FM discriminator."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.modem.symbols import Samples

LATE = 0.5
"""Samples by which the discriminator's output lies behind its input."""

CLIP = 3.0
"""Deviations beyond which there is only a click of noise."""


def discriminate(x: Samples, deviation: float) -> NDArray[np.float32]:
    """The frequency of *x*, 1 for *deviation* (in turns a sample; may be negative)."""
    if len(x) < 2:
        return np.zeros(len(x), np.float32)
    angle = np.empty(len(x), np.float32)
    angle[1:] = np.angle(x[1:] * x[:-1].conj())
    angle[0] = angle[1]
    angle *= np.float32(1 / (2 * np.pi * deviation))
    return np.clip(angle, -CLIP, CLIP, out=angle)
