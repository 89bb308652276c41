import json

import numpy as np
import pytest

from gateway.coding.bits import Soft, soften, to_bits
from gateway.framing.radio.il2p import IL2P, SYNC, Il2p
from gateway.model import Disposition, Rejected
from tests.framing.radio.recorded import afsk, catch, direwolf, frames, fsk
from tests.shared_data import SHARED, needs_shared

DIRECT = bytes.fromhex("86a240404040e0969668908a946103f0") + b">ARISS - International Space Station"
DIGIPEATED = bytes.fromhex("86a240404040e0a4a66092a6a6e0a4a66092a6a6e103f0") + b">ARISS"
kinds = pytest.mark.parametrize(
    "framing", [Il2p(crc, max_fec) for crc in (True, False) for max_fec in (True, False)]
)
HEAD = 8 * (32 + 3)
"""Symbols before the header."""


def vectors(key: str) -> list[tuple[str, str]]:
    """AX.25 frame and what follows the sync word, in hex."""
    path = SHARED / "vectors" / "il2p.json"
    known = json.loads(path.read_text(encoding="utf-8"))["vectors"]
    return [(vector["ax25"], vector[key]) for vector in known if key in vector]


def sent(coded: str) -> Soft:
    return soften(np.concatenate((SYNC.as_bits(), to_bits(bytes.fromhex(coded)))))


@needs_shared
def test_the_frames_of_the_specification_are_read() -> None:
    known = vectors("il2p_with_crc")
    assert len(known) == 3
    for ax25, coded in known:
        [frame] = frames(IL2P, sent(coded))
        assert (frame.data.hex(), frame.quality.corrected) == (ax25, 0)
        assert not frame.quality.unchecked


@needs_shared
def test_the_frames_of_the_specification_are_made() -> None:
    # Draft v0.6 leaves the bit for full parity clear, so headers are compared without it.
    for ax25, coded in vectors("il2p_with_crc"):
        header = Il2p(max_fec=False).coded(bytes.fromhex(ax25))[:15]
        behind = Il2p().coded(bytes.fromhex(ax25))[15:]
        assert (header + behind).hex() == coded
    [(ax25, coded)] = vectors("il2p_no_crc")
    assert Il2p(crc=False, max_fec=False).coded(bytes.fromhex(ax25)).hex() == coded


@needs_shared
@pytest.mark.parametrize("name", ["afsk1200_il2p0", "afsk1200_il2p1", "fsk9600_il2p1"])
def test_frames_of_dire_wolf_are_read(name: str) -> None:
    path, expected = direwolf(name)
    soft = fsk(path, 9600) if "9600" in name else afsk(path)
    found = frames(IL2P, soft)
    assert [frame.data.hex() for frame in found] == expected
    assert not any(frame.quality.unchecked for frame in found)


@kinds
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("size", [0, 1, 61, 62, 239, 240, 248, 600, 950])
def test_a_frame_comes_back_in_either_polarity(framing: Il2p, sign: int, size: int) -> None:
    rng = np.random.default_rng(size)
    for front in (DIRECT[:16], DIGIPEATED[:23]):
        data = front + rng.bytes(size)
        noise = rng.normal(size=99).astype(np.float32)
        soft = sign * np.concatenate((noise, soften(framing.encode(data))))
        [frame] = frames(framing, soft, 777)
        assert (frame.data, frame.framing) == (data, "il2p")
        assert (frame.quality.corrected, frame.quality.unchecked) == (0, False)


def test_errors_are_corrected_in_the_header_and_in_every_block() -> None:
    data = DIRECT[:16] + bytes(300)
    soft = soften(IL2P.encode(data))
    soft[HEAD + 3] *= -1
    for error in range(8):
        soft[HEAD + 8 * 15 + 8 * error] *= -1
        soft[HEAD + 8 * (15 + 166) + 8 * error] *= -1
    [frame] = frames(IL2P, soft)
    assert (frame.data, frame.quality.corrected) == (data, 17)
    soft[HEAD + 8 * 15 + 8 * 9] *= -1
    [caught] = catch(IL2P, soft)
    assert isinstance(caught.event, Rejected)
    assert caught.event.reason is Disposition.CHECK_FAILED


def test_two_octets_of_a_header_may_be_doubtful() -> None:
    for crc in (True, False):
        framing = Il2p(crc)
        soft = soften(framing.encode(DIRECT))
        soft[[HEAD + 10, HEAD + 60]] *= -0.1
        [frame] = frames(framing, soft)
        assert (frame.data, frame.quality.corrected) == (DIRECT, 2)
        assert frame.quality.unchecked is not crc
        soft[[HEAD + 10, HEAD + 60]] *= 10
        assert not frames(framing, soft)


def test_without_a_crc_what_little_parity_has_corrected_is_unchecked() -> None:
    framing = Il2p(crc=False, max_fec=False)
    soft = soften(framing.encode(DIRECT))
    soft[HEAD + 8 * 20] *= -1
    [frame] = frames(framing, soft)
    assert (frame.data, frame.quality.unchecked) == (DIRECT, True)
    framing = Il2p(crc=True, max_fec=False)
    soft = soften(framing.encode(DIRECT))
    soft[HEAD + 8 * 20] *= -1
    [frame] = frames(framing, soft)
    assert (frame.data, frame.quality.unchecked) == (DIRECT, False)


def test_the_crc_forgives_a_bit_in_each_of_its_octets() -> None:
    framing = Il2p(postamble=0, max_fec=False)
    soft = soften(framing.encode(DIRECT))
    soft[[-1, -10, -20, -30]] *= -1
    soft[HEAD + 8 * 20] *= -1
    [frame] = frames(framing, soft)
    assert (frame.data, frame.quality.unchecked) == (DIRECT, False)


def test_a_frame_without_a_crc_ends_before_it() -> None:
    with_crc, without = (
        catch(Il2p(crc), soften(Il2p(crc).encode(DIRECT))) for crc in (True, False)
    )
    assert with_crc[0].end - without[0].end == 32
    assert without[0].end == HEAD + 8 * (15 + 36 + 16)


def test_a_payload_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="payload"):
        IL2P.encode(bytes(1024))


def test_a_frame_cut_short_is_none() -> None:
    soft = soften(Il2p(postamble=0).encode(DIRECT))
    assert not frames(IL2P, soft[: -8 * 20])
    assert not catch(IL2P, soft[: HEAD + 60])


def test_there_is_no_frame_in_noise() -> None:
    soft = np.random.default_rng(15).normal(size=3_000_000).astype(np.float32)
    assert not frames(IL2P, soft, 100_000)
