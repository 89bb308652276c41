"""FSK of several tones from bits to samples, for simulators and tests; continuous phase."""

from __future__ import annotations

import numpy as np

from gateway.coding.bits import Bits
from gateway.modem.symbols import Samples


def mfsk(
    bits: Bits, sample_rate: float, baud: float, tones: int, spacing: float, carrier: float = 0.0
) -> Samples:
    """IQ of magnitude 1; its real part is audio.

    Args:
        bits: log2(*tones*) a symbol, the highest first; the lowest tone means zero.
        sample_rate: Hz.
        baud: Symbols per second.
        tones: 2 or 4.
        spacing: Distance of neighbouring tones, Hz.
        carrier: Middle of the tones, Hz.
    """
    width = tones.bit_length() - 1
    rows = bits[: len(bits) - len(bits) % width].reshape(-1, width)
    number = rows @ (1 << np.arange(width)[::-1])
    hz = carrier + (number - (tones - 1) / 2) * spacing
    turns = np.concatenate(([0.0], np.cumsum(hz / baud)))
    place = np.arange(int(len(number) * sample_rate / baud)) * baud / sample_rate
    phase = np.interp(place, np.arange(len(turns)), turns) % 1.0
    return np.asarray(np.exp(2j * np.pi * phase), np.complex64)
