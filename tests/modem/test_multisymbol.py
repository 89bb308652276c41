import numpy as np
import pytest

from gateway.modem.fsk_modulator import FskModulator
from gateway.modem.multisymbol import POINTS_A_SYMBOL, Phasors, detect, waveforms
from tests.modem.bit_errors import q, random_bits, ratio

SPS = 80


def noisy_points(bits: np.ndarray, index: float, bt: float | None, ebn0_db: float) -> Phasors:
    """The points of every symbol of a signal of unit power in noise."""
    rng = np.random.default_rng(7)
    x = FskModulator(SPS, 1, index / 2, bt).iq(bits).reshape(-1, SPS)[:, 5::10]
    noise = rng.normal(size=(2, *x.shape)) * np.sqrt(POINTS_A_SYMBOL / ratio(ebn0_db) / 2)
    return np.asarray(x + noise[0] + 1j * noise[1], np.complex64)


def detected(points: Phasors, index: float, bt: float | None) -> np.ndarray:
    shapes = waveforms(index, bt)
    turn = np.broadcast_to(shapes.turn, (len(points), len(shapes.turn)))
    return detect(points @ shapes.conjugate, turn, index, 0.9)


@pytest.mark.parametrize("bt", [None, 0.5])
@pytest.mark.parametrize("index", [-0.83, 0.5, 0.625, 0.83, 1.0])
def test_without_noise_every_symbol_is_right(index: float, bt: float | None) -> None:
    bits = random_bits(1000, 1)
    soft = detected(noisy_points(bits, index, bt, 99), index, bt)
    assert np.array_equal(soft[1:-1] > 0, bits[1:-1] == 1)


@pytest.mark.parametrize(
    ("index", "distance"), [(0.5, 2.0), (0.625, 2.36), (5 / 6, 2.33)], ids=["msk", "g3ruh", "bell"]
)
def test_errors_are_within_a_decibel_of_a_coherent_sequence_detector(
    index: float, distance: float
) -> None:
    # Minimum squared distance of CPFSK for errors of two symbols, 2 (1 - sinc(2 h)): a
    # coherent detector makes about 2 Q(sqrt(d Eb/N0)) errors a bit (Proakis, Digital
    # Communications, 4th ed., 5.3).
    assert 2 * (1 - np.sinc(2 * index)) == pytest.approx(distance, abs=0.01)
    bits = random_bits(20000, 2)
    soft = detected(noisy_points(bits, index, None, 6.5), index, None)
    errors = np.mean((soft > 0) != bits)
    assert errors < 2 * q(np.sqrt(distance * ratio(5.5)))


def test_the_matching_gaussian_is_better_than_none() -> None:
    bits = random_bits(40000, 3)
    points = noisy_points(bits, 0.5, 0.3, 6)
    matched, plain = (np.sum((detected(points, 0.5, bt) > 0) != bits) for bt in (0.3, None))
    assert matched < 0.9 * plain


def test_the_magnitude_tells_which_symbols_are_wrong() -> None:
    bits = random_bits(20000, 4)
    soft = detected(noisy_points(bits, 0.5, None, 5), 0.5, None)
    wrong = (soft > 0) != bits
    assert np.abs(soft[wrong]).mean() < 0.4 * np.abs(soft[~wrong]).mean()


def test_a_short_signal_gets_what_the_whole_of_its_energy_says() -> None:
    # Nine symbols: every sequence can be tried, and none may fit better.
    bits, index = random_bits(9, 5), 0.625
    points = noisy_points(bits, index, None, 6)
    shapes = waveforms(index, None)
    z = points @ shapes.conjugate
    tried = (np.arange(512)[:, None] >> np.arange(9)) & 1
    before = np.pad(np.cumsum(shapes.phase[tried], axis=1), ((0, 0), (1, 0)))[:, :-1]
    fit = np.abs((z[np.arange(9), tried] * np.exp(-1j * before)).sum(axis=1))
    found = (detected(points, index, None) > 0).astype(int)
    assert fit[(tried == found).all(axis=1)][0] > 0.98 * fit.max()


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 5000])
def test_as_many_symbols_come_out_as_go_in(length: int) -> None:
    soft = detected(np.zeros((length, POINTS_A_SYMBOL), np.complex64), 0.5, 0.5)
    assert len(soft) == length
    assert np.isfinite(soft).all()
