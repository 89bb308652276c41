import numpy as np
import pytest

from gateway.framing.radio.ccsds_ldpc import PRESETS, SYNC, CcsdsLdpc
from gateway.model import Disposition, Rejected
from tests.framing.radio.recorded import catch, frames
from tests.framing.radio.transmission import (
    check_noise_and_pieces,
    check_round_trip,
    noisy,
    transmission,
)

HALF, TWO_THIRDS, FOUR_FIFTHS, *_ = PRESETS

every_short = pytest.mark.parametrize("framing", PRESETS[:3], ids=lambda framing: framing.name)


def data(framing: CcsdsLdpc) -> bytes:
    return np.random.default_rng(1).bytes(framing.code.k // 8)


@pytest.mark.parametrize("framing", [*PRESETS[:3], PRESETS[5]], ids=lambda framing: framing.name)
def test_a_frame_comes_back(framing: CcsdsLdpc) -> None:
    check_round_trip(framing, data(framing))


@every_short
def test_noise_and_pieces_are_no_frames(framing: CcsdsLdpc) -> None:
    check_noise_and_pieces(framing, data(framing))


def test_marker_is_the_one_of_the_standard() -> None:
    # CCSDS 131.0-B-5, section 9.3.
    assert hex(int(SYNC.bits, 2)) == "0x34776c7272895b0"


def test_codeword_is_randomised() -> None:
    zeros = HALF.encode(bytes(128))[128 + 64 :]
    assert "".join(map(str, zeros[:40])) == "1111111101001000000011101100000010011010"


def test_code_bears_noise() -> None:
    # Es/N0 -0.5 dB, Eb/N0 2.5 dB.
    for seed in range(5):
        soft = noisy(HALF.encode(data(HALF)), 10 ** (-2.5 / 20), 10 * seed)
        assert [frame.data for frame in frames(HALF, soft)] == [data(HALF)]


def test_too_many_errors_are_rejected() -> None:
    wrong = np.random.default_rng(2).choice(1280, 200, replace=False) + 128 + 64
    events = [
        one.event
        for one in catch(FOUR_FIFTHS, transmission(FOUR_FIFTHS.encode(data(FOUR_FIFTHS)), wrong))
    ]
    [rejected] = events
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Disposition.CHECK_FAILED


def test_names_are_all_different() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
