import numpy as np
import pytest

from gateway.framing.radio.ccsds_turbo import PRESETS, CcsdsTurbo
from gateway.model import Disposition, Rejected
from tests.framing.radio.recorded import catch, frames
from tests.framing.radio.transmission import (
    check_noise_and_pieces,
    check_round_trip,
    noisy,
    transmission,
)

every_short = pytest.mark.parametrize("framing", PRESETS[:4], ids=lambda framing: framing.name)


def data(framing: CcsdsTurbo) -> bytes:
    return np.random.default_rng(1).bytes(framing.code.k // 8 - 2)


@pytest.mark.parametrize("framing", [*PRESETS[:4], PRESETS[5]], ids=lambda framing: framing.name)
def test_a_frame_comes_back(framing: CcsdsTurbo) -> None:
    check_round_trip(framing, data(framing))


@every_short
def test_noise_and_pieces_are_no_frames(framing: CcsdsTurbo) -> None:
    check_noise_and_pieces(framing, data(framing))


@pytest.mark.parametrize(("index", "ebn0_db"), [(0, 1.9), (1, 1.2), (2, 1.0), (3, 1.0)])
def test_marker_and_code_bear_noise(index: int, ebn0_db: float) -> None:
    framing = PRESETS[index]
    sigma = np.sqrt(int(framing.code.rate[2:]) / 2 / 10 ** (ebn0_db / 10))
    for seed in range(4):
        soft = noisy(framing.encode(data(framing)), float(sigma), 10 * seed)
        assert [frame.data for frame in frames(framing, soft)] == [data(framing)]


def test_corrected_symbols_are_counted() -> None:
    framing = PRESETS[1]
    wrong = range(400, 4000, 90)
    [frame] = frames(framing, transmission(framing.encode(data(framing)), wrong))
    assert frame.quality.corrected == len(wrong)


def test_a_wrong_crc_is_rejected() -> None:
    framing = PRESETS[0]
    bits = framing.encode(data(framing))
    noise = np.random.default_rng(2).choice(3576, 1200, replace=False) + 128 + 64
    [rejected] = [one.event for one in catch(framing, transmission(bits, noise))]
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Disposition.CHECK_FAILED


def test_names_are_all_different() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
