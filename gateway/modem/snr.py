"""Soft symbols brought to one level, with the signal to noise ratio that they tell.

The second and fourth moments of +-A with Gaussian noise of variance s2 are::

    m2 = A^2 + s2        m4 = A^4 + 6 A^2 s2 + 3 s2^2        A^4 = (3 m2^2 - m4) / 2

and of complex symbols of magnitude A, any phase, with complex noise of power s2::

    m2 = A^2 + s2        m4 = A^4 + 4 A^2 s2 + 2 s2^2        A^4 = 2 m2^2 - m4

Source: D. Pauluzzi, N. Beaulieu, "A comparison of SNR estimation techniques for the AWGN
channel", IEEE Trans. Commun. 48 (2000) 1681 (the M2M4 estimator).
"""

from __future__ import annotations

from dataclasses import replace

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
    return decibels(signal, 2 * (m2 - signal))


def levelled(soft: Soft) -> Soft:
    """*soft* with a mean magnitude of 1 everywhere."""
    level = boxcar(np.abs(soft), 2 * SPAN)
    return np.asarray(soft / (level + 1e-9), np.float32)


def psk_snr_db(symbols: Samples) -> NDArray[np.float32]:
    """Es/N0 around each of the complex *symbols* of equal magnitude, as `snr_db`."""
    power = np.asarray(symbols.real, np.float64) ** 2 + np.asarray(symbols.imag, np.float64) ** 2
    m2, m4 = boxcar(power, SPAN), boxcar(power**2, SPAN)
    signal = np.sqrt(np.maximum(2 * m2**2 - m4, 0))
    return decibels(signal, m2 - signal)


def decibels(signal: NDArray[np.float64], noise: NDArray[np.float64]) -> NDArray[np.float32]:
    """The ratio of two powers, estimates both, between -10 and 40 dB."""
    ratio = (signal + 1e-12) / (np.maximum(noise, 0) + 1e-12)
    return np.asarray(np.clip(10 * np.log10(ratio), -10, 40), np.float32)


def rated(
    soft: Soft,
    at: NDArray[np.float64],
    offset_hz: NDArray[np.float64] | float = np.nan,
    clock_ppm: float = np.nan,
    known_db: NDArray[np.float32] | None = None,
) -> Symbols:
    """*soft* as `Symbols`: levelled, and with its signal to noise ratio.

    Args:
        soft: The symbols.
        at: Their times, s.
        offset_hz: As in `Symbols`.
        clock_ppm: As in `Symbols`.
        known_db: Es/N0 where it is known; else it comes from the symbols' scatter.
    """
    offsets = np.broadcast_to(np.asarray(offset_hz, np.float32), len(soft))
    # Levelled first: running sums lose what is weak behind what was loud.
    level = levelled(soft)
    return Symbols(level, at, snr_db(level) if known_db is None else known_db, offsets, clock_ppm)


def beside(symbols: Symbols, other: Symbols) -> Symbols:
    """*symbols* with the signal to noise ratio of the *other* branch where that is higher.

    What a discriminator makes of noise is more than the noise.
    """
    if len(other.at) == 0:
        return symbols
    told = np.interp(symbols.at, other.at, other.snr_db).astype(np.float32)
    return replace(symbols, snr_db=np.maximum(symbols.snr_db, told))
