from itertools import combinations

import numpy as np

from gateway.coding.bits import soften
from gateway.coding.golay23 import DATA, GOLAY_23, LENGTH

WORDS = np.arange(1 << DATA)[:, None] >> np.arange(DATA)[::-1] & 1


def test_codewords_have_at_least_seven_ones_as_golay_proved() -> None:
    weights = GOLAY_23.encode(WORDS.astype(np.uint8)).sum(axis=1)
    # The weight distribution of the perfect code, from the literature.
    expected = {0: 1, 7: 253, 8: 506, 11: 1288, 12: 1288, 15: 506, 16: 253, 23: 1}
    assert dict(zip(*np.unique(weights, return_counts=True), strict=True)) == expected


def test_any_three_wrong_bits_are_corrected() -> None:
    data = WORDS[0x5A3:0x5A4].astype(np.uint8)
    patterns = list(combinations(range(LENGTH), 3))
    soft = np.tile(soften(GOLAY_23.encode(data)), (len(patterns), 1))
    for row, pattern in zip(soft, patterns, strict=True):
        row[list(pattern)] *= -1
    decoded, errors = GOLAY_23.decode(soft)
    assert (decoded == data).all()
    assert errors == 3 * len(patterns)


def test_four_wrong_bits_are_corrected_where_they_are_the_least_sure() -> None:
    data = WORDS[0xABC:0xABD].astype(np.uint8)
    soft = soften(GOLAY_23.encode(data))
    soft[0, [0, 5, 13, 22]] *= -0.2
    decoded, _ = GOLAY_23.decode(soft)
    assert (decoded == data).all()
