"""Carrier phase by the M-th power."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.modem.carrier_phase import phase


def rotated(order: int, slope: float) -> tuple[np.ndarray, np.ndarray]:
    """Random PSK on a phase that turns, and that phase."""
    rng = np.random.default_rng(order)
    symbols = np.exp(2j * np.pi * rng.integers(0, order, 800) / order)
    true = 0.3 + slope * np.arange(800)
    noise = 0.15 * (rng.standard_normal(800) + 1j * rng.standard_normal(800))
    return (symbols * np.exp(1j * true) + noise).astype(np.complex64), true


@pytest.mark.parametrize(("order", "slope"), [(2, 0.02), (4, -0.01), (8, 0.002)])
def test_phase_is_followed_up_to_a_multiple_of_a_step(order: int, slope: float) -> None:
    symbols, true = rotated(order, slope)
    error = phase(symbols, order, 48) - true
    steps = error / (2 * np.pi / order)
    assert np.allclose(steps, np.round(steps[400]), atol=0.25)


def test_a_longer_window_is_surer() -> None:
    symbols, true = rotated(2, 0.0)
    spread = [np.std(phase(symbols, 2, span) - true) for span in (12, 96)]
    assert spread[1] < spread[0] / 2


@pytest.mark.parametrize("count", [0, 1, 5])
def test_few_symbols_and_silence_are_legal(count: int) -> None:
    assert phase(np.zeros(count, np.complex64), 4, 24).tolist() == [0] * count
