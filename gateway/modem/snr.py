"""Soft symbols brought to one level, with the signal to noise ratio that they tell.

The second and fourth moments of +-A with Gaussian noise of variance s2 are::

    m2 = A^2 + s2        m4 = A^4 + 6 A^2 s2 + 3 s2^2        A^4 = (3 m2^2 - m4) / 2

and of complex symbols of magnitude A, any phase, with complex noise of power s2::

    m2 = A^2 + s2        m4 = A^4 + 4 A^2 s2 + 2 s2^2        A^4 = 2 m2^2 - m4

Source: D. Pauluzzi, N. Beaulieu, "A comparison of SNR estimation techniques for the AWGN
channel", IEEE Trans. Commun. 48 (2000) 1681 (the M2M4 estimator).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Soft
from gateway.modem.filters import boxcar
from gateway.modem.symbols import Samples, Symbols

SPAN = 96
"""Symbols over which the moments are taken."""


def snr_db(soft: Soft) -> NDArray[np.float32]:
    """Es/N0 around each of the antipodal symbols *soft*, between -10 and 40 dB."""
    square = soft.astype(np.float64) ** 2
    m2, m4 = boxcar(square, SPAN), boxcar(square**2, SPAN)
    signal = np.sqrt(np.maximum((3 * m2**2 - m4) / 2, 0))
    noise = np.maximum(m2 - signal, 0)
    ratio = (signal + 1e-12) / (2 * noise + 1e-12)
    return np.asarray(np.clip(10 * np.log10(ratio), -10, 40), np.float32)


def levelled(soft: Soft) -> Soft:
    """*soft* with a mean magnitude of 1 everywhere."""
    level = boxcar(np.abs(soft), 2 * SPAN)
    return np.asarray(soft / (level + 1e-9), np.float32)


def psk_snr_db(symbols: Samples) -> NDArray[np.float32]:
    """Es/N0 around each of the complex *symbols* of equal magnitude, as `snr_db`."""
    power = np.asarray(symbols.real, np.float64) ** 2 + np.asarray(symbols.imag, np.float64) ** 2
    m2, m4 = boxcar(power, SPAN), boxcar(power**2, SPAN)
    signal = np.sqrt(np.maximum(2 * m2**2 - m4, 0))
    noise = np.maximum(m2 - signal, 0)
    ratio = (signal + 1e-12) / (noise + 1e-12)
    return np.asarray(np.clip(10 * np.log10(ratio), -10, 40), np.float32)


def rated(
    soft: Soft,
    at: NDArray[np.float64],
    offset_hz: NDArray[np.float64] | float = np.nan,
    clock_ppm: float = np.nan,
) -> Symbols:
    """*soft* as `Symbols`: levelled, and with its signal to noise ratio."""
    offsets = np.broadcast_to(np.asarray(offset_hz, np.float32), len(soft))
    # Levelled first: running sums lose what is weak behind what was loud.
    level = levelled(soft)
    return Symbols(level, at, snr_db(level), offsets, clock_ppm)
