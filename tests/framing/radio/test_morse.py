import numpy as np
import pytest

from gateway.coding.bits import soften
from gateway.framing.radio.morse import LONGEST, MORSE, PAUSE, Morse
from tests.framing.radio.recorded import BLOCK, catch, frames
from tests.framing.radio.transmission import noise

TEXT = b"DE N0CALL/P: 3.9V +12C (73) <SK>"


def quiet(symbols: int, seed: int = 1) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """What a demodulator makes of noise: most likely no key."""
    return noise(symbols, seed) - np.float32(2)


@pytest.mark.parametrize("dit", [6.0, 12.0, 24.0, 48.0])
@pytest.mark.parametrize("block", [37, 1000, 100_000])
def test_a_text_comes_back_at_any_speed_in_any_blocks(dit: float, block: int) -> None:
    sent = soften(Morse(dit).encode(TEXT)) * 3
    soft = np.concatenate((quiet(777), sent + noise(len(sent), 2), quiet(300)))
    [caught] = catch(MORSE, soft.astype(np.float32), block)
    assert caught.event.data == TEXT
    assert caught.event.framing == "morse"
    assert abs(caught.start - 777 - PAUSE) < 4
    assert abs(caught.end - (len(soft) - 300 - PAUSE)) < 4


def test_a_text_without_a_check_says_so() -> None:
    [frame] = frames(MORSE, soften(MORSE.encode(TEXT)))
    assert frame.quality.unchecked


def test_a_long_pause_divides_lines() -> None:
    soft = soften(np.concatenate((MORSE.encode(b"LINE ONE"), MORSE.encode(b"LINE TWO"))))
    assert [frame.data for frame in frames(MORSE, soft)] == [b"LINE ONE", b"LINE TWO"]


def test_a_text_without_end_is_cut_between_its_words() -> None:
    words = b" ".join(b"WORD%d" % number for number in range(90))
    soft = soften(MORSE.encode(words))
    assert len(soft) > 2 * LONGEST
    for block in (BLOCK, len(soft)):
        found = [frame.data for frame in frames(MORSE, soft, block)]
        assert len(found) > 1
        assert b" ".join(found) == words


def test_symbols_that_are_not_what_they_seem_are_counted() -> None:
    soft = soften(MORSE.encode(TEXT)) * 2
    wrong = PAUSE + np.array([20, 150, 400])
    soft[wrong] *= -0.5
    [frame] = frames(MORSE, soft)
    assert frame.data == TEXT
    assert frame.quality.corrected == len(wrong)


def test_a_text_that_ends_with_the_signal_is_delivered() -> None:
    whole = soften(MORSE.encode(TEXT))
    [frame] = frames(MORSE, whole[: -PAUSE - 100])
    assert TEXT.startswith(frame.data[:-1])
    assert len(frame.data) > len(TEXT) // 2


@pytest.mark.parametrize("text", [b"E", b"TEE", b"EEE", b"##########", b""])
def test_what_noise_could_be_is_no_text(text: bytes) -> None:
    assert not frames(MORSE, soften(MORSE.encode(text)))


def test_noise_is_no_text() -> None:
    assert not frames(MORSE, noise(1_000_000, 5), block=20_000)
    assert not frames(MORSE, quiet(300_000, 6), block=20_000)
    for silence in (np.zeros(0, np.float32), np.zeros(5000, np.float32)):
        assert not frames(MORSE, silence)
