import json

import numpy as np
import pytest

from gateway.coding.bits import soften
from gateway.framing.radio.horus import HORUS_V1, HORUS_V2, HORUS_V3, Horus
from gateway.modem.mfsk import Mfsk
from tests.framing.radio.recorded import frames
from tests.framing.radio.transmission import (
    check_round_trip,
    noise,
    noisy,
    transmission,
)
from tests.shared_data import SHARED, needs_shared

DATA = np.random.default_rng(1).bytes(126)
SYNC_END = 64 + 16

each = pytest.mark.parametrize(
    ("framing", "size"),
    [(HORUS_V1, 20), (HORUS_V2, 30), *((HORUS_V3, size - 2) for size in HORUS_V3.sizes)],
)


@each
def test_a_frame_comes_back(framing: Horus, size: int) -> None:
    check_round_trip(framing, DATA[:size])


@pytest.mark.parametrize("framing", [HORUS_V1, HORUS_V2, HORUS_V3])
def test_ten_minutes_of_noise_and_silence_are_no_frames(framing: Horus) -> None:
    assert not frames(framing, noise(120_000, 5), block=2000)
    assert not frames(framing, np.zeros(5000, np.float32))


@each
def test_a_transmission_that_breaks_off_is_no_frame(framing: Horus, size: int) -> None:
    whole = soften(framing.encode(DATA[:size]))
    for part in (0.1, 0.3, 0.6):
        assert not frames(framing, whole[: int(part * len(whole))])


def test_a_burst_of_twenty_wrong_bits_is_spread_and_corrected() -> None:
    wrong = range(SYNC_END + 100, SYNC_END + 120)
    [frame] = frames(HORUS_V1, transmission(HORUS_V1.encode(DATA[:20]), wrong))
    assert (frame.data, frame.quality.corrected) == (DATA[:20], 20)


def test_noise_that_three_errors_a_codeword_cannot_bear_is_corrected_softly() -> None:
    # One bit in eleven is wrong: each of 15 hard codewords has more than three wrong bits
    # once in seven times, so that one packet in ten would be right.
    bits = HORUS_V1.encode(DATA[:20])
    found = [frames(HORUS_V1, noisy(bits, sigma=0.75, seed=10 * seed)) for seed in range(20)]
    right = [frame for one in found for frame in one if frame.data == DATA[:20]]
    assert len(right) >= 12
    assert {frame.quality.fixed for frame in right} >= {None, 1}


def test_a_packet_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="21 octets"):
        HORUS_V1.encode(bytes(21))


@needs_shared
@pytest.mark.parametrize(
    ("mode", "framing", "size", "counter"),
    [(0, HORUS_V1, 20, 1), (1, HORUS_V2, 30, 2), (2, HORUS_V3, 30, None), (4, HORUS_V3, 126, None)],
)
def test_the_bits_of_the_reference_encoder_are_three_frames(
    mode: int, framing: Horus, size: int, counter: int | None
) -> None:
    bits = np.fromfile(SHARED / f"horus/gen_mode{mode}_3frames.bits.u8", np.uint8)
    found = [frame.data for frame in frames(framing, soften(bits))]
    assert [len(data) for data in found] == [size] * 3
    if counter is not None:
        assert [data[counter] for data in found] == [0, 1, 2]
    sent = [framing.encode(data)[SYNC_END:] for data in found]
    assert (
        b"".join(one.tobytes() for one in sent) == np.delete(bits, _sync(len(bits) // 3)).tobytes()
    )


@needs_shared
@pytest.mark.parametrize(
    ("name", "framing"), [("horus_binary_ebno_4.5db", HORUS_V1), ("horus_v2_100bd", HORUS_V2)]
)
def test_packets_of_the_reference_decoder_are_sent_as_it_checks_them(
    name: str, framing: Horus
) -> None:
    table = json.loads((SHARED / "horus/decoded.json").read_text(encoding="utf-8"))
    packets = {bytes.fromhex(entry["hex"]) for entry in table[f"{name}.expected.txt"]}
    assert packets
    for packet in packets:
        [frame] = frames(framing, soften(framing.encode(packet[:-2])))
        assert frame.data == packet[:-2]


@needs_shared
@pytest.mark.parametrize(
    ("name", "framing", "rate"),
    [("horus_binary_ebno_4.5db.wav", HORUS_V1, 8000), ("horus_v2_100bd.raw", HORUS_V2, 8000)],
)
def test_finds_more_than_the_reference_decoder(name: str, framing: Horus, rate: int) -> None:
    path = SHARED / "horus" / name
    head = 44 if path.suffix == ".wav" else 0
    audio = np.frombuffer(path.read_bytes()[head:], "<i2").astype(np.float32) / 32768
    expected = path.with_name(path.stem + ".expected.txt").read_text(encoding="ascii").split()
    for symbols in Mfsk(rate, 100).demodulate(audio, 0):
        found = [frame.data for frame in frames(framing, symbols.soft)]
        assert set(found) >= {bytes.fromhex(packet)[:-2] for packet in expected}
        assert len(found) > len(expected)


def _sync(period: int) -> list[int]:
    """Where the sync words of three packets are."""
    return [start + k for start in range(0, 3 * period, period) for k in range(16)]
