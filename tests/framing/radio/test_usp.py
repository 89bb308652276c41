import json

import numpy as np
import pytest

from gateway.coding.bits import soften, to_bits
from gateway.framing.radio.usp import USP
from tests.framing.radio.recorded import frames
from tests.framing.radio.transmission import check_noise_and_pieces, check_round_trip, noisy
from tests.shared_data import SHARED, needs_shared

DATA = np.random.default_rng(1).bytes(219)


@pytest.mark.parametrize("size", [1, 44, 45, 219])
def test_a_frame_comes_back(size: int) -> None:
    check_round_trip(USP, DATA[:size])


@pytest.mark.parametrize(("size", "octets"), [(44, 48), (45, 223)])
def test_the_smaller_of_two_sizes_that_holds_it_is_sent(size: int, octets: int) -> None:
    assert len(USP.encode(DATA[:size])) == 128 + 64 + 64 + 16 * (octets + 32)


def test_data_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="over 255"):
        USP.encode(bytes(220))


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(USP, DATA)


def test_code_bears_noise() -> None:
    for seed in range(5):
        soft = noisy(USP.encode(DATA), 10 ** (-3 / 20), 10 * seed)
        assert [frame.data for frame in frames(USP, soft)] == [DATA]


@needs_shared
@pytest.mark.parametrize("kind", ["long", "short"])
def test_decodes_the_frames_of_gr_satellites_test(kind: str) -> None:
    vector = json.loads((SHARED / "vectors/fec/usp.json").read_text())
    sent = bytes.fromhex(vector["sync"] + vector[kind]["coded"])
    [frame] = frames(USP, soften(to_bits(sent)))
    assert frame.data.hex() == vector[kind]["decoded"]


@needs_shared
def test_header_is_sent_as_a_satellite_sends_it() -> None:
    # What is filled up behind a short frame differs, and with it the parity.
    vector = json.loads((SHARED / "vectors/fec/usp.json").read_text())
    sent = to_bits(bytes.fromhex(vector["sync"] + vector["short"]["coded"]))
    ours = USP.encode(bytes.fromhex(vector["short"]["decoded"]))[128:]
    same = 64 + 64 + 16 * 31
    assert np.array_equal(ours[:same], sent[:same])
