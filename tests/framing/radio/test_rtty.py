import numpy as np
import pytest

from gateway.coding.bits import Soft, soften
from gateway.framing.radio.rtty import FORMATS, RTTY, Characters, Rtty
from gateway.model import Disposition, Rejected
from gateway.modem.filters import boxcar, oscillator
from gateway.modem.timing import instants, interpolate
from tests.framing.radio.recorded import catch, frames, samples
from tests.framing.radio.transmission import check_noise_and_pieces, check_round_trip, transmission
from tests.shared_data import SHARED, needs_shared

SENTENCE = b"CHANGEME,27,00:00:00,52.25714,-0.08935,01160,0,0,11,34.9,0.0"
EACH = [Rtty((characters,)) for characters in FORMATS]
IDS = ["7N1", "7N2", "8N1", "8N2"]

each = pytest.mark.parametrize("framing", EACH, ids=IDS)


def tones(name: str, baud: int, space_hz: float, mark_hz: float) -> Soft:
    """The symbols of a recording by the plainest means: which tone is the louder."""
    audio, rate = samples(SHARED / f"horus/{name}.wav")
    symbol = rate // baud
    mark, space = (
        np.abs(boxcar(audio * oscillator(tone, rate, 0, len(audio)), symbol))
        for tone in (mark_hz, space_hz)
    )
    step = symbol // 20
    level = (mark - space)[::step].astype(np.float32)
    at = instants(np.abs(level), rate / baud / step, 24)
    return interpolate(level, at).astype(np.float32)


@each
def test_a_sentence_comes_back_however_its_characters_are_sent(framing: Rtty) -> None:
    check_round_trip(framing, SENTENCE)
    [frame] = frames(RTTY, transmission(framing.encode(SENTENCE)))
    assert (frame.data, frame.framing) == (SENTENCE, "rtty")


def test_noise_and_pieces_are_no_sentences() -> None:
    check_noise_and_pieces(RTTY, SENTENCE)


def test_characters_are_sent_lowest_bit_first_between_start_and_stop() -> None:
    assert "".join(map(str, Characters(7, 2).encode(b"$"))) == "0001001011"
    assert "".join(map(str, Characters(8, 1).encode(b"A"))) == "0100000101"


def test_two_doubtful_bits_are_fixed_and_the_frame_says_so() -> None:
    framing = EACH[0]
    soft = soften(framing.encode(SENTENCE))
    soft[[18 + 18 + 9 * 4 + 2, 18 + 18 + 9 * 30 + 3]] *= -0.1
    [frame] = frames(framing, soft)
    assert (frame.data, frame.quality.fixed) == (SENTENCE, 2)
    assert not frames(Rtty(framing.formats, fix=0), soft)


def test_a_sentence_with_a_wrong_check_is_rejected_with_its_text() -> None:
    framing = EACH[3]
    [caught] = catch(framing, soften(framing.formats[0].encode(b"$$NO,1,2,3*0000\n")))
    assert isinstance(caught.event, Rejected)
    assert (caught.event.reason, caught.event.data) == (Disposition.CHECK_FAILED, b"NO,1,2,3")


def test_more_dollars_than_two_are_no_part_of_the_sentence() -> None:
    # The sentence and its CRC are those of the recording `rtty_7n1` as the reference prints them.
    text = b"$$$$DirkDuyvel,416,143957,53.15629,7.29188,10925,14,2.88,11,2640,1,80*3C6C\n"
    [frame] = frames(RTTY, soften(FORMATS[0].encode(text)))
    assert frame.data == text[4:-6]


@needs_shared
@pytest.mark.parametrize(
    ("name", "baud", "space_hz", "mark_hz"),
    [("rtty_7n1", 100, 662.7, 1087.7), ("rtty_8n2", 300, 933.7, 1833.4)],
)
def test_finds_what_the_reference_decoder_finds(
    name: str, baud: int, space_hz: float, mark_hz: float
) -> None:
    printed = (SHARED / f"horus/{name}.expected.txt").read_text(encoding="ascii").splitlines()
    expected = {line.split("*")[0].lstrip("$") for line in printed}
    found = frames(RTTY, tones(name, baud, space_hz, mark_hz))
    assert {frame.data.decode("ascii") for frame in found} == expected
    assert len(found) >= len(printed)
