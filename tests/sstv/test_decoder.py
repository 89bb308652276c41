import numpy as np
import pytest

from gateway.samples.recording import open_recording
from gateway.sstv.decoder import Decoder
from gateway.sstv.encoder import encode
from tests.shared_data import SHARED, needs_shared
from tests.sstv.card import BY_NAME, QUIET_S, RATE, card, channel, decoded, psnr_db

MODE = BY_NAME["Robot 36"]
HEADER_S = 0.91


@pytest.fixture(scope="module")
def sent() -> np.ndarray:
    return encode(MODE, card(MODE), RATE)


@pytest.mark.parametrize(
    ("name", "least_db"),
    [
        ("Martin M1", 26),
        ("Martin M2", 26),
        ("Scottie S1", 26),
        ("Robot 36", 22),
        ("Robot 72", 23),
        ("PD50", 23),
        ("PD90", 23),
        ("PD120", 23),
        ("PD180", 23),
    ],
)
def test_a_mode_comes_back_from_a_bad_channel(name: str, least_db: float) -> None:
    mode = BY_NAME[name]
    pixels = card(mode)
    came = channel(encode(mode, pixels, RATE), 20, slant_ppm=200, offset_hz=100)
    [picture] = decoded(came)
    assert picture.mode is mode
    assert picture.complete
    assert picture.slant_ppm == pytest.approx(200, abs=8)
    assert picture.offset_hz == pytest.approx(100, abs=2)
    assert picture.snr_db == pytest.approx(20, abs=1.5)
    assert picture.start_s == pytest.approx(QUIET_S + HEADER_S + mode.lead_ms / 1000, abs=0.003)
    assert psnr_db(pixels, picture.pixels) > least_db


@pytest.mark.parametrize("rate", [8000.0, 22_050.0, 48_000.0])
def test_any_rate_will_do(rate: float) -> None:
    [picture] = decoded(channel(encode(MODE, card(MODE), rate), 40, rate=rate), rate)
    assert psnr_db(card(MODE), picture.pixels) > 26


def test_blocks_of_any_size_give_the_same_picture(sent: np.ndarray) -> None:
    came = channel(sent, 15)
    [whole] = decoded(came, block=len(came))
    for block in (999, 30_000):
        [picture] = decoded(came, block=block)
        assert np.array_equal(picture.pixels, whole.pixels)


def test_a_weak_picture_is_still_found(sent: np.ndarray) -> None:
    [picture] = decoded(channel(sent, 3, slant_ppm=-200, offset_hz=-100))
    assert picture.complete
    assert picture.slant_ppm == pytest.approx(-200, abs=15)


def test_the_next_header_cuts_a_picture(sent: np.ndarray) -> None:
    part = sent[: int(0.5 * len(sent))]
    first, second = decoded(np.concatenate((channel(part, 30), channel(sent, 30))))
    assert not first.complete
    assert abs(first.rows - MODE.height / 2) <= 12
    assert second.complete
    gap_s = len(part) / RATE + 2 * QUIET_S
    assert second.start_s - first.start_s == pytest.approx(gap_s, abs=0.005)


def test_two_pictures_in_a_row_are_two(sent: np.ndarray) -> None:
    pictures = decoded(channel(np.concatenate((sent, sent)), 30))
    assert [picture.complete for picture in pictures] == [True, True]


def test_a_header_without_a_picture_is_none(sent: np.ndarray) -> None:
    header = sent[: int(HEADER_S * RATE)]
    noise = np.random.default_rng(6).standard_normal(50 * int(RATE)).astype(np.float32)
    assert decoded(np.concatenate((channel(header, 30), 0.1 * noise))) == []


@pytest.mark.parametrize("rate", [1000.0, 8000.0, 192_000.0])
def test_noise_and_silence_have_no_pictures(rate: float) -> None:
    noise = np.random.default_rng(7).standard_normal(int(5 * rate)).astype(np.float32)
    for audio in (noise, 0 * noise, noise[:3], noise[:0]):
        assert decoded(audio, rate) == []


@needs_shared
def test_a_picture_of_another_encoder_looks_as_another_decoder_shows_it() -> None:
    image = pytest.importorskip("PIL.Image")
    folder = SHARED / "images" / "sstv"
    recording = open_recording(folder / "m1_11025.wav")
    decoder = Decoder(recording.sample_rate)
    pictures = [one for audio in recording.blocks(65_536) for one in decoder.feed(audio)]
    [picture] = pictures + decoder.finish()
    assert picture.mode.name == "Martin M1"
    assert picture.complete
    reference = np.asarray(image.open(folder / "m1.png").convert("RGB"), np.float64)
    for colour in range(3):
        pair = picture.pixels[..., colour].ravel(), reference[..., colour].ravel()
        assert np.corrcoef(*pair)[0, 1] > 0.93
    # Sharper than the reference, but neither moved nor slanted against it.
    ours = picture.pixels.mean(axis=2)
    for rows in (slice(0, 80), slice(160, 240)):
        error = [
            np.mean((np.roll(ours, by, axis=1)[rows] - reference[rows].mean(axis=2)) ** 2)
            for by in range(-3, 4)
        ]
        assert int(np.argmin(error)) == 3
