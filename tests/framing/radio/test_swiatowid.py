import numpy as np
import pytest

from gateway.coding.bits import soften
from gateway.framing.radio.swiatowid import PIECE, SWIATOWID
from tests.framing.radio.recorded import frames, fsk
from tests.framing.radio.transmission import baseline, check_noise_and_pieces, transmission
from tests.shared_data import SHARED, needs_shared

PIECES = [np.random.default_rng(seed).bytes(PIECE) for seed in range(20)]
HEAD = 64 + 32 + 16
BLOCK = 58 * 8


@pytest.mark.parametrize("block", [37, 1000, 20_000])
@pytest.mark.parametrize("sign", [1, -1])
def test_every_piece_of_a_picture_comes_back(sign: int, block: int) -> None:
    soft = sign * transmission(SWIATOWID.encode(b"".join(PIECES)))
    assert [frame.data for frame in frames(SWIATOWID, soft, block)] == PIECES


def test_noise_is_no_piece() -> None:
    check_noise_and_pieces(SWIATOWID, PIECES[0])


def test_five_wrong_octets_are_corrected_and_six_lose_one_piece_only() -> None:
    wrong = [HEAD + BLOCK * 2 + 8 * octet for octet in range(5)]
    wrong += [HEAD + BLOCK * 4 + 8 * octet for octet in range(6)]
    found = frames(SWIATOWID, transmission(SWIATOWID.encode(b"".join(PIECES)), wrong))
    assert [frame.data for frame in found] == PIECES[:4] + PIECES[5:]
    assert [frame.quality.corrected for frame in found[:4]] == [0, 0, 5, 0]


def test_a_wrong_length_loses_nothing() -> None:
    soft = soften(SWIATOWID.encode(b"".join(PIECES)))
    soft[64 + 32 : HEAD] *= -1
    assert [frame.data for frame in frames(SWIATOWID, soft)] == PIECES


def test_silence_behind_a_sync_word_is_no_piece() -> None:
    soft = soften(SWIATOWID.encode(PIECES[0]))[:HEAD]
    assert not frames(SWIATOWID, np.pad(soft, (0, 20_000)))


def test_octets_that_make_no_whole_pieces_are_refused() -> None:
    with pytest.raises(ValueError, match="47 octets"):
        SWIATOWID.encode(bytes(47))


@needs_shared
def test_finds_all_pieces_that_gr_satellites_finds() -> None:
    soft = fsk(SHARED / "recordings/swiatowid.wav", 9600)
    assert {frame.data.hex() for frame in frames(SWIATOWID, soft)} >= baseline("swiatowid")
