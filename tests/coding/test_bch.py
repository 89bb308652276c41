from collections import Counter

import numpy as np
import pytest

from gateway.coding.bch import BCH_15, LENGTH
from gateway.coding.bits import Bits, soften

# Numbers of codewords of each weight: F. J. MacWilliams, N. J. A. Sloane, "The Theory of
# Error-Correcting Codes"; that of (15,11) is the Hamming code's.
WEIGHTS = {
    7: {0: 1, 5: 18, 6: 30, 7: 15, 8: 15, 9: 30, 10: 18, 15: 1},
    5: {0: 1, 7: 15, 8: 15, 15: 1},
}
CORRECTS = {11: 1, 7: 2, 5: 3}

every_code = pytest.mark.parametrize("k", sorted(BCH_15))


def all_codewords(k: int) -> Bits:
    data = (np.arange(1 << k)[:, None] >> np.arange(k) & 1).astype(np.uint8)
    return BCH_15[k].encode(data)


@pytest.mark.parametrize("k", sorted(WEIGHTS))
def test_codewords_have_the_weights_of_the_book(k: int) -> None:
    assert Counter(all_codewords(k).sum(axis=1).tolist()) == WEIGHTS[k]


def test_the_hamming_code_has_distance_three() -> None:
    weights = Counter(all_codewords(11).sum(axis=1).tolist())
    assert (weights[1], weights[2], weights[3], weights[4]) == (0, 0, 35, 105)


@every_code
def test_powers_of_the_primitive_element_are_roots(k: int) -> None:
    powers = [1]
    while len(powers) < LENGTH:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0b10011 if doubled & 16 else doubled)
    for root in range(1, 2 * CORRECTS[k] + 1):
        at_root = np.array([powers[root * power % LENGTH] for power in range(LENGTH)])
        syndromes = np.bitwise_xor.reduce(all_codewords(k) * at_root, axis=1)
        assert not syndromes.any()


@every_code
def test_data_come_last_in_the_codeword(k: int) -> None:
    data = np.random.default_rng(k).integers(0, 2, (20, k), dtype=np.uint8)
    assert BCH_15[k].encode(data)[:, -k:].tolist() == data.tolist()


@every_code
def test_as_many_errors_as_promised_are_corrected(k: int) -> None:
    rng = np.random.default_rng(k)
    data = rng.integers(0, 2, (200, k), dtype=np.uint8)
    soft = soften(BCH_15[k].encode(data))
    for row in soft:
        row[rng.choice(LENGTH, CORRECTS[k], replace=False)] *= -1
    decoded, corrected = BCH_15[k].decode(soft)
    assert decoded.tolist() == data.tolist()
    assert corrected == 200 * CORRECTS[k]
