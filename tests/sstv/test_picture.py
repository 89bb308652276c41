import numpy as np

from gateway.sstv.baseband import Baseband, Track
from gateway.sstv.encoder import encode
from gateway.sstv.picture import read_picture
from tests.sstv.card import BY_NAME, QUIET_S, RATE, card, channel

MODE = BY_NAME["Robot 36"]


def track(audio: np.ndarray) -> Track:
    front = Baseband(RATE)
    return Track(np.concatenate([*front.feed(audio), front.finish()]), RATE)


def test_pixels_are_where_they_were_sent() -> None:
    pixels = np.full((MODE.height, MODE.width, 3), 40, np.uint8)
    pixels[60:120, 80:160] = 200
    audio = channel(encode(MODE, pixels, RATE, header=False))
    picture = read_picture(track(audio), MODE, QUIET_S * RATE, 0, first_s=10.0)
    assert picture is not None
    assert abs(picture.start_s - 10 - QUIET_S) < 0.002
    bright = picture.pixels.min(axis=2) > 120
    assert bright[62:118, 84:156].all()
    assert not bright[:58].any()
    assert not bright[:, :76].any()
    assert not bright[:, 164:].any()


def test_a_picture_that_is_cut_says_so() -> None:
    audio = encode(MODE, card(MODE), RATE, header=False)
    for part, complete in ((1.0, True), (0.4, False)):
        came = channel(audio[: int(part * len(audio))], 25)
        picture = read_picture(track(came), MODE, QUIET_S * RATE, 0)
        assert picture is not None
        assert picture.complete is complete
        assert abs(picture.rows - part * MODE.height) <= 8


def test_a_few_rows_are_no_picture() -> None:
    audio = encode(MODE, card(MODE), RATE, header=False)[: int(0.5 * RATE)]
    assert read_picture(track(channel(audio, 25)), MODE, QUIET_S * RATE, 0) is None
