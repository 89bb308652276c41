import numpy as np
import pytest

from gateway.coding.bits import Bits, Soft, soften, to_bits
from gateway.coding.crc import CRC16_IBM_3740
from gateway.coding.reed_solomon import CCSDS
from gateway.framing.radio.burst import Broken, Burst, Candidate, Noise, least_sure
from gateway.framing.radio.stages import Checked, Coded, LengthOctet
from gateway.framing.radio.sync import SyncWord
from gateway.model import Disposition, Frame, Rejected
from tests.framing.radio.recorded import catch, frames
from tests.framing.radio.transmission import check_noise_and_pieces, check_round_trip, transmission

SYNC = SyncWord(f"{0x2DD4A5F7:032b}", tolerance=2)
BURST = Burst("test", SYNC, 8 * 258, (LengthOctet(counts=-2), Checked(CRC16_IBM_3740)))
UNCHECKED = Burst("test", SYNC, 8 * 256, (LengthOctet(),))
DATA = bytes(range(40))


class Doubled:
    """A soft stage for tests: each bit is sent twice."""

    def open(self, soft: Soft) -> Soft:
        return soft[0::2] + soft[1::2]

    def seal(self, bits: Bits) -> Bits:
        return np.repeat(bits, 2)


class Deaf:
    """A stage for tests that hears nothing."""

    def open(self, candidate: Candidate) -> None:
        raise Noise

    def seal(self, octets: bytes) -> bytes:
        return octets


def test_sealed_by_hand_is_what_it_sends() -> None:
    # 123456789 and its CRC-16/IBM-3740, from the catalogue.
    sent = bytes.fromhex("aa" * 16 + "2dd4a5f7" + "09" + "313233343536373839" + "29b1" + "5555")
    assert np.array_equal(BURST.encode(b"123456789"), to_bits(sent))


@pytest.mark.parametrize("order", ["big", "little"])
def test_a_frame_comes_back(order: str) -> None:
    check_round_trip(Burst("test", SYNC, BURST.size, BURST.stages, order=order), DATA)  # type: ignore[arg-type]


def test_soft_stages_come_before_the_octets() -> None:
    check_round_trip(Burst("test", SYNC, 2 * BURST.size, BURST.stages, (Doubled(),)), DATA)


def test_noise_and_pieces_are_no_frames() -> None:
    check_noise_and_pieces(BURST, DATA)
    check_noise_and_pieces(UNCHECKED, DATA, checked=False)


def test_a_frame_takes_as_many_symbols_as_its_length_says() -> None:
    sent = BURST.encode(DATA)
    [caught] = [one for one in catch(BURST, soften(sent)) if isinstance(one.event, Frame)]
    assert (caught.start, caught.end) == (128, 128 + 32 + 8 * 43)


def test_frames_may_follow_each_other_at_once() -> None:
    one = BURST.encode(DATA)[128:-16]
    other = BURST.encode(DATA[::-1])[128:-16]
    soft = transmission(np.concatenate((one, other, one)))
    assert [frame.data for frame in frames(BURST, soft)] == [DATA, DATA[::-1], DATA]


def test_what_no_check_proves_is_unchecked() -> None:
    [checked] = frames(BURST, transmission(BURST.encode(DATA)))
    [unchecked] = frames(UNCHECKED, transmission(UNCHECKED.encode(DATA)))
    assert (checked.quality.unchecked, unchecked.quality.unchecked) == (False, True)


def test_a_stage_that_breaks_makes_a_rejection() -> None:
    wrong = [128 + 32 + 8 * 20]
    events = [one.event for one in catch(BURST, transmission(BURST.encode(DATA), wrong))]
    [rejected] = [event for event in events if isinstance(event, Rejected)]
    assert rejected.reason is Disposition.CHECK_FAILED
    assert rejected.framing == "test"


def test_a_stage_that_hears_noise_makes_nothing() -> None:
    deaf = Burst("test", SYNC, 800, (Deaf(),))
    assert not catch(deaf, transmission(deaf.encode(DATA)))


@pytest.mark.parametrize(("octets", "whole"), [(9, True), (101, True), (101, False)])
def test_data_that_no_frame_can_hold_are_refused(octets: int, whole: bool) -> None:
    framing = Burst("test", SYNC, 800, whole=whole)
    assert len(framing.encode(bytes(100))) > 800
    with pytest.raises(ValueError, match=f"^{octets} octets"):
        framing.encode(bytes(octets))


@pytest.mark.parametrize(
    ("octets", "silent"),
    [(b"", False), (b"\0" * 9 + b"abc", False), (b"\xff" * 9, True), (b"\x55" * 9 + b"a", True)],
)
def test_octets_that_are_all_the_same_are_silent(octets: bytes, silent: bool) -> None:
    assert Candidate(octets).silent is silent


def test_only_the_octets_in_use_are_looked_at_for_silence() -> None:
    candidate = Candidate(b"abcdef" + bytes(200))
    assert candidate.silent
    candidate.used = 6
    assert not candidate.silent


@pytest.mark.parametrize("level", [0, 1])
def test_a_dead_carrier_behind_a_sync_word_is_no_codeword(level: int) -> None:
    burst = Burst("test", SYNC, 8 * 100, (Coded(CCSDS),))
    soft = np.concatenate((soften(SYNC.as_bits()), soften(np.full(900, level, np.uint8))))
    assert not frames(burst, soft)


def test_broken_tells_why() -> None:
    broken = Broken(Disposition.TRUNCATED, "too short")
    assert (broken.reason, broken.message, str(broken)) == (
        Disposition.TRUNCATED,
        "too short",
        "too short",
    )


def test_an_octet_is_as_sure_as_its_least_sure_bit() -> None:
    soft = np.array([-3, 2, 5, -1, 2, 2, 2, 2] + [4] * 7 + [-0.5] + [9] * 3, np.float32)
    assert least_sure(soft).tolist() == [1, 0.5]


def test_cutting_octets_cuts_how_sure_they_are() -> None:
    candidate = Candidate(b"abcd", confidence=np.arange(4, dtype=np.float32))
    candidate.keep(1, 3)
    assert candidate.octets == b"bc"
    assert candidate.confidence is not None
    assert candidate.confidence.tolist() == [1, 2]


def test_reed_solomon_erases_unsure_octets() -> None:
    burst = Burst("test", SYNC, 8 * 100, (Coded(CCSDS),))
    data = bytes(range(68))
    soft = soften(burst.encode(data))
    first = 128 + 32
    for octet in range(20):
        at = first + 8 * (5 * octet)
        soft[at] *= np.float32(-0.1)
    [frame] = frames(burst, soft)
    assert (frame.data, frame.quality.corrected) == (data, 20)
