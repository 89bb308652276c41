import json

import numpy as np
import pytest

from gateway.coding.bits import soften, to_bits
from gateway.coding.convolutional import CCSDS_K7_UNINVERTED
from gateway.coding.reed_solomon import CCSDS
from gateway.framing.radio.ccsds import (
    CONCATENATED,
    CONCATENATED_114,
    CONCATENATED_114_NRZM,
    CONCATENATED_NASA,
    PRESETS,
    RS,
    RS_114,
    RS_1115,
    Telemetry,
)
from gateway.framing.radio.deframer import Deframers
from gateway.model import Frame
from tests.framing.radio.recorded import frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    bpsk,
    check_noise_and_pieces,
    check_round_trip,
    noisy,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

UNPROVED = Telemetry("ccsds_uncoded", 223, None)
PLAIN = Telemetry("ccsds_rs", 50, CCSDS, randomised=False, differential=True)
PREAMBLE, ASM = 128, 32

every_preset = pytest.mark.parametrize(
    "framing", [*PRESETS, UNPROVED, PLAIN], ids=lambda framing: framing.name
)


def data(framing: Telemetry, seed: int = 1) -> bytes:
    return np.random.default_rng(seed).bytes(framing.size)


@every_preset
def test_a_frame_comes_back(framing: Telemetry) -> None:
    check_round_trip(framing, data(framing))


@every_preset
def test_noise_and_pieces_are_no_frames(framing: Telemetry) -> None:
    check_noise_and_pieces(framing, data(framing), checked=framing is not UNPROVED)


@every_preset
def test_data_of_another_size_is_refused(framing: Telemetry) -> None:
    with pytest.raises(ValueError, match="a frame has"):
        framing.encode(bytes(framing.size - 1))


def test_names_of_presets_are_all_different() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)


def test_only_what_nothing_checks_is_unchecked() -> None:
    for framing in (*PRESETS, UNPROVED):
        [frame] = frames(framing, transmission(framing.encode(data(framing))))
        assert frame.quality.unchecked == (framing is UNPROVED)


@pytest.mark.parametrize("framing", [RS, RS_114, RS_1115])
def test_each_codeword_corrects_sixteen_octets(framing: Telemetry) -> None:
    # Octets in a row, as a fade spoils them: each codeword has its turn.
    octets = 16 * framing.depth
    first = PREAMBLE + ASM + 8 * 40
    wrong = range(first, first + 8 * octets, 8)
    [frame] = frames(framing, transmission(framing.encode(data(framing)), wrong))
    assert (frame.data, frame.quality.corrected) == (data(framing), octets)
    assert not frames(framing, transmission(framing.encode(data(framing)), [*wrong, wrong[-1] + 8]))


@pytest.mark.parametrize("framing", [CONCATENATED, CONCATENATED_114_NRZM])
def test_concatenated_code_bears_three_decibels(framing: Telemetry) -> None:
    # Eb/N0 of the bits inside the convolutional code: 3 dB, a tenth of symbols wrong.
    sigma = 10 ** (-3 / 20)
    found = [
        frame.data
        for seed in range(10)
        for frame in frames(framing, noisy(framing.encode(data(framing)), sigma, 10 * seed))
    ]
    assert found == [data(framing)] * 10


@pytest.mark.parametrize("framing", [RS, CONCATENATED, CONCATENATED_114_NRZM])
def test_frames_may_follow_each_other_at_once(framing: Telemetry) -> None:
    sent = [data(framing, seed) for seed in range(4)]
    rate, marker = (2, 64) if framing.convolutional else (1, 32)
    parity = 32 * framing.depth
    size = rate * 8 * (framing.size + parity)
    # The sender's register runs on: encode the bits of all frames as one stream.
    plain = Telemetry(
        framing.name, framing.size, framing.reed_solomon, framing.depth, randomised=True
    )
    bits = np.concatenate(
        [plain.encode(one)[PREAMBLE : PREAMBLE + marker // rate + size // rate] for one in sent]
    )
    if framing.differential:
        bits = np.bitwise_xor.accumulate(bits)
    symbols = framing.convolutional.encode(bits) if framing.convolutional else bits
    assert [frame.data for frame in frames(framing, transmission(symbols))] == sent


@needs_shared
def test_real_frames_of_suomi_npp() -> None:
    framing = Telemetry("ccsds_rs", 892, depth=4)
    octets = (SHARED / "ccsds/cadu/snpp_synchronized_cadus.dat").read_bytes()[: 10 * 1024]
    expected = json.loads((SHARED / "ccsds/cadu/expected.json").read_text())["cadus"]
    found = frames(framing, transmission(to_bits(octets)))
    counts = [int.from_bytes(frame.data[2:5]) for frame in found]
    assert counts == [cadu["vcfc"] for cadu in expected[:10]]


@needs_shared
def test_a_real_frame_of_meteor_m() -> None:
    # Soft symbols of LRPT: both halves of QPSK in turns, the code not inverted.
    folder = SHARED / "recordings-2"
    soft = np.fromfile(folder / "8bitsoft.s", np.int8).astype(np.float32)
    entries = json.loads((folder / "expected.json").read_text())
    [entry] = [entry for entry in entries if entry["recording"] == "8bitsoft.s"]
    vcdu = entry["cases"][0]["expected"]
    framing = Telemetry("ccsds", 892, CCSDS, depth=4, convolutional=CCSDS_K7_UNINVERTED)
    [frame] = frames(framing, soft)
    assert int.from_bytes(frame.data[2:5]) == vcdu["counter"]
    assert frame.data[10:] == np.array(vcdu["payload"], np.int8).tobytes()


@needs_shared
@pytest.mark.parametrize(
    ("recording", "baud", "framing"),
    [("trisat", 9766, CONCATENATED_NASA), ("astrocast_9k6", 9600, RS_1115)],
)
def test_finds_what_gr_satellites_finds(recording: str, baud: int, framing: Telemetry) -> None:
    soft = fsk(SHARED / f"recordings/{recording}.wav", baud)
    assert {frame.data.hex() for frame in frames(framing, soft)} >= baseline(recording)


def test_soft_bits_that_are_all_zero_or_all_one_are_no_frame() -> None:
    plain = Telemetry("ccsds_rs", 223, randomised=False)
    for level in (0, 1):
        body = np.full(8 * 255, level, np.uint8)
        soft = np.concatenate((soften(plain.encode(bytes(223)))[: PREAMBLE + ASM], soften(body)))
        assert not frames(plain, soft)


@needs_shared
def test_finds_what_gr_satellites_finds_in_differential_bpsk() -> None:
    branches = bpsk("by701", 9600)
    found = {frame.data.hex() for soft in branches for frame in frames(CONCATENATED_114_NRZM, soft)}
    assert found >= baseline("by701")


@pytest.mark.parametrize("wrong", [0, 1, 40])
def test_a_frame_tells_how_many_symbols_the_inner_code_corrected(wrong: int) -> None:
    data = bytes(range(114))
    sent = soften(CONCATENATED_114.encode(data))
    places = np.random.default_rng(wrong).choice(np.arange(300, 1900), wrong, replace=False)
    sent[places] *= -0.1
    [caught] = Deframers([CONCATENATED_114]).feed(sent, final=True)
    assert isinstance(caught.event, Frame)
    assert caught.event.data == data
    assert caught.event.quality.corrected == wrong
