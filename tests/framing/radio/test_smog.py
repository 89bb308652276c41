import numpy as np
import pytest

from gateway.coding.bits import Bits, soften, to_bits
from gateway.coding.crc import CRC16_ARC, CRC16_IBM_3740
from gateway.coding.repeat_accumulate import RepeatAccumulate
from gateway.framing.radio.smog import (
    MRC_100_RA,
    SMOG_1_RA,
    SMOG_1_RA_LONG,
    SMOG_1_SIGNALLING,
    SMOG_P_RA,
    SMOG_P_RA_LONG,
    SMOG_P_SIGNALLING,
    SmogRa,
)
from gateway.model import Rejected
from tests.framing.radio.jradio import raw_data
from tests.framing.radio.recorded import catch, frames, fsk
from tests.framing.radio.transmission import (
    baseline,
    check_noise_and_pieces,
    check_round_trip,
    noisy,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

SOME = np.random.default_rng(1).bytes(256)
MRC = SOME[:1] + CRC16_IBM_3740(SOME[:1] + SOME[3:126]).to_bytes(2, "little") + SOME[3:126]
PACKETS = {
    SMOG_P_RA: SOME[:128],
    SMOG_P_RA_LONG: SOME,
    SMOG_1_RA: CRC16_ARC.append(SOME[:126]),
    SMOG_1_RA_LONG: CRC16_ARC.append(SOME[:254]),
    MRC_100_RA: MRC,
}
every_packet = pytest.mark.parametrize("framing", PACKETS, ids=lambda framing: framing.name)
FLAGS = bytes.fromhex("00ff0000ffff")


def signalling() -> tuple[Bits, bytes]:
    """What is sent, and its frame, from the sequence's polynomial."""
    bits = [1, 0, 0, 1, 0, 1, 1, 1, 1]
    while len(bits) < 512:
        bits.append(sum(bits[-back] for back in (1, 2, 3, 6, 8, 9)) % 2)
    rest = np.packbits(bits[48:]).tobytes()
    sent = (to_bits(b"\xaa\xaa\x2d\xd4"), np.array(bits, np.uint8), to_bits(FLAGS))
    return np.concatenate(sent), rest + FLAGS


@every_packet
def test_a_packet_comes_back(framing: SmogRa) -> None:
    check_round_trip(framing, PACKETS[framing])


@every_packet
def test_noise_and_pieces_are_no_packets(framing: SmogRa) -> None:
    check_noise_and_pieces(framing, PACKETS[framing])


@every_packet
def test_noise_that_makes_a_twelfth_of_the_symbols_wrong_is_borne(framing: SmogRa) -> None:
    bits = framing.encode(PACKETS[framing])
    [frame] = frames(framing, noisy(bits, sigma=0.72))
    assert frame.data == PACKETS[framing]
    wrong = 0.082 * (len(bits) - 128 - len(framing.sync) - 16)
    assert frame.quality.corrected == pytest.approx(wrong, rel=0.25)


@pytest.mark.parametrize("framing", [SMOG_1_RA, MRC_100_RA], ids=lambda framing: framing.name)
def test_a_packet_whose_crc_is_wrong_is_rejected(framing: SmogRa) -> None:
    data = bytes((PACKETS[framing][0] ^ 1,)) + PACKETS[framing][1:]
    events = [one.event for one in catch(framing, transmission(framing.encode(data)))]
    assert [type(event) for event in events] == [Rejected]
    assert events[0].data == data


def test_a_stream_of_sync_words_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[object] = []
    monkeypatch.setattr(RepeatAccumulate, "decode", lambda _, soft: decoded.append(soft))
    for framing in PACKETS:
        decoded.clear()
        words = np.tile(soften(framing.sync.as_bits()), 200)
        assert not catch(framing, words)
        # The last ones have next to nothing behind them.
        assert len(decoded) <= 3


def test_signalling_is_a_known_sequence_and_six_flags() -> None:
    bits, frame = signalling()
    [found] = frames(SMOG_P_SIGNALLING, transmission(bits))
    assert found.data == frame
    assert found.quality.unchecked


def test_signalling_comes_back() -> None:
    check_round_trip(SMOG_P_SIGNALLING, signalling()[1])


def test_signalling_is_never_found_in_noise() -> None:
    check_noise_and_pieces(SMOG_P_SIGNALLING, signalling()[1])


def test_signalling_is_read_where_a_tenth_of_the_bits_is_wrong() -> None:
    [found] = frames(SMOG_P_SIGNALLING, noisy(signalling()[0], sigma=0.78))
    assert found.data == signalling()[1]


def test_the_other_signalling_comes_back_unchecked() -> None:
    check_round_trip(SMOG_1_SIGNALLING, SOME[:64])
    check_noise_and_pieces(SMOG_1_SIGNALLING, SOME[:64], checked=False)


def test_data_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        SMOG_P_RA.encode(bytes(127))


@needs_shared
def test_finds_what_gr_satellites_finds_of_atl_1() -> None:
    soft = fsk(SHARED / "recordings/atl_1.wav", 1250)
    found = {
        frame.data.hex() for kind in (SMOG_P_RA, SMOG_P_SIGNALLING) for frame in frames(kind, soft)
    }
    assert found >= baseline("atl_1")
    assert len(found) == 7


@needs_shared
def test_finds_the_signalling_of_smog_p_that_others_find() -> None:
    [found] = frames(SMOG_P_SIGNALLING, fsk(SHARED / "recordings/smog_p.wav", 1250))
    assert found.data.hex() in baseline("smog_p")
    [found] = frames(SMOG_P_SIGNALLING, fsk(SHARED / "recordings-2/smog_p_signalling.wav", 1250))
    assert found.data == raw_data("smog_p_signalling.wav")


@needs_shared
def test_finds_what_jradio_finds_of_mrc_100() -> None:
    [found] = frames(MRC_100_RA, fsk(SHARED / "recordings-2/mrc100.wav", 12500))
    assert found.data == raw_data("mrc100.wav")
