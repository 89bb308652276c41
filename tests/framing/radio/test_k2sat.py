import numpy as np
import pytest

from gateway.coding.bits import Soft, soften
from gateway.framing.radio.k2sat import K2SAT, LONGEST
from tests.framing.radio.recorded import frames
from tests.framing.radio.transmission import check_noise_and_pieces, noisy

DATA = np.random.default_rng(1).bytes(LONGEST - 10)


def turned(soft: Soft, quarters: int) -> Soft:
    """*soft*, I and Q in turn, as a receiver has them whose carrier is off by quarter turns."""
    iq = (soft[::2] + 1j * soft[1::2]) * 1j**quarters
    return np.stack((iq.real, iq.imag), axis=1).reshape(-1).astype(np.float32)


@pytest.mark.parametrize("size", [10, 300, len(DATA)])
@pytest.mark.parametrize("quarters", range(4))
def test_a_frame_comes_back_at_any_phase_of_the_carrier(size: int, quarters: int) -> None:
    soft = np.concatenate((soften(K2SAT.encode(DATA[:size])), np.zeros(5000, np.float32)))
    for block in (len(soft), 1000):
        assert [one.data for one in frames(K2SAT, turned(soft, quarters), block)] == [DATA[:size]]


def test_a_frame_may_hold_what_looks_like_its_end() -> None:
    data = DATA[:100] + b"\x7e\x55\x55\x55" * 3 + DATA[:100]
    [frame] = frames(K2SAT, soften(K2SAT.encode(data)))
    assert frame.data == data


def test_symbols_are_decoded_softly() -> None:
    # One symbol in twenty is wrong: more than two bits of any frame, were they not coded.
    soft = noisy(K2SAT.encode(DATA[:1000]), sigma=0.6)[1:]
    assert [frame.data for frame in frames(K2SAT, soft)] == [DATA[:1000]]


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(K2SAT, DATA)
