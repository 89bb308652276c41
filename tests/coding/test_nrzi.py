import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding import nrzi
from gateway.coding.bits import harden, soften

BITS = st.lists(st.integers(0, 1), max_size=100).map(lambda bits: np.array(bits, np.uint8))


def test_a_zero_changes_the_level_and_a_one_keeps_it() -> None:
    assert nrzi.encode(np.array([1, 0, 0, 1, 1, 0], np.uint8)).tolist() == [0, 1, 0, 0, 0, 1]


@given(BITS)
def test_what_was_encoded_is_decoded(bits: np.ndarray) -> None:
    assert np.array_equal(nrzi.decode(nrzi.encode(bits)), bits)


@given(BITS)
def test_polarity_touches_the_first_bit_alone(levels: np.ndarray) -> None:
    assert np.array_equal(nrzi.decode(levels ^ np.uint8(1))[1:], nrzi.decode(levels)[1:])


@given(BITS)
def test_soft_levels_give_the_same_bits_behind_an_erasure(levels: np.ndarray) -> None:
    soft = nrzi.decode_soft(soften(levels))
    assert np.array_equal(harden(soft)[1:], nrzi.decode(levels)[1:])
    assert not soft[:1].any()


def test_a_bit_is_as_sure_as_the_less_sure_of_its_levels() -> None:
    levels = np.array([0.5, 2, -0.25, -3, 0, 1], np.float32)
    assert nrzi.decode_soft(levels).tolist() == [0, 0.5, -0.25, 0.25, 0, 0]


def test_rows_are_decoded_one_by_one() -> None:
    levels = np.random.default_rng(1).integers(0, 2, (3, 20), np.uint8)
    assert np.array_equal(nrzi.decode(levels)[1], nrzi.decode(levels[1]))
