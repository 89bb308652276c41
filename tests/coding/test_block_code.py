import numpy as np

from gateway.coding.bits import soften, to_bits
from gateway.coding.block_code import BlockCode

# The Hamming code (7,4), as in every textbook: parity of bits 1 2 4, 1 3 4 and 2 3 4.
HAMMING = BlockCode(7, (0b1000110, 0b0100101, 0b0010011, 0b0001111))
DATA = np.array([[1, 0, 1, 1], [0, 0, 0, 1]], np.uint8)
SENT = np.array([[1, 0, 1, 1, 0, 1, 0], [0, 0, 0, 1, 1, 1, 1]], np.uint8)


def test_a_codeword_is_data_times_generator() -> None:
    assert HAMMING.encode(DATA).tolist() == SENT.tolist()


def test_one_wrong_bit_a_codeword_is_corrected_and_counted() -> None:
    for at in range(7):
        soft = soften(SENT)
        soft[:, at] *= -1
        data, corrected = HAMMING.decode(soft)
        assert data.tolist() == DATA.tolist()
        assert corrected == 2


def test_two_unsure_bits_are_corrected_too() -> None:
    soft = soften(SENT)
    soft[:, (0, 6)] *= -0.4
    assert HAMMING.decode(soft)[0].tolist() == DATA.tolist()


def test_erasures_are_filled_and_not_counted() -> None:
    soft = soften(SENT)
    soft[:, (1, 5)] = 0
    data, corrected = HAMMING.decode(soft)
    assert data.tolist() == DATA.tolist()
    assert corrected == 0


def test_likeness_is_the_correlation_with_each_codeword() -> None:
    soft = np.random.default_rng(1).standard_normal((3, 7)).astype(np.float32)
    words = to_bits(bytes(range(16))).reshape(16, 8)[:, 4:]
    expected = [
        [float(np.dot(row, soften(HAMMING.encode(words))[k])) for k in range(16)] for row in soft
    ]
    np.testing.assert_allclose(HAMMING.likeness(soft), expected, rtol=1e-5)
