from itertools import combinations

import numpy as np
import pytest

from gateway.coding import golay


def test_code_has_the_weights_of_the_extended_golay_code() -> None:
    # MacWilliams, Sloane, "The Theory of Error-Correcting Codes", chapter 2, section 6.
    weights = [golay.encode(word).bit_count() for word in range(4096)]
    count = {weight: weights.count(weight) for weight in set(weights)}
    assert count == {0: 1, 8: 759, 12: 2576, 16: 759, 24: 1}


def test_codeword_keeps_its_word_in_the_low_bits() -> None:
    assert all(golay.encode(word) & 0xFFF == word for word in range(4096))


def test_length_fields_that_real_radios_sent() -> None:
    # Behind the sync words of 1KUNS-PF (70 octets) and DELPHINI-1 (49 and 128 octets).
    for codeword, length in ((0x3EF046, 70), (0x236031, 49), (0xED1080, 128)):
        assert golay.encode(length) == codeword
        assert golay.decode(codeword) == (length, 0)


@pytest.mark.parametrize("errors", [0, 1, 2, 3])
def test_corrects_three_errors_wherever_they_are(errors: int) -> None:
    codeword = golay.encode(0x5A3)
    for bits in combinations(range(24), errors):
        received = codeword ^ sum(1 << bit for bit in bits)
        assert golay.decode(received) == (0x5A3, errors)


def test_four_errors_are_always_noticed() -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        bits = rng.choice(24, 4, replace=False).tolist()
        assert golay.decode(golay.encode(0x123) ^ sum(1 << bit for bit in bits)) is None
