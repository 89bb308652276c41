import json

import numpy as np
import pytest

from gateway.coding.bits import to_octets
from gateway.framing.radio.openlst import OPENLST
from tests.framing.radio.recorded import frames, fsk
from tests.framing.radio.transmission import (
    check_noise_and_pieces,
    check_round_trip,
    noisy,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

DATA = np.random.default_rng(1).bytes(253)
HEAD = 128 + 32


@pytest.mark.parametrize("size", [1, 2, 100, 253])
def test_a_frame_comes_back(size: int) -> None:
    check_round_trip(OPENLST, DATA[:size])


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(OPENLST, DATA[:100])


def test_octets_are_coded_as_jradio_codes_them() -> None:
    # The vector of jradio's test of its encoder.
    sent = to_octets(OPENLST.encode(b"\x01\x02\x03")[HEAD:])
    assert sent[:16].hex() == "1a1dd60b0b0894a8c795a12a9e704706"


def test_two_symbols_in_a_row_and_one_in_thirty_are_corrected() -> None:
    wrong = [HEAD + at for at in (0, 1, *range(60, 1600, 30))]
    [frame] = frames(OPENLST, transmission(OPENLST.encode(DATA[:100]), wrong))
    assert frame.data == DATA[:100]


def test_soft_symbols_are_used() -> None:
    # At this noise one symbol in eleven is wrong.
    found = [frames(OPENLST, noisy(OPENLST.encode(DATA[:30]), 0.75, 10 * k)) for k in range(10)]
    assert sum([frame.data for frame in one] == [DATA[:30]] for one in found) >= 5


@needs_shared
def test_finds_the_frame_that_jradio_finds() -> None:
    table = json.loads((SHARED / "recordings-2/expected.json").read_text(encoding="utf-8"))
    [entry] = [entry for entry in table if entry["recording"] == "dora.wav"]
    expected = bytes(octet & 0xFF for octet in entry["cases"][0]["expected"]["rawData"])
    soft = fsk(SHARED / "recordings-2/dora.wav", 7416)
    assert expected in [frame.data for frame in frames(OPENLST, soft)]
