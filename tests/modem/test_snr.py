import numpy as np
import pytest

from gateway.modem.snr import levelled, rated, snr_db
from tests.modem.bit_errors import ratio


def symbols(es_n0_db: float, count: int = 4000) -> np.ndarray:
    rng = np.random.default_rng(1)
    noise = rng.normal(scale=np.sqrt(1 / (2 * ratio(es_n0_db))), size=count)
    return (3 * (rng.choice((-1, 1), count) + noise)).astype(np.float32)


@pytest.mark.parametrize("db", [5, 10, 20])
def test_the_ratio_is_read_from_the_symbols(db: float) -> None:
    assert np.median(snr_db(symbols(db))) == pytest.approx(db, abs=1)


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
