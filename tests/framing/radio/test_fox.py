import json

import numpy as np
import pytest

from gateway.coding.bits import soften
from gateway.framing.radio.fox import FOX_DUV, FOX_HIGH_SPEED
from gateway.model import Rejected
from tests.framing.radio.recorded import catch, frames, fsk
from tests.framing.radio.transmission import check_noise_and_pieces, check_round_trip, noisy
from tests.shared_data import SHARED, needs_shared

RNG = np.random.default_rng(1)
SLOW, FAST = RNG.bytes(64), RNG.bytes(4600)


def test_a_slow_frame_comes_back() -> None:
    check_round_trip(FOX_DUV, SLOW)


def test_a_fast_frame_comes_back_from_noise_in_either_polarity() -> None:
    soft = noisy(FOX_HIGH_SPEED.encode(FAST), sigma=0.38, seed=9)
    for sign in (1, -1):
        [frame] = frames(FOX_HIGH_SPEED, sign * soft, block=10_000)
        assert frame.data == FAST
        assert frame.quality.corrected


def test_noise_and_pieces_are_no_slow_frames() -> None:
    check_noise_and_pieces(FOX_DUV, SLOW)


def test_noise_is_no_fast_frame() -> None:
    noise = np.random.default_rng(2).standard_normal(200_000).astype(np.float32)
    assert not catch(FOX_HIGH_SPEED, noise, block=50_000)


def test_sixteen_wrong_words_are_corrected_and_forty_rejected() -> None:
    soft, other = soften(FOX_DUV.encode(SLOW)), soften(FOX_DUV.encode(SLOW[::-1]))
    for count, good in ((16, True), (40, False)):
        bad = np.concatenate((soft[:10], other[10 : 10 + 10 * count], soft[10 + 10 * count :]))
        [event] = (one.event for one in catch(FOX_DUV, bad) if one.start == 0)
        assert isinstance(event, Rejected) is not good


def test_what_is_not_made_of_words_is_not_worth_telling() -> None:
    soft = soften(FOX_DUV.encode(SLOW))
    soft[10:-10].reshape(-1, 10)[:50] *= np.float32(-1) ** np.arange(10)
    assert not catch(FOX_DUV, soft)


def test_words_that_were_not_received_are_erased() -> None:
    # 20 octets are more than the code corrects, unless it is told which they are.
    soft = soften(FOX_DUV.encode(SLOW))
    soft[10:-10].reshape(-1, 10)[20:36] = 0
    soft[10:-10].reshape(-1, 10)[50:56] *= np.float32(-1) ** np.arange(10)
    [frame] = frames(FOX_DUV, soft)
    assert frame.data == SLOW


@pytest.mark.parametrize(("wrong", "good"), [(2, True), (3, False)])
def test_a_frame_ends_with_a_comma_too(wrong: int, good: bool) -> None:
    soft = soften(FOX_DUV.encode(SLOW))
    soft[-4 : -4 + wrong] *= -1
    assert [one.data for one in frames(FOX_DUV, soft)] == [SLOW] * good


def test_a_frame_whose_end_was_not_heard_is_read() -> None:
    assert [one.data for one in frames(FOX_DUV, soften(FOX_DUV.encode(SLOW))[:-10])] == [SLOW]


def test_a_frame_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="63 octets"):
        FOX_DUV.encode(bytes(63))


@needs_shared
def test_finds_the_frame_that_jradio_finds() -> None:
    table = json.loads((SHARED / "recordings-2/expected.json").read_text(encoding="utf-8"))
    [entry] = [entry for entry in table if entry["recording"] == "fox1dWithImage.wav"]
    expected = bytes(octet & 0xFF for octet in entry["cases"][0]["expected"]["rawData"])
    soft = fsk(SHARED / "recordings-2/fox1dWithImage.wav", 9600)
    assert [frame.data for frame in frames(FOX_HIGH_SPEED, soft)] == [expected]
