import numpy as np
import pytest

from gateway.framing.radio.burst import Candidate
from gateway.framing.radio.lilacsat1 import LILACSAT_1, Multiplexed
from tests.framing.radio.recorded import frames
from tests.framing.radio.transmission import (
    baseline,
    bpsk,
    check_noise_and_pieces,
    check_round_trip,
    noisy,
    transmission,
)
from tests.shared_data import needs_shared

DATA = np.random.default_rng(1).bytes(81)


def test_a_frame_comes_back() -> None:
    check_round_trip(LILACSAT_1, DATA)


def test_noise_is_not_even_an_unchecked_frame() -> None:
    check_noise_and_pieces(LILACSAT_1, DATA)


def test_every_frame_is_unchecked() -> None:
    [frame] = frames(LILACSAT_1, transmission(LILACSAT_1.encode(DATA)))
    assert frame.quality.unchecked


def test_voice_is_left_out() -> None:
    octets = bytes(range(4, 120))
    candidate = Candidate(octets)
    Multiplexed().open(candidate)
    # Voice: the last 7 of each 24 octets, the marker's four counted.
    assert candidate.octets == bytes(k for k in range(4, 120) if k % 24 < 17)
    assert len(candidate.octets) == 81


def test_code_bears_noise() -> None:
    for seed in range(5):
        soft = noisy(LILACSAT_1.encode(DATA), 10 ** (-5 / 20), 10 * seed)
        assert [frame.data for frame in frames(LILACSAT_1, soft)] == [DATA]


@pytest.mark.parametrize("size", [80, 82])
def test_data_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=str(size)):
        LILACSAT_1.encode(bytes(size))


@needs_shared
def test_finds_nearly_all_that_gr_satellites_finds() -> None:
    # Nothing checks a frame: noisy ones come out with other errors in them.
    branches = bpsk("lilacsat1", 9600)
    found = {frame.data.hex() for soft in branches for frame in frames(LILACSAT_1, soft)}
    wanted = baseline("lilacsat1")
    assert len(found & wanted) >= 0.9 * len(wanted)
