import numpy as np
import pytest

from gateway.modem.snr import beside, levelled, psk_snr_db, rated, snr_db
from tests.modem.bit_errors import ratio


def symbols(es_n0_db: float, count: int = 4000) -> np.ndarray:
    rng = np.random.default_rng(1)
    noise = rng.normal(scale=np.sqrt(1 / (2 * ratio(es_n0_db))), size=count)
    return (3 * (rng.choice((-1, 1), count) + noise)).astype(np.float32)


@pytest.mark.parametrize("db", [5, 10, 20])
def test_the_ratio_is_read_from_the_symbols(db: float) -> None:
    assert np.median(snr_db(symbols(db))) == pytest.approx(db, abs=1)


@pytest.mark.parametrize("db", [5, 10, 20])
@pytest.mark.parametrize("order", [2, 4, 8])
def test_the_ratio_is_read_from_complex_symbols_of_any_phase(db: float, order: int) -> None:
    rng = np.random.default_rng(3)
    phases = np.exp(2j * np.pi * rng.integers(0, order, 4000) / order + 0.3j)
    noise = rng.normal(size=4000) + 1j * rng.normal(size=4000)
    got = (0.01 * (phases + noise * np.sqrt(1 / (2 * ratio(db))))).astype(np.complex64)
    assert np.median(psk_snr_db(got)) == pytest.approx(db, abs=0.7)


def test_a_branch_takes_the_ratio_of_another_that_hears_better() -> None:
    at = np.arange(4000) / 9600
    bad, good = rated(symbols(6), at), rated(symbols(15), at)
    assert np.median(beside(bad, good).snr_db) == pytest.approx(15, abs=1)
    assert np.median(beside(good, bad).snr_db) == pytest.approx(15, abs=1)
    nothing = rated(symbols(6, 0), at[:0])
    assert beside(bad, nothing) is bad
    assert len(beside(nothing, good).snr_db) == 0


def test_noise_alone_has_none() -> None:
    assert np.median(snr_db(np.random.default_rng(2).normal(size=5000).astype(np.float32))) < 0


def test_the_level_is_one_whatever_came() -> None:
    soft = symbols(15)
    soft[2000:] *= 10
    level = np.abs(levelled(soft))
    assert level[:1800].mean() == pytest.approx(1, abs=0.05)
    assert level[2200:].mean() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("count", [0, 1, 100])
def test_silence_is_rated_too(count: int) -> None:
    made = rated(np.zeros(count, np.float32), np.arange(count) / 9600)
    assert len(made.soft) == len(made.snr_db) == len(made.offset_hz) == count
    assert np.isnan(made.offset_hz).all()
    assert np.isnan(made.clock_ppm)
    assert not made.soft.any()
