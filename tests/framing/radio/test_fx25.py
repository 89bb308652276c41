from itertools import combinations

import numpy as np
import pytest

from gateway.coding.bits import soften
from gateway.framing.radio.ax25 import Ax25
from gateway.framing.radio.fx25 import FX25, TAGS, Fx25
from gateway.model import Disposition, Rejected
from tests.framing.radio.recorded import afsk, catch, direwolf, frames, fsk
from tests.shared_data import needs_shared

DATA = bytes.fromhex("86a240404040e0a4a66092a6a6e103f0") + b">ARISS - International Space Station"
kinds = pytest.mark.parametrize(
    "framing", [Fx25(g3ruh, parity) for g3ruh in (False, True) for parity in (16, 32, 64)]
)


def test_tags_differ_in_32_bits() -> None:
    distances = {(a.value ^ b.value).bit_count() for a, b in combinations(TAGS, 2)}
    assert distances == {32}


@kinds
@pytest.mark.parametrize("sign", [1, -1])
def test_a_frame_comes_back_in_either_polarity_and_any_blocks(framing: Fx25, sign: int) -> None:
    soft = sign * np.concatenate((np.ones(100, np.float32), soften(framing.encode(DATA))))
    for block in (7, 1000):
        [frame] = frames(framing, soft, block)
        assert (frame.data, frame.framing) == (DATA, framing.name)
        assert (frame.quality.corrected, frame.quality.unchecked) == (0, False)


@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: f"{tag.octets}-{tag.parity}")
def test_every_block_carries_what_just_fits_it(tag: object) -> None:
    tag = TAGS[TAGS.index(tag)]
    # Flags, FCS and stuffing (alternating bits need none) beside the data.
    data = DATA[:16] + b"\x55" * (tag.data - 2 - 2 - 16 - 1)
    framing = Fx25(parity=tag.parity)  # type: ignore[arg-type]
    symbols = framing.encode(data)
    assert len(symbols) == 8 * (framing.preamble + 8 + tag.octets + framing.postamble)
    assert [frame.data for frame in frames(framing, soften(symbols))] == [data]


@kinds
def test_as_many_octets_are_corrected_as_half_the_parity(framing: Fx25) -> None:
    soft = soften(framing.encode(DATA))
    # One symbol in the middle of an octet touches two more octets at most with G3RUH.
    touched = 3 if framing.g3ruh else 1
    start = 8 * (framing.preamble + 8)
    for error in range(framing.parity // 2 // touched):
        soft[start + 4 + 8 * touched * error] *= -1
    [frame] = frames(framing, soft)
    assert frame.data == DATA
    assert 0 < (frame.quality.corrected or 0) <= framing.parity // 2


def test_octets_that_are_doubtful_are_erased_where_there_are_too_many_errors() -> None:
    framing = Fx25(parity=16)
    soft = soften(framing.encode(DATA))
    start = 8 * (framing.preamble + 8 + 20)
    for error in range(11):
        soft[start + 4 + 8 * error] *= -0.1
    [frame] = frames(framing, soft)
    assert frame.data == DATA
    for error in range(11):
        soft[start + 4 + 8 * error] *= 10
    [caught] = catch(framing, soft)
    assert isinstance(caught.event, Rejected)
    assert caught.event.reason is Disposition.CHECK_FAILED


def test_an_old_receiver_reads_the_frame_inside() -> None:
    assert [one.data for one in frames(Ax25(fix=0), soften(FX25.encode(DATA)))] == [DATA]


def test_a_block_cut_short_is_judged_at_the_end_with_erasures() -> None:
    framing = Fx25(parity=64, postamble=0)
    soft = soften(framing.encode(DATA))
    assert [one.data for one in frames(framing, soft[: -8 * 30])] == [DATA]
    assert not frames(framing, soft[: -8 * 70])


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="parity"):
        Fx25(parity=64).encode(bytes(190))


def test_there_is_no_frame_in_noise() -> None:
    soft = np.random.default_rng(14).normal(size=2_000_000).astype(np.float32)
    assert not frames(FX25, soft, 100_000)


@needs_shared
@pytest.mark.parametrize("name", ["afsk1200_fx25_16", "afsk1200_fx25_64", "fsk9600_fx25_32"])
def test_frames_of_dire_wolf_are_read(name: str) -> None:
    path, expected = direwolf(name)
    soft, framing = (fsk(path, 9600), Fx25(g3ruh=True)) if "9600" in name else (afsk(path), FX25)
    assert [frame.data.hex() for frame in frames(framing, soft)] == expected
