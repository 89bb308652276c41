"""Two channels are told apart by how they resemble each other."""

from __future__ import annotations

import numpy as np

from gateway.samples.stereo import is_quadrature, louder

RNG = np.random.default_rng(3)
NOISE = RNG.standard_normal(20_000).astype(np.float32)
TONE = np.cos(0.3 * np.arange(20_000)).astype(np.float32)


def pair(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return (left + 1j * right).astype(np.complex64)


def test_a_complex_tone_and_complex_noise_are_iq() -> None:
    assert is_quadrature(pair(TONE, np.sin(0.3 * np.arange(20_000)).astype(np.float32)))
    assert is_quadrature(pair(NOISE, RNG.standard_normal(20_000).astype(np.float32)) + 0.5)


def test_the_same_audio_twice_is_audio() -> None:
    assert not is_quadrature(pair(NOISE, NOISE))
    assert not is_quadrature(pair(TONE, -0.7 * TONE))


def test_one_silent_channel_is_audio() -> None:
    silent = np.zeros_like(NOISE)
    assert not is_quadrature(pair(NOISE, silent))
    assert louder(pair(NOISE, silent)) == 0
    assert louder(pair(silent + 0.9, 0.1 * NOISE)) == 1


def test_silence_and_nothing_are_audio() -> None:
    assert not is_quadrature(np.zeros(100, np.complex64))
    assert not is_quadrature(np.zeros(0, np.complex64))
    assert louder(np.zeros(0, np.complex64)) == 0
