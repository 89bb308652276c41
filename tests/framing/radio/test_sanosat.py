import numpy as np
import pytest

from gateway.coding.bits import to_octets
from gateway.framing.radio.burst import Broken, Candidate
from gateway.framing.radio.sanosat import SANOSAT, SanosatPacket
from tests.framing.radio.recorded import catch, frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

DATA = np.random.default_rng(1).bytes(40)
HEAD = 128 + 16


@pytest.mark.parametrize("size", [1, 22, 40])
def test_a_frame_comes_back(size: int) -> None:
    check_round_trip(SANOSAT, DATA[:size])


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(SANOSAT, DATA)


def test_a_wrong_bit_in_the_head_is_noise_and_one_in_the_data_is_rejected() -> None:
    for wrong, rejected in ((3, 0), (12, 0), (100, 1)):
        soft = transmission(SANOSAT.encode(DATA), [HEAD + wrong])
        assert not frames(SANOSAT, soft)
        assert len(catch(SANOSAT, soft)) == rejected


def test_a_packet_that_breaks_off_is_truncated() -> None:
    with pytest.raises(Broken, match="length 44 of 7"):
        SanosatPacket().open(Candidate(SanosatPacket().seal(DATA)[:10]))


@needs_shared
def test_finds_what_gr_satellites_finds_and_one_more() -> None:
    found = {
        frame.data.hex() for frame in frames(SANOSAT, fsk(SHARED / "recordings/sanosat1.wav", 500))
    }
    assert found > baseline("sanosat1")
    assert len(found) == 2


@needs_shared
def test_a_received_frame_is_sent_as_it_was_received() -> None:
    [data] = baseline("sanosat1")
    sent = to_octets(SANOSAT.encode(bytes.fromhex(data))[HEAD:])
    # Head and last CRC as read off the recording's symbols.
    assert sent[:7] == bytes.fromhex("1a8b52ffff0000")
    assert sent[29:31] == bytes.fromhex("d3c7")
