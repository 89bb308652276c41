import numpy as np
import pytest

from gateway.framing.radio.ax25 import AX25_G3RUH
from gateway.framing.radio.opssat import HEADER, OPS_SAT
from tests.framing.radio.recorded import frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

DATA = np.random.default_rng(1).bytes(100)


@pytest.mark.parametrize("size", [1, 100, 223])
def test_a_frame_comes_back(size: int) -> None:
    check_round_trip(OPS_SAT, np.random.default_rng(size).bytes(size))


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(OPS_SAT, DATA)


def test_it_is_ax25_outside() -> None:
    [frame] = frames(AX25_G3RUH, transmission(OPS_SAT.encode(DATA)))
    assert frame.data[:16] == HEADER
    assert len(frame.data) == 16 + len(DATA) + 32


def test_octets_that_spoil_the_fcs_are_corrected() -> None:
    sent = OPS_SAT.encode(DATA)
    # A wrong symbol is six wrong bits, some of which may make a stuffed zero: most do not.
    found = [frames(OPS_SAT, transmission(sent, [at])) for at in range(500, 900, 20)]
    assert sum(bool(one) for one in found) >= 10
    assert {frame.data for one in found for frame in one} == {DATA}
    assert max(frame.quality.corrected or 0 for one in found for frame in one) >= 3


def test_ax25_without_reed_solomon_is_not_reported() -> None:
    assert not frames(OPS_SAT, transmission(AX25_G3RUH.encode(HEADER + DATA)))


def test_what_has_no_address_is_not_decoded() -> None:
    [frame] = frames(AX25_G3RUH, transmission(OPS_SAT.encode(DATA)))
    codeword = frame.data[len(HEADER) :]
    for header, good in ((HEADER, True), (b"\xff" * len(HEADER), False)):
        soft = transmission(AX25_G3RUH.encode(header + codeword))
        assert [one.data for one in frames(OPS_SAT, soft)] == [DATA] * good


@needs_shared
def test_finds_what_gr_satellites_finds() -> None:
    soft = fsk(SHARED / "recordings/ops_sat.wav", 9600)
    assert {frame.data.hex() for frame in frames(OPS_SAT, soft)} == baseline("ops_sat")
