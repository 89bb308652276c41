import numpy as np
import pytest

from gateway.sstv.baseband import Baseband, Track
from gateway.sstv.encoder import encode
from gateway.sstv.line_sync import find_line_sync
from tests.sstv.card import BY_NAME, QUIET_S, RATE, card, channel

MODE = BY_NAME["Robot 36"]


def track(audio: np.ndarray) -> Track:
    front = Baseband(RATE)
    return Track(np.concatenate([*front.feed(audio), front.finish()]), RATE)


@pytest.fixture(scope="module")
def sent() -> np.ndarray:
    return encode(MODE, card(MODE), RATE, header=False)


@pytest.mark.parametrize("snr_db", [30.0, 3.0])
@pytest.mark.parametrize("slant_ppm", [-700.0, 200.0])
def test_start_clock_offset_and_noise_are_measured(
    sent: np.ndarray, snr_db: float, slant_ppm: float
) -> None:
    came = track(channel(sent, snr_db, slant_ppm, offset_hz=80))
    found = find_line_sync(came, MODE, (QUIET_S + 0.009) * RATE, 80)
    assert found is not None
    assert len(found.starts) == MODE.groups
    assert found.starts[0] == pytest.approx(QUIET_S * RATE, abs=3)
    assert 1e6 * (found.slope - 1) == pytest.approx(slant_ppm, abs=10)
    assert found.offsets_hz.mean() == pytest.approx(80, abs=6)
    assert found.snr_db == pytest.approx(snr_db, abs=3)


def test_groups_are_counted_up_to_the_last_that_came(sent: np.ndarray) -> None:
    half = sent[: len(sent) // 2]
    noise = np.random.default_rng(4).standard_normal(20 * int(RATE)).astype(np.float32)
    for rest in (noise[:0], noise, 0 * noise):
        came = track(np.concatenate((channel(half, 20), rest)))
        found = find_line_sync(came, MODE, QUIET_S * RATE, 0)
        assert found is not None
        assert len(found.starts) == pytest.approx(MODE.groups / 2, abs=4)


def test_noise_and_silence_have_no_groups() -> None:
    noise = np.random.default_rng(5).standard_normal(30 * int(RATE)).astype(np.float32)
    for audio in (noise, 0 * noise, noise[:10]):
        assert find_line_sync(track(audio), MODE, 100, 0) is None
