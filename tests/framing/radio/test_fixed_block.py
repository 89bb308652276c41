import numpy as np
import pytest

from gateway.coding.bits import to_octets
from gateway.coding.crc import CRC16_ARC, CRC32_ISCSI
from gateway.framing.radio.burst import Broken, Burst, Candidate, Noise
from gateway.framing.radio.fixed_block import (
    AISTECHSAT_2,
    HORS,
    NUSAT,
    QUBIK,
    SAT_3CAT_1,
    TT64,
    NusatPacket,
)
from gateway.framing.radio.stages import Checked, Quiet
from tests.framing.radio.recorded import frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

RANDOM = np.random.default_rng(1).bytes(300)

CODED = {
    TT64.name: (TT64, 46, 8),
    SAT_3CAT_1.name: (SAT_3CAT_1, 223, 16),
    AISTECHSAT_2.name: (AISTECHSAT_2, 83, 16),
    QUBIK.name: (QUBIK, 126, 16),
    NUSAT.name: (NUSAT, 40, 2),
}

coded = pytest.mark.parametrize(("framing", "size", "errors"), CODED.values(), ids=CODED)


@coded
def test_a_frame_comes_back(framing: Burst, size: int, errors: int) -> None:
    del errors
    check_round_trip(framing, RANDOM[:size])


@coded
def test_noise_and_pieces_are_no_frames(framing: Burst, size: int, errors: int) -> None:
    del errors
    check_noise_and_pieces(framing, RANDOM[:size])


@coded
def test_as_many_wrong_octets_as_the_code_bears_are_corrected(
    framing: Burst, size: int, errors: int
) -> None:
    head = 8 * (len(framing.preamble) + (10 if framing is AISTECHSAT_2 else 0)) + len(framing.sync)
    wrong = [head + 8 * octet + octet % 8 for octet in range(errors)]
    [frame] = frames(framing, transmission(framing.encode(RANDOM[:size]), wrong))
    assert (frame.data, frame.quality.corrected) == (RANDOM[:size], errors)
    more = [head + 8 * octet for octet in range(0, 60, 2)]
    assert not frames(framing, transmission(framing.encode(RANDOM[:size]), more))


def test_an_unchecked_frame_says_so() -> None:
    soft = transmission(HORS.encode(RANDOM[:71]))
    [frame] = frames(HORS, soft)
    assert (frame.data, frame.quality.unchecked) == (RANDOM[:71], True)
    check_noise_and_pieces(HORS, RANDOM[:71], checked=False)


def test_the_randomiser_of_qubik_is_inside_the_code_and_the_crcs_inside_both() -> None:
    head = 8 * len(QUBIK.preamble) + len(QUBIK.sync)
    sent = to_octets(QUBIK.encode(RANDOM[:126])[head:])[:132]
    # CCSDS 131.0-B, 10.5: the sequence begins with ff 48 0e c0.
    assert sent[:4] == bytes(a ^ b for a, b in zip(RANDOM, b"\xff\x48\x0e\xc0", strict=False))
    plain = Candidate(sent)
    QUBIK.stages[1].open(plain)
    assert CRC32_ISCSI(plain.octets[:-4]) == int.from_bytes(plain.octets[-4:])


def test_silence_that_follows_the_sync_word_is_no_frame() -> None:
    # Eight octets and zeros are within reach of the codeword of zeros, whose CRC is zero.
    assert CRC16_ARC(bytes(46)) == 0
    head = 8 * len(TT64.preamble) + len(TT64.sync)
    soft = transmission(TT64.encode(RANDOM[:46]))[: 777 + head + 48]
    assert not frames(TT64, np.pad(soft, (0, 2000)))


def test_a_sync_word_that_noise_is_full_of_tells_no_refusals() -> None:
    with pytest.raises(Noise):
        Quiet(Checked(CRC16_ARC)).open(Candidate(RANDOM))
    assert Quiet(Checked(CRC16_ARC)).seal(RANDOM) == CRC16_ARC.append(RANDOM)


def test_a_nusat_length_beyond_the_block_is_truncated() -> None:
    with pytest.raises(Broken, match="length 59 of 60"):
        NusatPacket().open(Candidate(bytes((59, 0)) + bytes(58)))


@needs_shared
@pytest.mark.parametrize(("recording", "framing"), [("at03", TT64), ("sat_3cat_1", SAT_3CAT_1)])
def test_finds_what_gr_satellites_finds(recording: str, framing: Burst) -> None:
    soft = fsk(SHARED / f"recordings/{recording}.wav", 9600)
    assert {frame.data.hex() for frame in frames(framing, soft)} == baseline(recording)
