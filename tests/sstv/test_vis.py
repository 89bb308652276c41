import numpy as np
import pytest

from gateway.sstv.baseband import Baseband, Track
from gateway.sstv.encoder import encode
from gateway.sstv.mode import MODES, Mode
from gateway.sstv.vis import Header, find_header
from tests.sstv.card import BY_NAME, QUIET_S, RATE, channel

HEADER_S = 0.91


def header_audio(mode: Mode) -> np.ndarray:
    pixels = np.zeros((mode.height, mode.width, 3), np.uint8)
    return encode(mode, pixels, RATE)[: int((HEADER_S + 0.2) * RATE)]


def found(audio: np.ndarray) -> Header | None:
    front = Baseband(RATE)
    z = np.concatenate([*front.feed(audio.astype(np.float32)), front.finish()])
    return find_header(Track(z, RATE), 0, len(z) - 0.5 * RATE)


@pytest.mark.parametrize("mode", MODES.values(), ids=lambda mode: mode.name)
def test_every_mode_is_known_by_its_header(mode: Mode) -> None:
    header = found(channel(header_audio(mode), 10, offset_hz=-150))
    assert header is not None
    assert header.mode is mode
    assert header.end / RATE == pytest.approx(QUIET_S + HEADER_S, abs=0.005)
    assert header.offset_hz == pytest.approx(-150, abs=8)


def test_a_header_in_noise_of_its_own_power_is_found() -> None:
    header = found(channel(header_audio(BY_NAME["PD120"]), 0, offset_hz=100))
    assert header is not None
    assert header.mode is BY_NAME["PD120"]


def test_half_a_leader_suffices() -> None:
    audio = header_audio(BY_NAME["Martin M1"])
    assert found(channel(audio[int(0.35 * RATE) :], 15)) is not None


def test_a_wrong_parity_is_no_header() -> None:
    audio = header_audio(BY_NAME["PD120"])
    bit = slice(int(0.790 * RATE), int(0.820 * RATE))
    # The sixth bit, sent as a one.
    audio[bit] = np.cos(2 * np.pi * 1100 / RATE * np.arange(bit.stop - bit.start))
    assert found(channel(audio, 40)) is None


def test_noise_silence_and_tones_are_no_headers() -> None:
    noise = np.random.default_rng(3).standard_normal(400_000)
    tone = np.cos(2 * np.pi * 1900 / RATE * np.arange(100_000))
    for audio in (noise, tone, 0 * tone, tone[:100]):
        assert found(audio) is None
