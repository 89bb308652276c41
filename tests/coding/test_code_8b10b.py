import numpy as np
import pytest

from gateway.coding import code_8b10b
from gateway.coding.bits import harden, soften

EVERY = bytes(range(256))
RANDOM = np.random.default_rng(1).bytes(3000)


def text(octets: bytes, positive: bool = False) -> str:
    return "".join(map(str, code_8b10b.encode(octets, positive)))


# Widmer and Franaszek, tables I and II; D21.5, D10.2 and D17.7 are the usual examples.
@pytest.mark.parametrize(
    ("octet", "negative", "positive"),
    [
        (0x00, "1001110100", "0110001011"),
        (0xB5, "1010101010", "1010101010"),
        (0x4A, "0101010101", "0101010101"),
        (0xF1, "1000110111", "1000110001"),
        (0xEB, "1101001110", "1101001000"),
        (0xFF, "1010110001", "0101001110"),
        (0xBC, "0011101010", "0011101010"),
    ],
)
def test_octets_have_the_words_of_the_paper(octet: int, negative: str, positive: str) -> None:
    assert text(bytes((octet,))) == negative
    assert text(bytes((octet,)), positive=True) == positive


def test_the_sum_of_all_bits_stays_near_zero_and_no_six_bits_are_equal() -> None:
    bits = code_8b10b.encode(RANDOM)
    sums = np.cumsum(2 * bits.astype(np.int64) - 1)
    assert np.abs(sums).max() <= 4
    assert set(np.abs(sums[9::10])) <= {0, 2}
    sent = text(RANDOM)
    assert "000000" not in sent
    assert "111111" not in sent


def test_octets_never_look_like_the_comma() -> None:
    inverse = code_8b10b.COMMA.translate(str.maketrans("01", "10"))
    sent = text(RANDOM)
    assert code_8b10b.COMMA[:7] not in sent
    assert inverse[:7] not in sent


@pytest.mark.parametrize("positive", [False, True])
def test_octets_come_back(positive: bool) -> None:
    octets, margins = code_8b10b.decode(soften(code_8b10b.encode(EVERY + RANDOM, positive)))
    assert octets == EVERY + RANDOM
    assert margins.min() > 0


def test_noise_makes_octets_wrong_and_they_are_the_least_sure_ones() -> None:
    noise = np.random.default_rng(2).standard_normal(10 * len(RANDOM))
    soft = soften(code_8b10b.encode(RANDOM)) + 0.5 * noise.astype(np.float32)
    octets, margins = code_8b10b.decode(soft.astype(np.float32))
    wrong = np.frombuffer(octets, np.uint8) != np.frombuffer(RANDOM, np.uint8)
    hard = (harden(soft).reshape(-1, 10) != code_8b10b.encode(RANDOM).reshape(-1, 10)).any(axis=1)
    assert 0 < wrong.sum() < 0.5 * hard.sum()
    assert np.median(margins[wrong]) < 0.5 * np.median(margins[~wrong])


def test_words_that_are_none_are_seen() -> None:
    assert code_8b10b.legal(code_8b10b.encode(RANDOM)) == 1
    noise = np.random.default_rng(3).integers(0, 2, 100_000).astype(np.uint8)
    assert 0.4 < code_8b10b.legal(noise) < 0.5
    assert code_8b10b.legal(noise[:0]) == 0


def test_no_words_are_no_octets() -> None:
    octets, margins = code_8b10b.decode(np.zeros(9, np.float32))
    assert (octets, len(margins)) == (b"", 0)
