"""On-off keying from bits to samples, for simulators and tests."""

from __future__ import annotations

import numpy as np

from gateway.coding.bits import Bits
from gateway.modem.symbols import Samples


def key(
    bits: Bits, sample_rate: float, baud: float, carrier: float = 0.0, rise_s: float = 0.005
) -> Samples:
    """IQ of magnitude 1 where the key is down; its real part is audio.

    Args:
        bits: 1 for key down; of any length.
        sample_rate: Hz.
        baud: Bits per second.
        carrier: Hz.
        rise_s: Length of an edge in seconds, shaped as a raised cosine.
    """
    at = np.arange(int(len(bits) * sample_rate / baud))
    down = bits[np.minimum((at * baud / sample_rate).astype(np.intp), len(bits) - 1)]
    edge = np.hanning(max(1, round(rise_s * sample_rate)) + 2)[1:-1]
    envelope = np.convolve(down, edge / edge.sum(), "same")[: len(at)]
    turns = carrier / sample_rate * at % 1.0
    return np.asarray(envelope * np.exp(2j * np.pi * turns), np.complex64)
