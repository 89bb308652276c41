import json

import numpy as np
import pytest

from gateway.framing.radio.ao40 import (
    AO40_FEC,
    AO40_FEC_CRC,
    AO40_FEC_CRC_SHORT,
    AO40_FEC_SHORT,
    AO40_UNCODED,
    Ao40Fec,
)
from gateway.framing.radio.burst import Burst
from gateway.model import Rejected
from tests.framing.radio.recorded import catch, frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    bpsk,
    check_noise_and_pieces,
    check_round_trip,
    noisy,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

SIZES = {
    "ao40_fec": 256,
    "ao40_fec_short": 128,
    "ao40_fec_crc": 254,
    "ao40_fec_crc_short": 126,
    "ao40_uncoded": 512,
}
CODED = [AO40_FEC, AO40_FEC_SHORT, AO40_FEC_CRC, AO40_FEC_CRC_SHORT]


def data(framing: Ao40Fec | Burst) -> bytes:
    return np.random.default_rng(1).bytes(SIZES[framing.name])


@pytest.mark.parametrize("framing", [*CODED, AO40_UNCODED], ids=lambda framing: framing.name)
def test_a_frame_comes_back(framing: Ao40Fec | Burst) -> None:
    check_round_trip(framing, data(framing))


@pytest.mark.parametrize("framing", [*CODED, AO40_UNCODED], ids=lambda framing: framing.name)
def test_noise_and_pieces_are_no_frames(framing: Ao40Fec | Burst) -> None:
    check_noise_and_pieces(framing, data(framing))


@needs_shared
def test_decodes_a_real_frame_of_ao_73() -> None:
    folder = SHARED / "vectors/fec"
    soft = np.fromfile(folder / "qa_ao40_fec_deframer_symbols.f32", np.float32)
    expected = json.loads((folder / "ao40_ao73.json").read_text())["frame"]
    assert [frame.data.hex() for frame in frames(AO40_FEC, soft)] == [expected]


@needs_shared
@pytest.mark.parametrize(
    ("recording", "framing"), [("smog_p_long", AO40_FEC), ("smog_p", AO40_FEC_SHORT)]
)
def test_finds_what_gr_satellites_finds(recording: str, framing: Ao40Fec) -> None:
    # The recording of short frames has one of another framing, of 64 octets, too.
    wanted = {one for one in baseline(recording) if len(one) == 2 * SIZES[framing.name]}
    soft = fsk(SHARED / f"recordings/{recording}.wav", 1250)
    assert {frame.data.hex() for frame in frames(framing, soft)} == wanted


@pytest.mark.parametrize("framing", [AO40_FEC, AO40_FEC_SHORT], ids=lambda framing: framing.name)
def test_pilots_and_code_bear_noise(framing: Ao40Fec) -> None:
    # Es/N0 0 dB, Eb/N0 of the octets 4 dB: 8 % of symbols and pilots wrong.
    for seed in range(5):
        soft = noisy(framing.encode(data(framing)), 10 ** (-3 / 20), 10 * seed)
        assert [frame.data for frame in frames(framing, soft)] == [data(framing)]


def test_a_fade_of_two_hundred_symbols_is_bridged() -> None:
    soft = transmission(AO40_FEC.encode(data(AO40_FEC)))
    soft[3000:3200] = np.random.default_rng(2).standard_normal(200)
    [frame] = frames(AO40_FEC, soft)
    assert frame.data == data(AO40_FEC)


def test_a_wrong_crc_behind_the_code_is_rejected() -> None:
    soft = transmission(AO40_FEC.encode(bytes(range(256))))
    events = [one.event for one in catch(AO40_FEC_CRC, soft)]
    assert [type(event) for event in events] == [Rejected]


def test_short_and_long_frames_are_not_confused() -> None:
    soft = transmission(AO40_FEC_SHORT.encode(data(AO40_FEC_SHORT)))
    assert not frames(AO40_FEC, soft)


@needs_shared
def test_finds_what_gr_satellites_finds_in_dbpsk() -> None:
    branches = bpsk("ao73", 1200, differential=True)
    found = {frame.data.hex() for soft in branches for frame in frames(AO40_FEC, soft)}
    assert found == baseline("ao73")
