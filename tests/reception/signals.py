"""Signals made for the tests of reception."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gateway.coding.bits import Bits
from gateway.framing.radio.ax25 import AX25_G3RUH
from gateway.modem.channel import add_noise
from gateway.modem.filters import fir, lowpass
from gateway.modem.fsk_modulator import FskModulator

RATE = 48_000.0
BAUD = 9600.0


def packet(number: int, size: int = 60) -> bytes:
    """A UI frame from N0CALL to CQ that has a number."""
    header = bytes.fromhex("86a240404040609c60868298986103f0")
    return header + f"packet {number} ".encode().ljust(size, b".")


def keyed(bits: Bits, ebn0_db: float, seed: int, baud: float = BAUD) -> NDArray[np.float32]:
    """*bits* as FM audio, with noise before and behind it, through a receiver as wide as it."""
    rng = np.random.default_rng(seed)
    quiet = np.zeros(int(0.3 * RATE), np.complex64)
    carrier = FskModulator(RATE, baud, 0.3 * baud, bt=0.5).iq(bits)
    noisy = add_noise(carrier, RATE, baud, ebn0_db, rng)
    before, behind = (add_noise(quiet + 1, RATE, baud, ebn0_db, rng) - 1 for _ in range(2))
    # As a receiver does before its discriminator.
    iq = fir(np.concatenate((before, noisy, behind)), lowpass(161, min(0.45, 0.9 * baud / RATE)))
    return np.asarray(np.angle(iq[1:] * iq[:-1].conj()) / np.pi, np.float32)


def transmission(frames: list[bytes], ebn0_db: float, seed: int) -> NDArray[np.float32]:
    """AX.25 frames at 9600 Bd, each in a transmission of its own, as FM audio."""
    return np.concatenate(
        [keyed(AX25_G3RUH.encode(frame), ebn0_db, seed + n) for n, frame in enumerate(frames)]
    )


def write_wav(path: Path, audio: NDArray[np.float32], rate: float = RATE) -> None:
    """*audio* as a WAV of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(int(rate))
        level = float(np.max(np.abs(audio))) or 1.0
        file.writeframes((audio * (30_000 / level)).astype("<i2").tobytes())
