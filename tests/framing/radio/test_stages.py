from contextlib import suppress

import numpy as np
import pytest

from gateway.coding import scrambling
from gateway.coding.crc import CRC16_ARC, CRC16_IBM_3740
from gateway.coding.reed_solomon import CCSDS, CCSDS_DUAL
from gateway.framing.radio.burst import Broken, Candidate, Noise, Stage
from gateway.framing.radio.stages import (
    Checked,
    Coded,
    GolayLength,
    LengthOctet,
    Scrambled,
    golay_length,
)
from gateway.model import Disposition

DATA = np.random.default_rng(1).bytes(60)
STAGES: list[Stage] = [
    Scrambled(scrambling.CCSDS),
    Checked(CRC16_ARC),
    Checked(CRC16_IBM_3740, "little", b"header"),
    LengthOctet(),
    LengthOctet(counts=1),
    LengthOctet(counts=-2),
    Coded(CCSDS),
    Coded(CCSDS_DUAL, depth=4),
    GolayLength(),
]


def opened(stage: Stage, octets: bytes) -> Candidate:
    candidate = Candidate(octets)
    stage.open(candidate)
    return candidate


def broken(stage: Stage, octets: bytes) -> Disposition:
    with pytest.raises(Broken) as caught:
        opened(stage, octets)
    return caught.value.reason


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: type(stage).__name__)
def test_opening_undoes_sealing(stage: Stage) -> None:
    sealed = stage.seal(DATA)
    if isinstance(stage, LengthOctet):
        sealed += b"\0" * max(0, -stage.counts)
    assert opened(stage, sealed).octets[: len(DATA)] == DATA


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: type(stage).__name__)
@pytest.mark.parametrize("octets", [b"", b"\0", b"\xff", b"\x30\x20", bytes(300)])
def test_anything_may_be_opened(stage: Stage, octets: bytes) -> None:
    with suppress(Broken, Noise):
        stage.open(Candidate(octets))


def test_scrambling_adds_the_sequence() -> None:
    assert Scrambled(scrambling.CCSDS).seal(bytes(5)).hex() == "ff480ec09a"


def test_a_crc_proves_and_goes() -> None:
    candidate = opened(Checked(CRC16_IBM_3740), b"123456789\x29\xb1")
    assert (candidate.octets, candidate.checked) == (b"123456789", True)
    assert broken(Checked(CRC16_IBM_3740), b"123456788\x29\xb1") is Disposition.CHECK_FAILED
    assert broken(Checked(CRC16_IBM_3740), b"\x29") is Disposition.TRUNCATED


def test_a_length_octet_may_count_more_than_the_data() -> None:
    assert opened(LengthOctet(), b"\x03abcd").octets == b"abc"
    assert opened(LengthOctet(counts=1), b"\x03abcd").octets == b"ab"
    assert opened(LengthOctet(counts=-1), b"\x03abcd").octets == b"abcd"
    assert opened(LengthOctet(keep=True), b"\x03abcd").octets == b"\x03abc"
    assert opened(LengthOctet(), b"\x03abcd").used == 4


def test_a_length_that_is_not_there_is_told() -> None:
    assert broken(LengthOctet(), b"\x05abcd") is Disposition.TRUNCATED
    assert broken(LengthOctet(shortest=4), b"\x03abcd") is Disposition.TRUNCATED


def test_codewords_take_turns() -> None:
    sealed = Coded(CCSDS, depth=2).seal(DATA)
    assert sealed[0::2] == CCSDS.encode(DATA[0::2])
    assert sealed[1::2] == CCSDS.encode(DATA[1::2])


def test_corrected_octets_of_all_codewords_are_added() -> None:
    sealed = bytearray(Coded(CCSDS, depth=2).seal(DATA))
    for index in range(20, 40):
        sealed[index] ^= 0x5A
    candidate = opened(Coded(CCSDS, depth=2), bytes(sealed))
    assert (candidate.octets, candidate.corrected, candidate.checked) == (DATA, 20, True)


def test_a_weak_code_does_not_prove() -> None:
    assert not opened(Coded(CCSDS, proves=False), CCSDS.encode(DATA)).checked


def test_a_golay_length_ends_the_frame() -> None:
    # As DELPHINI-1 sends 49 octets, with a wrong bit.
    candidate = opened(GolayLength(), bytes.fromhex("236030") + DATA)
    assert (candidate.octets, candidate.corrected, candidate.used) == (DATA[:49], 1, 52)


def test_a_golay_length_with_four_errors_is_noise() -> None:
    with pytest.raises(Noise):
        opened(GolayLength(), (0x236031 ^ 0xF0).to_bytes(3) + DATA)


def test_a_golay_length_has_eight_bits() -> None:
    assert golay_length(49).hex() == "236031"
    with pytest.raises(ValueError, match="256"):
        golay_length(256)
