"""Changes of phase against the tables of the Recommendations."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.coding.bits import harden
from gateway.modem.phase_changes import DBPSK, V26A, V26B, V27, PhaseChanges
from tests.modem.bit_errors import random_bits

DEGREES = {
    "V.26 A": (V26A, {"00": 0, "01": 90, "11": 180, "10": 270}),
    "V.26 B": (V26B, {"00": 45, "01": 135, "11": 225, "10": 315}),
    "V.27": (
        V27,
        {
            "001": 0,
            "000": 45,
            "010": 90,
            "011": 135,
            "111": 180,
            "110": 225,
            "100": 270,
            "101": 315,
        },
    ),
}
"""ITU-T V.26 table 1, V.26 bis, V.27 table 1."""


@pytest.mark.parametrize("name", DEGREES)
def test_changes_are_those_of_the_recommendation(name: str) -> None:
    changes, table = DEGREES[name]
    for bits, degrees in table.items():
        symbols = changes.encode(np.array([int(bit) for bit in "0" * len(bits) + bits], np.uint8))
        turned = np.angle(symbols[1] / symbols[0], deg=True) % 360
        assert turned == pytest.approx(degrees, abs=1e-3)


@pytest.mark.parametrize("changes", [DBPSK, V26A, V26B, V27])
def test_bits_come_back_whatever_the_phase(changes: PhaseChanges) -> None:
    bits = random_bits(600, 1)
    for step in range(changes.order):
        turned = changes.encode(bits) * np.exp(2j * np.pi * step / changes.order)
        got = harden(changes.decode(changes.align(turned)))
        assert np.array_equal(got[changes.bits :], bits[changes.bits :])


def test_a_change_of_two_phases_is_as_sure_as_the_weaker_symbol() -> None:
    symbols = np.array([1.0, 0.3, -0.5, -2.0], np.complex64)
    assert DBPSK.decode(symbols).tolist() == pytest.approx([0, 0.3, -0.3, 0.5])


def test_pairs_of_coherent_symbols_beat_products_of_neighbours() -> None:
    # 2 Q against the 2.3 dB worse product of noisy neighbours, at Es/N0 of 10 dB.
    rng = np.random.default_rng(2)
    bits = random_bits(40_000, 3)
    sent = V26A.encode(bits)
    noise = rng.standard_normal(len(sent)) + 1j * rng.standard_normal(len(sent))
    came = (sent + noise * np.sqrt(0.05)).astype(np.complex64)
    pairs = np.mean(harden(V26A.decode(came))[2:] != bits[2:])
    step = np.round(np.angle(came[1:] * np.conj(came[:-1])) / (np.pi / 2)) % 4
    products = np.array([[0, 0], [0, 1], [1, 1], [1, 0]])[step.astype(np.intp)].ravel()
    assert pairs < 0.5 * np.mean(products != bits[2:])


@pytest.mark.parametrize("count", [0, 1])
def test_without_a_pair_all_are_erasures(count: int) -> None:
    assert not V27.decode(np.ones(count, np.complex64)).any()
