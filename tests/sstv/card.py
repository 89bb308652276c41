"""A test card, and the channel between its encoder and the decoder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gateway.modem.channel import resample_clock
from gateway.modem.symbols import Samples
from gateway.sstv.decoder import Decoder
from gateway.sstv.encoder import Pixels
from gateway.sstv.mode import MODES, Mode
from gateway.sstv.picture import Picture

RATE = 11_025.0
QUIET_S = 0.5

BY_NAME = {mode.name: mode for mode in MODES.values()}


def card(mode: Mode) -> Pixels:
    """Gradients of every colour with three blocks in them, as many pixels as *mode* has."""
    y, x = np.mgrid[0 : mode.height, 0 : mode.width]
    u, v = x / mode.width, y / mode.height
    red, green = 127 + 110 * np.sin(6 * u + 2 * v), 127 + 110 * np.cos(5 * v - 3 * u)
    pixels = np.stack((red, green, 255 * np.sqrt(u * v)), axis=-1)
    pixels[(u > 0.2) & (u < 0.5) & (v > 0.25) & (v < 0.33)] = (250, 20, 20)
    pixels[(u > 0.5) & (u < 0.75) & (v > 0.5) & (v < 0.62)] = (10, 10, 240)
    pixels[(u > 0.75) & (v > 0.75)] = 240
    return pixels.astype(np.uint8)


def channel(
    audio: Samples,
    snr_db: float = 60.0,
    slant_ppm: float = 0.0,
    offset_hz: float = 0.0,
    rate: float = RATE,
) -> Samples:
    """*audio* through an SSB receiver: mistuned, with another clock, noise in 2 kHz."""
    spectrum = np.fft.fft(audio)
    spectrum[len(audio) // 2 :] = 0
    turns = offset_hz / rate * np.arange(len(audio)) % 1.0
    tuned = (2 * np.fft.ifft(spectrum) * np.exp(2j * np.pi * turns)).real.astype(np.float32)
    slow = resample_clock(tuned, -slant_ppm)
    quiet = int(QUIET_S * rate)
    whole = np.pad(slow, quiet)
    density = 0.5 / 2000 / 10 ** (snr_db / 10)
    noise = np.random.default_rng(1).standard_normal(len(whole), np.float32)
    return np.asarray(whole + np.float32(np.sqrt(density * rate / 2)) * noise, np.float32)


def decoded(audio: Samples, rate: float = RATE, block: int = 20_000) -> list[Picture]:
    """The pictures in *audio*, fed in blocks."""
    decoder = Decoder(rate)
    pieces = [decoder.feed(audio[at : at + block]) for at in range(0, len(audio), block)]
    return [picture for found in (*pieces, decoder.finish()) for picture in found]


def psnr_db(sent: NDArray[np.uint8], came: NDArray[np.uint8]) -> float:
    """Peak signal to noise ratio of the rows that came."""
    error = sent[: len(came)].astype(np.float64) - came
    return float(20 * np.log10(255) - 10 * np.log10(np.mean(error**2) + 1e-9))
