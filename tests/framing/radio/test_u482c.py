import numpy as np
import pytest

from gateway.coding.bits import soften
from gateway.framing.radio.u482c import CONVOLUTIONAL, RANDOMISED, REED_SOLOMON, U482C, U482c
from gateway.model import Frame, Rejected
from tests.framing.radio.recorded import afsk, catch, frames
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    noisy,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

DATA = np.random.default_rng(1).bytes(80)
HEAD = 128 + 32

every_mix = pytest.mark.parametrize("flags", range(0, 0x800, 0x100))


@every_mix
def test_a_frame_comes_back(flags: int) -> None:
    check_round_trip(U482c(flags), DATA)


@every_mix
def test_a_frame_is_checked_if_there_is_reed_solomon(flags: int) -> None:
    [frame] = frames(U482C, transmission(U482c(flags).encode(DATA)))
    assert frame.quality.unchecked == (not flags & REED_SOLOMON)


def test_noise_and_pieces_are_no_checked_frames() -> None:
    check_noise_and_pieces(U482C, DATA, checked=False)


@pytest.mark.parametrize("flags", [CONVOLUTIONAL | REED_SOLOMON, CONVOLUTIONAL | RANDOMISED])
def test_convolutional_code_bears_noise(flags: int) -> None:
    bits = U482c(flags | REED_SOLOMON).encode(DATA)
    sigma = 0.65  # 6 % of the symbols wrong
    clean = soften(bits[: HEAD + 24])
    soft = noisy(bits, sigma)
    soft[777 : 777 + len(clean)] = clean
    [frame] = frames(U482C, soft)
    assert frame.data == DATA


def test_an_unproved_frame_is_dropped_when_its_length_had_errors() -> None:
    bits = U482c(RANDOMISED).encode(DATA)
    assert frames(U482C, transmission(bits))
    assert not catch(U482C, transmission(bits, [HEAD + 5]))


def test_an_unproved_frame_is_dropped_when_the_code_finds_noise() -> None:
    bits = U482c(CONVOLUTIONAL).encode(DATA)
    rng = np.random.default_rng(2)
    soft = transmission(bits)
    soft[777 + HEAD + 24 : 777 + len(bits)] = rng.standard_normal(len(bits) - HEAD - 24)
    assert not catch(U482C, soft)


def test_too_many_errors_are_rejected() -> None:
    bits = U482c(REED_SOLOMON).encode(DATA)
    wrong = range(HEAD + 24, HEAD + 24 + 8 * 60, 8)
    events = [one.event for one in catch(U482C, transmission(bits, wrong))]
    assert [type(event) for event in events] == [Rejected]


def test_data_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        U482C.encode(bytes(100))


@needs_shared
@pytest.mark.parametrize("recording", ["aisat", "dsat", "gomx_1"])
def test_finds_what_gr_satellites_finds(recording: str) -> None:
    soft = afsk(SHARED / f"recordings/{recording}.wav", 4800, 3600)
    found = [one.event for one in catch(U482C, soft) if isinstance(one.event, Frame)]
    assert {frame.data.hex() for frame in found} >= baseline(recording)
