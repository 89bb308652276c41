"""The channel: what happens to a signal between a transmitter and our samples.

::

    signal ─▶ clock error ─▶ fading ─▶ offset, drift ─▶ noise ─▶ twist ─▶ clipping ─▶ samples

Each step is a function of its own, so that a simulator or a bit-error curve takes what it
needs, in this order.  Chance comes from the caller's random generator.
"""

from __future__ import annotations

import numpy as np

from gateway.modem.filters import boxcar
from gateway.modem.symbols import Samples
from gateway.modem.timing import interpolate


def add_noise(
    signal: Samples,
    sample_rate: float,
    bit_rate: float,
    ebn0_db: float,
    rng: np.random.Generator,
) -> Samples:
    """*signal* with white noise of the density that gives *ebn0_db*.

    Eb is the mean power of the whole array divided by *bit_rate*: silence before or after
    the signal has to be added later, or it lowers Eb.  The noise fills the whole bandwidth
    of the samples: variance N0 rate / 2 for real samples (0 to rate / 2), N0 rate for
    complex ones (-rate / 2 to rate / 2).

    Args:
        signal: Audio or IQ, any level.
        sample_rate: Hz.
        bit_rate: Information bits per second, before coding; symbols times bits a symbol.
        ebn0_db: Energy per bit to noise density.
        rng: Where the noise comes from.
    """
    density = float(np.mean(np.abs(signal) ** 2)) / bit_rate / 10 ** (ebn0_db / 10)
    # Per real dimension the same for both kinds: N0 rate / 2.
    sigma = np.float32(np.sqrt(density * sample_rate / 2))
    noise = sigma * rng.standard_normal(len(signal), np.float32)
    if not np.iscomplexobj(signal):
        return np.asarray(signal + noise, np.float32)
    quadrature = sigma * rng.standard_normal(len(signal), np.float32)
    return np.asarray(signal + (noise + 1j * quadrature), np.complex64)


def shift(
    signal: Samples, sample_rate: float, offset_hz: float, drift_hz_s: float = 0.0
) -> Samples:
    """IQ moved by *offset_hz* at its first sample and by *drift_hz_s* more each second."""
    t = np.arange(len(signal)) / sample_rate
    turns = (offset_hz + drift_hz_s * t / 2) * t
    return np.asarray(signal * np.exp(2j * np.pi * (turns % 1.0)), np.complex64)


def resample_clock(signal: Samples, ppm: float) -> Samples:
    """*signal* from a transmitter whose clock is fast by *ppm*; it gets shorter.

    The carrier of audio moves in proportion, as with a sound card that runs slow.  By
    cubic interpolation: meant for at least four samples a symbol.
    """
    step = 1 + ppm * 1e-6
    return interpolate(signal, step * np.arange(int(len(signal) / step), dtype=np.float64))


def fade(
    signal: Samples,
    sample_rate: float,
    rate_hz: float,
    rng: np.random.Generator,
    direct_db: float = -np.inf,
) -> Samples:
    """*signal* through flat Rician fading of mean power gain 1.

    Audio takes the gain's magnitude only: its carrier's phase is the receiver's.

    Args:
        signal: Audio or IQ.
        sample_rate: Hz.
        rate_hz: About the -3 dB bandwidth of the gain.
        rng: Where the gain comes from.
        direct_db: Power of the direct path over that of all others; minus infinity is
            Rayleigh fading.
    """
    length = max(1, round(0.443 * sample_rate / rate_hz))
    count = len(signal) + 2 * length
    white = rng.standard_normal(count) + 1j * rng.standard_normal(count)
    scattered = boxcar(white, length)[length : length + len(signal)] * np.sqrt(length / 2)
    direct = 10 ** (direct_db / 10)
    gain = (np.sqrt(direct) + scattered) / np.sqrt(direct + 1)
    if np.iscomplexobj(signal):
        return np.asarray(signal * gain, np.complex64)
    return np.asarray(signal * np.abs(gain), np.float32)


def twist(
    audio: Samples, sample_rate: float, db: float, low_hz: float = 1200.0, high_hz: float = 2200.0
) -> Samples:
    """*audio* with *high_hz* raised by *db* over *low_hz*, a straight line on log scales.

    Pre-emphasis that nobody takes out is a twist of +5 dB for the tones of Bell 202,
    de-emphasis too much -5 dB.  The gain is 1 at *low_hz* and flat below a quarter of it.
    """
    spectrum = np.fft.rfft(audio)
    hz = np.maximum(np.fft.rfftfreq(len(audio), 1 / sample_rate), low_hz / 4)
    slope = db / 20 / np.log10(high_hz / low_hz)
    return np.fft.irfft(spectrum * (hz / low_hz) ** slope, len(audio)).astype(np.float32)


def clip(signal: Samples, level: float = 1.0) -> Samples:
    """*signal* cut at ±*level*; of IQ both parts, as a converter does."""
    if not np.iscomplexobj(signal):
        return np.clip(signal, -level, level)
    cut = np.clip(signal.real, -level, level) + 1j * np.clip(signal.imag, -level, level)
    return np.asarray(cut, np.complex64)
