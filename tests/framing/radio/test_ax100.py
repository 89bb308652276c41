import numpy as np
import pytest

from gateway.framing.radio.ax100 import AX100_ASM_GOLAY, AX100_RS
from gateway.framing.radio.deframer import RadioFraming
from gateway.model import Rejected
from tests.framing.radio.recorded import catch, frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

DATA = np.random.default_rng(1).bytes(100)
FRAMINGS: list[RadioFraming] = [AX100_ASM_GOLAY, AX100_RS]
PREAMBLE = 128
SYNC = 32

both = pytest.mark.parametrize("framing", FRAMINGS, ids=["asm_golay", "rs"])


@both
@pytest.mark.parametrize("size", [1, 100, 222])
def test_a_frame_comes_back(framing: RadioFraming, size: int) -> None:
    check_round_trip(framing, DATA[:size].ljust(size, b"\x55"))


@both
def test_noise_and_pieces_are_no_frames(framing: RadioFraming) -> None:
    check_noise_and_pieces(framing, DATA)


def test_golay_corrects_three_bits_and_reed_solomon_sixteen_octets() -> None:
    head = PREAMBLE + SYNC
    wrong = [PREAMBLE + 3, PREAMBLE + 30, head, head + 12, head + 23]
    wrong += [head + 24 + 8 * octet + octet % 8 for octet in range(0, 64, 4)]
    soft = transmission(AX100_ASM_GOLAY.encode(DATA), wrong)
    [frame] = frames(AX100_ASM_GOLAY, soft)
    assert (frame.data, frame.quality.corrected) == (DATA, 3 + 16)


def test_a_wrong_bit_in_an_unprotected_length_is_found() -> None:
    # Each wrong symbol is three wrong bits, 12 and 17 bits apart: one of them in the length.
    wrong = [PREAMBLE + SYNC + 5]
    [frame] = frames(AX100_RS, transmission(AX100_RS.encode(DATA), wrong))
    assert frame.data == DATA


@both
def test_too_many_errors_behind_a_sync_word_are_rejected(framing: RadioFraming) -> None:
    wrong = np.random.default_rng(2).choice(900, 300, replace=False) + PREAMBLE + SYNC + 24
    soft = transmission(framing.encode(DATA), wrong.tolist())
    assert not frames(framing, soft)
    events = [one.event for one in catch(framing, soft)]
    assert any("Reed-Solomon" in event.message for event in events if isinstance(event, Rejected))


def test_more_octets_than_a_codeword_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="over 255"):
        AX100_ASM_GOLAY.encode(bytes(224))


@needs_shared
@pytest.mark.parametrize(
    ("recording", "baud", "framing"),
    [
        ("1kuns_pf", 1200, AX100_ASM_GOLAY),
        ("aistechsat3", 9600, AX100_ASM_GOLAY),
        ("ty_2", 9600, AX100_ASM_GOLAY),
        ("ca03", 4800, AX100_RS),
        ("tw_1b", 4800, AX100_RS),
    ],
)
def test_finds_what_gr_satellites_finds(recording: str, baud: int, framing: RadioFraming) -> None:
    soft = fsk(SHARED / f"recordings/{recording}.wav", baud)
    assert {frame.data.hex() for frame in frames(framing, soft)} >= baseline(recording)
