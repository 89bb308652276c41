import numpy as np
import pytest

from gateway.coding.bits import to_octets
from gateway.coding.crc import CRC16_IBM_3740, CRC16_XMODEM
from gateway.framing.radio.burst import Broken, Burst, Candidate, Noise
from gateway.framing.radio.packet_engine import (
    AALTO_1,
    BINAR_2,
    CRC16_CMS,
    DIY_1,
    ENDUROSAT,
    GRIZU_263A,
    LIGHT_1,
    PN9_SX12XX,
    Packet,
)
from tests.framing.radio.recorded import catch, frames
from tests.framing.radio.transmission import (
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)

DATA = np.random.default_rng(1).bytes(60)
WITH_LENGTH = [ENDUROSAT]
FRAMINGS = [AALTO_1, LIGHT_1, GRIZU_263A, BINAR_2, *WITH_LENGTH, DIY_1]

each = pytest.mark.parametrize("framing", FRAMINGS, ids=[framing.name for framing in FRAMINGS])


def frame_of(framing: Burst, size: int = len(DATA)) -> bytes:
    """A frame as the framing delivers it: some keep their length, one a header too."""
    data = DATA[:size].ljust(size, b"\x5a")
    if framing is DIY_1:
        return b"\xff\xfe\x01\x02" + bytes((size,)) + data
    return bytes((size,)) + data if framing in WITH_LENGTH else data


@each
@pytest.mark.parametrize("size", [1, 60, 128])
def test_a_frame_comes_back(framing: Burst, size: int) -> None:
    check_round_trip(framing, frame_of(framing, size))


@each
def test_noise_and_pieces_are_no_frames(framing: Burst) -> None:
    check_noise_and_pieces(framing, frame_of(framing))


@each
def test_one_wrong_bit_is_rejected(framing: Burst) -> None:
    head = 8 * len(framing.preamble) + len(framing.sync)
    soft = transmission(framing.encode(frame_of(framing)), [head + 100])
    assert not frames(framing, soft)
    assert [one.event for one in catch(framing, soft)]


def test_octets_are_whitened_as_the_chips_do() -> None:
    # TI DN509 gives these first octets of PN9 for the CC11xx.
    packet = CRC16_CMS.append(bytes((60,)) + DATA)
    for framing, sequence in ((LIGHT_1, bytes.fromhex("ffe11d9aed853324")), (BINAR_2, bytes(8))):
        head = 8 * len(framing.preamble) + len(framing.sync)
        sent = to_octets(framing.encode(DATA)[head:])
        assert sent[:8] == bytes(a ^ b for a, b in zip(packet, sequence, strict=False))


def test_the_sx12xx_whiten_by_the_recurrence_of_pn9_from_their_seed() -> None:
    bits = np.unpackbits(np.frombuffer(PN9_SX12XX[:200], np.uint8))
    assert bits[:9].tolist() == [0] * 8 + [1]
    assert (bits[9:] == bits[:-9] ^ bits[5:-4]).all()


def test_the_crc_is_that_of_length_and_data() -> None:
    head = 8 * len(ENDUROSAT.preamble) + len(ENDUROSAT.sync)
    sent = to_octets(ENDUROSAT.encode(b"\x0123456789"[:1] + b"x")[head:])
    assert sent[:4] == b"\x01x" + CRC16_IBM_3740(b"\x01x").to_bytes(2)


def test_a_length_may_count_the_crc_and_stand_behind_a_header() -> None:
    counted = Packet(CRC16_XMODEM, counted=True)
    assert counted.seal(b"abc")[:4] == b"\x05abc"
    candidate = Candidate(counted.seal(b"abc") + b"fill")
    counted.open(candidate)
    assert (candidate.octets, candidate.used, candidate.checked) == (b"abc", 6, True)


@pytest.mark.parametrize("octets", [b"", b"\0" * 10, b"\xff" * 300])
def test_lengths_of_nothing_and_of_too_much_are_noise(octets: bytes) -> None:
    with pytest.raises(Noise):
        Packet(CRC16_CMS, longest=128).open(Candidate(octets))


def test_a_packet_that_breaks_off_is_truncated() -> None:
    with pytest.raises(Broken, match="length 60 of 30"):
        Packet(CRC16_CMS).open(Candidate(bytes((60,)) + DATA[:29]))
