"""Morse for the tests of its demodulator: a tone that is keyed, in noise."""

from __future__ import annotations

import numpy as np

from gateway.coding.bits import Bits
from gateway.framing.radio.morse import Morse
from gateway.modem.keying import BAUD
from gateway.modem.keying_modulator import key
from gateway.modem.symbols import Samples

TEXT = b"CQ DE N0CALL BATT 3.95V TEMP -12 ="
RATE = 8000.0


def keying(words_a_minute: float, text: bytes = TEXT) -> Bits:
    """The key of a sender, 200 times a second."""
    return Morse(dit=1.2 * BAUD / words_a_minute).encode(text)


def audio(bits: Bits, snr_db: float, seed: int = 1, hz: float = 937.0) -> Samples:
    """The tone in white noise; the SNR is that of key down, in 500 Hz."""
    return in_noise(key(bits, RATE, BAUD, hz).real, snr_db, seed)


def in_noise(signal: Samples, snr_db: float, seed: int) -> Samples:
    """*signal* with noise as an SSB receiver's; key down has a power of 1/2."""
    noise = np.random.default_rng(seed).standard_normal(len(signal))
    density = 0.5 / 500 / 10 ** (snr_db / 10)
    return np.asarray(signal + np.sqrt(density * RATE / 2) * noise, np.float32)
